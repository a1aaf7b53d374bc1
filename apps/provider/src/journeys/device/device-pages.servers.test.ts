// The pages of whoever types the code of a device: their language, and every way out of them (decision 0036).
import type { CookieBrowser, Page } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ACR } from '#identity/sessions/assurance.ts'
import { device, registerTerminal, typeCode } from '#testing/device-driver.ts'
import { arrive, fill } from '#testing/openid-driver.ts'
import { runningWorld } from '#testing/running-world.ts'
import {
  driveSignIn,
  enrolledPerson,
  navigate,
  postForm,
  signInWithTokens,
  type TestPerson,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity } = world
await registerTerminal(world)
const app = await enrolledPerson(world, 'device-stops-app', ['none'])
const { browser: home } = await signInWithTokens(world, app)

test('whoever stops on the way tells the device no, at whichever page they are (RFC 8628 §3.5)', async (t) => {
  const stops: [where: string, who: TestPerson, asked: Record<string, string>][] = [
    ['/enrol/email', await world.person('device-stops', ['none']), { acr_values: ACR.twoFactor }],
    ['/enrol/email', await world.person('device-stops-late', ['required']), {}],
    ['/sign-in/code', { id: app.id, sub: app.sub, email: app.email }, {}],
    ['/sign-in/passkey', app, { acr_values: ACR.phishingResistant }],
    ['closed', app, {}],
  ]
  t.after(() => registerTerminal(world))
  for (const [where, who, asked] of stops) {
    await registerTerminal(world, { knownPeopleOnly: where === 'closed' })
    const terminal = device(world)
    const code = await terminal.code(asked)
    const browser = world.browser()
    const typed = await typeCode(browser, code.user_code)
    const page = await driveSignIn(browser, world, typed, who)
    assert.equal(page.status === 403 ? 'closed' : page.url.pathname, where)
    const address = typed.url.searchParams.get('next')!
    const stopped = await fill(browser, page, {}, `${address}/leave`)
    assert.deepEqual([stopped.heading, stopped.url.pathname], ['Nobody was let in', address], where)
    assert.equal((await navigate(browser, `${address}/leave`)).heading, stopped.heading, 'an address, for going back')
    assert.equal((await terminal.poll(code)).body['error'], 'access_denied', where)
  }
  for (const odd of ['%00', 'x', '%0d%0a', '00000000-0000-4000-8000-000000000000'])
    assert.equal((await arrive(home, await postForm(home, `/device/${odd}/leave`, {}, '/account'))).status, 410, odd)
  const code = await device(world).code()
  const address = (await typeCode(world.browser(), code.user_code)).url.searchParams.get('next')!
  await postForm(world.browser(), `${address}/leave`, {}, '/device')
  await postForm(home, `${address}/leave`, {}, '/account')
  assert.equal((await device(world).poll(code)).body['error'], 'authorization_pending', 'not of another browser')
})

test('the pages have one language from the code to the end, and not that of the device (decision 0038)', async () => {
  const lars = await world.person('device-lars', ['none'])
  await identity.people.chooseLanguage(lars.sub, 'nl')
  const english = { 'accept-language': 'en' }
  const visit = async (browser: CookieBrowser, shown: string[]) => {
    const code = await device(world).code({ ui_locales: 'nl', acr_values: ACR.twoFactor })
    let page = await navigate(browser, '/device')
    const see = (next: Page) => void shown.push(/<html lang="(\w+)"/u.exec((page = next).body)![1]!)
    see(page)
    see(await fill(browser, page, { user_code: code.user_code }, '/device'))
    see(await driveSignIn(browser, world, page, lars))
    const address = page.url.searchParams.get('next')!
    see(await fill(browser, page, {}, `${address}/leave`))
    see(await navigate(browser, address))
  }
  const [strange, known] = [world.browser(english), world.browser(english)]
  const [asStranger, signedIn]: [string[], string[]] = [[], []]
  await visit(strange, asStranger)
  await signInWithTokens(world, lars, { ui_locales: 'en' }, known)
  await visit(known, signedIn)
  assert.deepEqual([asStranger, signedIn], [Array(5).fill('en'), Array(5).fill('nl')])
})
