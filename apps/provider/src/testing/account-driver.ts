// Somebody at their own pages in tests: signed in at an address of My details, with the proofs that it requires.
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import type { World } from './running-world.ts'
import { fill, setupKeyOf } from './openid-driver.ts'
import { type TestPerson, codeNow, navigate, driveSignIn } from './sign-in-driver.ts'

/** At an address, with whatever it asks for shown. */
export async function openAccountPage(
  world: World,
  who: TestPerson,
  address: string,
  browser: CookieBrowser = world.browser(),
): Promise<{ browser: CookieBrowser; page: Page }> {
  return { browser, page: await driveSignIn(browser, world, await navigate(browser, address), who) }
}

/**
 * One more authenticator app, from its first page to what comes after its code. Answers with its secret, and the code
 * that was used.
 */
export async function addApp(
  world: World,
  browser: CookieBrowser,
  route: 'add' | 'new-phone' = 'add',
): Promise<{ secret: string; used: string; page: Page }> {
  const base = `/account/authenticators/${route}`
  const key = await browser.get(`${base}/key`)
  const secret = setupKeyOf(key)
  const used = codeNow(world, { secret })
  const page = await fill(browser, await browser.get(`${base}/code`), { code: used }, 'code')
  return { secret, used, page }
}

/** Six minutes later: what was proved is no longer fresh. */
export const makeProofStale = (world: World): void => world.clock.moveBy(6 * MINUTE_MS)
