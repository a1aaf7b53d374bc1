// Authenticator apps on two processes: one confirmation adds one app, the last app stays, a lock admits no new one.
import { type CookieBrowser, type Page, softPhone } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertNoFault, fill, secretOn, withPassword } from './driver.ts'
import { type Human, type RaceWorld, raceWorld } from './race-world.ts'
import { concurrently, tally } from './http-client.ts'

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const RECOVERY_CODES = [...Array(10).keys()].map((index) => `${index}ABCDEFGHJKMNPQRSTVWXYZ1`)
const ADD = '/account/authenticators/add'

let world: RaceWorld
before(async () => void (world = await raceWorld()))
after(() => world.stop())

const appsOf = ({ sub }: Human) => world.opened.identity.factors.listByPerson(sub)
const codeNow = (secret: string): string => softPhone(secret).codeAt(new Date(world.instance.phoneAt))
const went = ({ status, location }: Page): string =>
  location ? `to ${location.pathname.replaceAll(/[0-9a-f-]{36}/gu, ':id')}` : String(status)

/** Signed in with password and code, on the page that asks for the first code of one more app. */
async function adding(
  id: string,
): Promise<{ person: Human; first: string; browser: CookieBrowser; secret: string; page: Page }> {
  const person = await world.person(id, ['required'], { totpSecret: SECRET, recoveryCodes: RECOVERY_CODES })
  await world.movePhones()
  const { browser, page } = await withPassword(world, person, ADD)
  await fill(browser, page, { code: codeNow(SECRET) }, 'code')
  const secret = secretOn(await browser.get(`${ADD}/key`))
  return { person, first: (await appsOf(person))[0]!.id, browser, secret, page: await browser.get(`${ADD}/code`) }
}

for (const round of [1, 2, 3]) {
  test(`of 30 concurrent right first codes one adds the app (round ${round})`, async () => {
    const { person, browser, secret, page } = await adding(`adds-${round}`)
    const pages = await concurrently(30, () => browser.submit(page, { code: codeNow(secret) }, page.form('code')))
    assertNoFault(world, pages)
    assert.equal(tally(pages, went)['to /account/authenticators/:id'], 1)
    assert.equal((await appsOf(person)).length, 2)
    assert.equal(await world.audited('factor-added', person.sub), 1)
  })

  test(`of 30 concurrent requests to remove somebody’s two apps, one app stays (P16, round ${round})`, async () => {
    const { person, browser, secret, page } = await adding(`removes-${round}`)
    await fill(browser, page, { code: codeNow(secret) }, 'code')
    const atCode = await Promise.all(
      (await appsOf(person)).map(({ id }) => browser.get(`/account/authenticators/${id}/remove`)),
    )
    const pages = await concurrently(30, (index) => {
      const one = atCode[index % 2]!
      return browser.submit(one, {}, one.form(one.url.pathname))
    })
    assertNoFault(world, pages)
    assert.equal((await appsOf(person)).length, 1)
    assert.equal(await world.audited('factor-removed', person.sub), 1)
  })

  test(`an app that is confirmed while its owner says "This was not me" proves nothing afterwards (round ${round})`, async () => {
    const { person, first, browser, secret, page } = await adding(`disowns-${round}`)
    const link = await world.opened.identity.notMe.create(person.sub, 'factor-added', world.clock.now())
    const reader = world.browser()
    const shown = await reader.get(`/not-me/${link}`)
    const pages = await Promise.all([
      ...Array.from({ length: 6 }, () => browser.submit(page, { code: codeNow(secret) }, page.form('code'))),
      reader.submit(shown),
      ...Array.from({ length: 6 }, () => browser.submit(page, { code: codeNow(secret) }, page.form('code'))),
    ])
    assertNoFault(world, pages)
    assert.deepEqual(
      (await appsOf(person)).filter(({ id, quarantinedAt }) => id !== first && quarantinedAt === null),
      [],
    )
    assert.equal(await world.audited('account-frozen', person.sub), 1)
    const next = await browser.get('/account')
    assert.equal(next.location?.pathname, '/sign-in')
  })
}
