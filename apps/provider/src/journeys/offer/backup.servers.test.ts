// A backup is offered after the first factor, and "Not now" is taken for an answer (P11, P14, U-16).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from '@sluis/test-kit'
import { runningWorld } from '#testing/running-world.ts'
import { answerOf, enrol, fill } from '#testing/openid-driver.ts'
import { codeSentTo, newNumber } from '#testing/sms-helpers.ts'
import {
  type TestPerson,
  enrolledPerson,
  signInAs,
  postForm,
  navigate,
  voucherFor,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const DAY = 86_400_000
const offer = async (sub: string) =>
  (await world.provider.database.pool.query<{ times: number }>('select times from offer where person_id = $1', [sub]))
    .rows[0]?.times

/** Through the wizard, as far as the page that says it is done. */
async function justEnrolled(id: string) {
  const who = await world.person(id, ['required'])
  const { browser, page } = await signInAs(world, who, {
    voucher: await voucherFor(world, id),
    acr_values: 'urn:sluis:acr:two-factor',
  })
  const { secret, page: done } = await enrol(world, browser, page)
  return { who: { ...who, secret }, browser, done }
}
const home = async (who: TestPerson, browser = world.browser()) => ({
  browser,
  page: await driveSignIn(browser, world, await navigate(browser, '/'), who),
})
const asks = (body: string): boolean => body.includes('href="/offer/backup"')

test('going on to the application stays the first thing on the page; the offer is beneath it (M15)', async () => {
  const { who, browser, done } = await justEnrolled('straight')
  const links = done.links.map(({ text }) => text)
  assert.ok(
    links.indexOf('On to Kade') >= 0 && links.indexOf('On to Kade') < links.indexOf('Add a backup'),
    links.join(', '),
  )
  assert.equal(await offer(who.sub), 1)
  assert.ok(
    answerOf(
      await driveSignIn(
        browser,
        world,
        await navigate(browser, done.links.find(({ text }) => text === 'On to Kade')!.href),
        who,
      ),
    ).get('code'),
  )
})

test('"Not now" leads on to where the person was going, and nothing asks again for seven days; then once more, and then not for 90', async () => {
  const { who, browser, done } = await justEnrolled('later')
  const page = await navigate(browser, done.links.find(({ text }) => text === 'Add a backup')!.href)
  assert.equal(page.heading, 'Add a backup')
  assert.ok(page.links.some(({ href }) => href === '/account/phone'))
  const on = await browser.submit(page, {}, page.form('csrf'))
  assert.match(on.location?.pathname ?? '', /^\/continue\//u)
  assert.ok(!asks((await home(who)).page.body))

  world.clock.moveBy(7 * DAY)
  const week = await home(who)
  assert.ok(asks(week.page.body))
  // A second click says nothing more.
  for (let click = 1; click <= 2; click++)
    assert.equal((await postForm(week.browser, '/offer/backup', {}, '/offer/backup')).location?.pathname, '/')
  assert.equal(await offer(who.sub), 2)
  world.clock.moveBy(89 * DAY)
  assert.ok(!asks((await home(who)).page.body))
  world.clock.moveBy(DAY)
  assert.ok(asks((await home(who)).page.body))
})

test('whoever adds a backup on the way to an application is led on to it from every page of it, is asked for access once, and can go back', async () => {
  const { who, browser, done } = await justEnrolled('on-the-way')
  const onTo = (page: Page): string | undefined => page.links.find(({ text }) => text === 'On to Kade')?.href
  const application = (await world.identity.applications.findByClientId('kade'))!
  const consented = () => world.identity.applications.consentedScope(who.sub, application.id)
  assert.match(await consented(), /openid/u, 'granted, though the sign-in has not ended')
  const way = onTo(done)!
  const offered = await navigate(browser, done.links.find(({ text }) => text === 'Add a backup')!.href)
  for (const href of ['/account/phone', '/account/authenticators/add'])
    assert.equal(
      (await navigate(browser, href)).links.find(({ text }) => text === 'Back')?.href,
      `/offer/backup?next=${encodeURIComponent(way)}`,
    )
  for (const href of ['/account', '/account/passkeys', `/account/authenticators/${await appOf(who.sub)}`])
    assert.equal(onTo(await navigate(browser, href)), way, href)
  const number = newNumber()
  const asked = await fill(browser, await navigate(browser, '/account/phone'), { number, country: 'NL' }, 'number')
  const added = await fill(browser, asked, { code: await codeSentTo(world, number) }, 'code')
  assert.deepEqual([added.heading, onTo(added)], ['Your phone number is confirmed', way])
  assert.equal(offered.heading, 'Add a backup')

  assert.ok(answerOf(await driveSignIn(browser, world, await navigate(browser, way), who)).get('code'))
  assert.equal(onTo(await navigate(browser, '/account')), undefined, 'and no longer when it is over')
  const { rows } = await world.provider.database.pool.query(
    "select 1 from audit_event where action = 'access-granted' and person_id = $1",
    [who.sub],
  )
  assert.equal(rows.length, 1, 'once')
})
const appOf = async (sub: string): Promise<string> => (await world.identity.totp.listByPerson(sub))[0]!.id

test('somebody with two factors already is asked nothing', async () => {
  const who = await enrolledPerson(world, 'has-two', ['none'])
  await world.identity.transaction((stores) =>
    stores.phones.replace({ id: crypto.randomUUID(), personId: who.sub, e164: newNumber() }, world.clock.now()),
  )
  const { browser, page } = await home(who)
  assert.ok(!asks(page.body))
  assert.equal((await browser.get('/offer/backup')).status, 303)
})

test('the offer leads nowhere else than on: an address of somebody else becomes Home (open redirects)', async () => {
  const who = await enrolledPerson(world, 'redirect', ['none'])
  const { browser } = await home(who)
  for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example', 'data:text/html,evil']) {
    const page = await browser.get(`/offer/backup?next=${encodeURIComponent(next)}`)
    assert.ok(!page.body.includes('evil.example') || !page.forms.some(({ action }) => action.includes('evil')), next)
    assert.equal(
      (await postForm(browser, `/offer/backup?next=${encodeURIComponent(next)}`, {}, '/offer/backup')).location?.href,
      `${world.settings.issuer}/`,
      next,
    )
  }
})

test('somebody without a second factor is offered none of this, and nothing is written for them', async () => {
  const who = await world.person('without', ['none'])
  const { browser, page } = await home(who)
  assert.ok(!asks(page.body))
  assert.equal((await browser.get('/offer/backup')).status, 303)
  assert.equal(await offer(who.sub), undefined)
})
