// A text message as the first factor: only where all of a person's companies allow it, and behind the same guard as the
// app (P13, edge case 23, rule 4).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import { fill, redeem, setupKeyOf } from '#testing/openid-driver.ts'
import {
  atSecondFactor,
  codeSentTo,
  newNumber,
  pressSend,
  RECOVERY_CODES,
  setSmsFirst,
  withPhone,
} from '#testing/sms-helpers.ts'
import {
  type TestPerson,
  codeNow,
  signInAs,
  signInWithTokens,
  postForm,
  submitAndFollow,
  statusOf,
  navigate,
  voucherFor,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
await setSmsFirst(world, 'required', true)

const smsPath = (next: string, path = ''): string => `/enrol/simple-phone${path}?next=${encodeURIComponent(next)}`
type AtWizard = {
  who: TestPerson
  browser: CookieBrowser
  page: Page
  next: string
  request: Awaited<ReturnType<typeof signInAs>>['request']
}
/** On the first page of the wizard, vouched for by the application. */
async function atWizard(id: string, companies = ['required']): Promise<AtWizard> {
  const who = await world.person(id, companies)
  const { browser, page, request } = await signInAs(world, who, {
    voucher: await voucherFor(world, id),
    acr_values: 'urn:sluis:acr:two-factor',
  })
  assert.equal(page.heading, 'Connect your app')
  return { who, browser, page, request, next: page.url.searchParams.get('next')! }
}

test('somebody without a smartphone sets up SMS: number, code, recovery codes, done, and on to the application', async () => {
  const { who, browser, page, request } = await atWizard('simple')
  const without = await browser.get(page.links.find(({ text }) => text === 'No smartphone?')!.href)
  const link = without.links.find(({ text }) => text.startsWith('Get codes by text message'))!
  const asking = await navigate(browser, link.href)
  assert.match(asking.text, /less safe than an app or a passkey/u)
  const number = newNumber()
  const confirm = await fill(browser, asking, { number, country: 'NL' }, 'number')
  const keep = await fill(browser, confirm, { code: await codeSentTo(world, number) }, 'code')
  assert.equal(keep.heading, 'Keep your recovery codes')
  const done = await fill(browser, keep, { kept: 'yes' }, 'kept')
  assert.equal(done.heading, 'Two-step verification is on')
  const back = await navigate(browser, done.links.find(({ text }) => text === 'On to Kade')!.href)
  const { idToken } = await redeem(world.settings.issuer, request, await driveSignIn(browser, world, back, who))
  assert.deepEqual(idToken['amr'], ['pwd', 'sms', 'mfa'])
  assert.equal((await statusOf(world, 'simple'))['enrolled'], true)
  const mail = await world.mail.waitFor((each) => each.to.includes(who.email))
  assert.doesNotMatch(mail.text, /authenticator app/u)
})

test('“I have no smartphone” in the help leads straight to text messages where they are allowed, and back to where one was', async () => {
  const { browser, page, next } = await atWizard('asks')
  const from = `${page.url.pathname}${page.url.search}`
  const linksOf = async (asked: typeof browser, address: string, headers = {}) =>
    (await asked.follow(await asked.get(address, headers))).links.map(({ href }) => href)
  const links = await linksOf(browser, '/help?at=no-smartphone', { referer: page.url.href })
  assert.ok(links.includes(smsPath(next)), 'the way on')
  assert.ok(links.includes(from), 'the way back')
  assert.ok(
    (await navigate(browser, smsPath(next))).forms.some(({ action }) => action.startsWith('/enrol/simple-phone')),
  )

  const stranger = world.browser()
  const strange = await linksOf(stranger, `/help?at=no-smartphone&client_id=${CLIENT.id}&from=%2Fwall%3Fa%3D1`)
  assert.ok(
    strange.includes(`${new URL(CLIENT.redirect).origin}/wall?a=1`),
    'to the application, where it is registered',
  )
  assert.ok(!strange.some((href) => href.includes('by-text')), 'nothing is offered of which nobody knows yet')
  for (const wrong of [
    'from=https://evil.example/',
    'from=//evil.example',
    'from=%2F%5Cevil.example',
    'from=javascript:alert(1)',
    'from=%00',
    `from=/${'x'.repeat(600)}`,
    'client_id=unknown&from=%2Fwall',
    `client_id=${CLIENT.id}&from=https://evil.example/`,
    'from=/a&from=/b',
  ]) {
    const all = await linksOf(stranger, `/help?at=no-smartphone&${wrong}`)
    const found = all.filter((href) => !href.startsWith('/help') && !href.startsWith('/language'))
    assert.ok(!found.some((href) => /evil|javascript|wall|xxx/u.test(href)), wrong)
  }
})

test('where one of the companies does not allow it, the option is nowhere, and its addresses lead to what there is', async () => {
  await setSmsFirst(world, 'prompt', false)
  for (const companies of [['prompt'], ['required', 'prompt']]) {
    const { browser, page, next } = await atWizard(`not-${companies.length}`, companies)
    const without = await browser.get(page.links.find(({ text }) => text === 'No smartphone?')!.href)
    assert.ok(![page, without].some(({ links }) => links.some(({ href }) => href.startsWith('/enrol/simple-phone'))))
    const fields = { number: newNumber(), country: 'NL', code: '123456' }
    for (const shown of [
      without,
      await navigate(browser, smsPath(next)),
      await navigate(browser, smsPath(next, '/code')),
      await submitAndFollow(browser, smsPath(next), fields, page.url.href),
      await submitAndFollow(browser, smsPath(next, '/code'), fields, page.url.href),
      await submitAndFollow(browser, smsPath(next, '/again'), fields, page.url.href),
    ]) {
      assert.equal(shown.url.pathname + shown.url.search, without.url.pathname + without.url.search)
      assert.match(shown.text, /At your employer a text message can.t be the only extra step/u)
    }
    // On the phone that it is about it says how to get to a computer, and on that computer it goes on.
    const onPhone = await browser.get(without.url, { 'user-agent': 'Mozilla/5.0 (iPhone) Mobile' })
    assert.ok(!onPhone.links.some(({ text }) => text.startsWith('Use this computer')))
    assert.match(onPhone.text, /Log in to Kade there/u)
    const onThis = await navigate(browser, without.links.find(({ text }) => text.startsWith('Use this computer'))!.href)
    assert.match(onThis.text, /Copy the green code into the authenticator app or password manager on this computer/u)
    const refused = await fill(browser, onThis, { code: '12345' }, 'code')
    assert.match(refused.text, /on this computer/u, 'it is still about the computer')
    assert.equal(refused.status, 422)
  }
  assert.equal(
    world.sms.messages.filter(({ text }) => /confirms/u.test(text)).length,
    1,
    'only the one of the test before',
  )
})

test('a permission that was taken back in the middle ends it there', async () => {
  const { who, browser, next } = await atWizard('taken-back')
  const number = newNumber()
  const confirm = await fill(browser, await navigate(browser, smsPath(next)), { number, country: 'NL' }, 'number')
  const code = await codeSentTo(world, number)
  await setSmsFirst(world, 'required', false)
  const ended = await fill(browser, confirm, { code }, 'code')
  assert.deepEqual([ended.url.pathname, ended.heading], ['/enrol/no-smartphone', 'Without a smartphone'])
  assert.equal(await world.identity.phones.findByPerson(who.sub), undefined)
  await setSmsFirst(world, 'required', true)
})

test('where text messages alone are not allowed any more, an app is set up beside them, and stays', async () => {
  const who = await withPhone(world, { recoveryCodes: RECOVERY_CODES })
  const { browser, page } = await atSecondFactor(world, who)
  await setSmsFirst(world, 'required', false)
  const asked = await pressSend(browser, page)
  const proved = await fill(browser, asked, { code: await codeSentTo(world, who.number) }, 'code')
  const wizard = await driveSignIn(browser, world, proved, who)
  assert.equal(wizard.heading, 'Connect your app')
  assert.match(wizard.text, /a text message can.t be the only extra step\. Connect an app; text messages stay/u)
  await fill(browser, wizard, { code: codeNow(world, { secret: setupKeyOf(wizard) }) }, 'code')
  const factors = await world.identity.factors.listByPerson(who.sub)
  assert.deepEqual(factors.map(({ kind }) => kind).toSorted(), ['sms', 'totp'])

  const path = `/account/authenticators/${factors.find(({ kind }) => kind === 'totp')!.id}`
  const shown = await navigate(browser, path)
  assert.equal(shown.status, 200)
  assert.ok(!shown.body.includes(`${path}/remove`), 'what would be refused is not offered')
  const refused = await submitAndFollow(browser, `${path}/remove`, {}, '/account')
  assert.deepEqual([refused.status, refused.heading], [409, 'This one cannot go yet'])
  assert.match(refused.text, /only text messages would be left/u)
  assert.equal((await world.identity.factors.listByPerson(who.sub)).length, 2)
  await setSmsFirst(world, 'required', true)
  assert.equal((await navigate(browser, `${path}/remove`)).status, 200)
})

test('the password alone puts no number on an account: every address leads to the guard, and no SMS is sent (rule 4, edge case 57)', async () => {
  const who = await world.person('password-only', ['required'])
  const { browser, page } = await signInAs(world, who)
  assert.equal(page.heading, 'First, check that it is you')
  const next = page.url.searchParams.get('next')!
  const before = world.sms.messages.length
  for (const path of ['', '/code', '/again'])
    assert.equal((await navigate(browser, smsPath(next, path))).heading, 'First, check that it is you', path)
  for (const path of ['', '/code', '/again'])
    assert.equal(
      (
        await postForm(
          browser,
          smsPath(next, path),
          { number: newNumber(), country: 'NL', code: '123456' },
          page.url.href,
        )
      ).location?.pathname,
      '/enrol/email',
      path,
    )
  assert.equal(world.sms.messages.length, before)
})

test('somebody who has a second factor already cannot add a number by the wizard', async () => {
  const who = await world.person('has-one', ['required'], { totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
  const { browser, page } = await signInAs(world, who)
  const next = page.url.searchParams.get('next')!
  assert.equal((await navigate(browser, smsPath(next))).url.pathname, '/sign-in/code')
})

test('a lost phone: with a recovery code, the next number takes the place of the old one, whose codes are dead (edge case 7)', async () => {
  const old = newNumber()
  const codes = [...Array(10).keys()].map((n) => `${n}ABCDEFGHJKMNPQRSTVW`)
  const who = await world.person('lost', ['required'], { phone: old, recoveryCodes: codes })
  const { browser, page } = await signInAs(world, who)
  const next = page.url.searchParams.get('next')!
  const fork = await fill(
    browser,
    await navigate(browser, `/sign-in/recovery?next=${encodeURIComponent(next)}`),
    { 'recovery-code': codes[0]! },
    'recovery-code',
  )
  await driveSignIn(browser, world, await fill(browser, fork, { phone: 'gone' }, 'phone'), who)
  const number = newNumber()
  const confirm = await fill(browser, await navigate(browser, smsPath(next)), { number, country: 'NL' }, 'number')
  await fill(browser, confirm, { code: await codeSentTo(world, number) }, 'code')
  assert.equal((await world.identity.phones.findByPerson(who.sub))?.e164, number)
  assert.equal((await world.identity.factors.listByPerson(who.sub)).length, 1)
})

test('a number as the first factor tells of the person’s other sessions by sid, as an app does (decision 0025)', async () => {
  await setSmsFirst(world, 'prompt', true)
  const kade = (await world.identity.applications.findByClientId(CLIENT.id))!
  await world.identity.applications.upsert(
    { ...kade, backchannelLogoutUri: 'http://127.0.0.1:1/logout' },
    world.clock.now(),
  )
  const { idToken } = await signInWithTokens(world, await world.person('elsewhere', ['prompt']))
  const { browser, next } = await atWizard('elsewhere', ['prompt'])
  const number = newNumber()
  const confirm = await fill(browser, await navigate(browser, smsPath(next)), { number, country: 'NL' }, 'number')
  await fill(browser, confirm, { code: await codeSentTo(world, number) }, 'code')
  const { rows } = await world.provider.database.pool.query<{ session_id: string }>(
    'select session_id from logout_delivery where session_id is not null and person_id = $1',
    [idToken.sub],
  )
  assert.deepEqual(rows, [{ session_id: idToken['sid'] }])
})
