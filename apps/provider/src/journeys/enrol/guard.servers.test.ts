// The guard of a first enrolment (rule 4): whoever has only the password sees no key and switches nothing on (edge case
// 57).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { CLIENT, PASSWORD, runningWorld } from '#testing/running-world.ts'
import { answerOf, authorizationRequest, begin, enrol, fill, setupKeyOf } from '#testing/openid-driver.ts'
import {
  type TestPerson,
  codeNow,
  signInAs,
  postForm,
  submitAndFollow,
  statusOf,
  navigate,
  voucherFor,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const TWO_FACTOR = 'urn:sluis:acr:two-factor'

/** A page without any key on it. */
const showsNoKey = (page: Page): void =>
  assert.ok(setupKeyOf(page) === '' && !page.body.includes('otpauth:'), `${page.url.pathname} shows a key`)
async function mailedCode(email: string, from = 0): Promise<string> {
  const mail = await world.mail.waitFor(
    (each) =>
      each.to.includes(email) && /is your code/u.test(each.subject) && world.mail.messages.indexOf(each) >= from,
  )
  return /\d{6}/u.exec(mail.subject)?.[0] ?? ''
}
/** With the password alone, at the page that asks for the second proof. */
async function atGuard(
  id: string,
  more: Record<string, string> = {},
  companies = ['required'],
): Promise<{ person: TestPerson; browser: CookieBrowser; page: Page; next: string }> {
  const person = await world.person(id, companies)
  const { browser, page } = await signInAs(world, person, more)
  assert.equal(page.heading, 'First, check that it is you')
  return { person, browser, page, next: page.url.searchParams.get('next')! }
}

test('the password alone sees no key and begins nothing: every address of the wizard leads to the guard', async () => {
  const { person, browser, next } = await atGuard('alone')
  for (const path of [
    '/enrol',
    '/enrol/key',
    '/enrol/no-app',
    '/enrol/no-smartphone',
    '/enrol/code',
    '/enrol/recovery-codes',
    '/enrol/recovery-codes/download',
    '/enrol/done',
    '/account/two-step',
    '/account',
    '/',
  ]) {
    const page = await navigate(
      browser,
      `${path}${path.startsWith('/enrol') ? `?next=${encodeURIComponent(next)}` : ''}`,
    )
    assert.equal(page.heading, 'First, check that it is you', path)
    showsNoKey(page)
  }
  const codes = await navigate(browser, '/account/recovery-codes')
  assert.deepEqual([codes.status, codes.heading], [403, 'First set up two-step verification'])
  for (const [path, fields] of [
    ['/enrol', { code: '123456' }],
    ['/enrol', {}],
    ['/enrol/code', { code: '123456' }],
    ['/enrol/recovery-codes', { kept: 'yes' }],
  ] as const) {
    const answer = await postForm(browser, `${path}?next=${encodeURIComponent(next)}`, fields)
    assert.equal(answer.status, 303, path)
    assert.equal(answer.location?.pathname, '/enrol/email', path)
  }
  assert.deepEqual(
    await world.provider.database.db.selectFrom('enrolment').selectAll().where('person_id', '=', person.sub).execute(),
    [],
  )
})

test('the address is masked for somebody who has only the password', async () => {
  const { page } = await atGuard('masked')
  assert.match(page.text, /m•••@example\.org/u)
  assert.doesNotMatch(page.body, /masked@example/u)
})

test('looking at the page sends no mail; the button does, and its code opens the wizard', async () => {
  const { person, browser, page, next } = await atGuard('mails')
  await navigate(browser, `/enrol/email?next=${encodeURIComponent(next)}`)
  const sent = await fill(browser, page, {}, `/enrol/email/send?next=${encodeURIComponent(next)}`)
  const code = await mailedCode(person.email)
  assert.equal(world.mail.messages.filter((mail) => mail.to.includes(person.email)).length, 1)
  const wizard = await fill(browser, sent, { code }, 'code')
  assert.equal(wizard.heading, 'Connect your app')
  assert.ok((await enrol(world, browser, wizard)).secret)
  assert.equal((await statusOf(world, 'mails'))['enrolled'], true)
})

test('a mailed code works once, in the browser that asked for it, for ten minutes, and not after a newer one', async () => {
  const { person, browser, page, next } = await atGuard('once')
  const send = `/enrol/email/send?next=${encodeURIComponent(next)}`
  const first = await fill(browser, page, {}, send)
  const old = await mailedCode(person.email)
  const before = world.mail.messages.length
  const second = await fill(browser, first, {}, send)
  const fresh = await mailedCode(person.email, before)
  if (old !== fresh) assert.equal((await fill(browser, second, { code: old }, 'code')).status, 422, 'the old one')

  const thief = await signInAs(world, person)
  const nextOfThief = thief.page.url.searchParams.get('next')!
  assert.equal(
    (
      await submitAndFollow(
        thief.browser,
        `/enrol/email?next=${encodeURIComponent(nextOfThief)}`,
        { code: fresh },
        `/enrol/email?next=${encodeURIComponent(nextOfThief)}`,
      )
    ).status,
    422,
    'another browser',
  )

  world.clock.moveBy(10 * 60_000)
  assert.equal((await fill(browser, second, { code: fresh }, 'code')).status, 422, 'ten minutes later')
})

test('three mails, then a pause; and ten wrong codes, then a pause that a new code does not end; other sign-ins have theirs', async () => {
  const { person, browser, page, next } = await atGuard('budget')
  const send = `/enrol/email/send?next=${encodeURIComponent(next)}`
  let at = page
  for (let mail = 0; mail < 3; mail++) at = await fill(browser, at, {}, send)
  const fourth = await fill(browser, at, {}, send)
  assert.equal(fourth.status, 429)
  assert.match(fourth.text, /You can ask for a new one at \d\d:\d\d/u)
  const code = await mailedCode(person.email, world.mail.messages.length - 1)
  let last = at
  for (let guess = 0; guess < 10; guess++)
    last = await fill(browser, at, { code: code === '000000' ? '111111' : '000000' }, 'code')
  assert.equal(last.status, 422)
  const locked = await fill(browser, at, { code }, 'code')
  assert.equal(locked.status, 429, 'the right one, too late')
  assert.match(locked.text, /Try again at \d\d:\d\d/u)
  // Whoever guessed in one sign-in keeps nobody out of another, until all together are too many.
  const again = await signInAs(world, person)
  const nextOfAgain = again.page.url.searchParams.get('next')!
  const enter = (guess: string) =>
    submitAndFollow(
      again.browser,
      `/enrol/email?next=${encodeURIComponent(nextOfAgain)}`,
      { code: guess },
      again.page.url.href,
    )
  assert.equal((await enter('222222')).status, 422)
})

test('vouchers: of somebody else, used, expired, of another application or made up, none of them helps', async () => {
  const known = (await world.identity.applications.findByClientId(CLIENT.id))!
  const other = { ...known, secret: CLIENT.secret, clientId: 'other', name: 'Other' }
  await world.identity.applications.upsert(other, world.clock.now())
  const otherId = (await world.identity.applications.findByClientId('other'))!.id
  await world.person('colleague', ['required'])

  const usedVoucher = await voucherFor(world, 'colleague')
  const colleague = { id: 'colleague', sub: '', email: 'colleague@example.org' }
  assert.equal(
    (await signInAs(world, colleague, { voucher: usedVoucher })).page.heading,
    'Connect your app',
    'a good one helps',
  )
  assert.equal(
    (await signInAs(world, colleague, { voucher: usedVoucher })).page.heading,
    'First, check that it is you',
    'spent',
  )

  const of = await voucherFor(world, 'colleague')
  await atGuard('v-somebody-else', { voucher: of })
  await atGuard('v-made-up', { voucher: 'x'.repeat(43) })
  await atGuard('v-huge', { voucher: 'x'.repeat(2000) })

  const person = await world.person('v-foreign', ['required'])
  const { voucher: foreign } = await world.identity.applications.createVoucher(otherId, person.sub, world.clock.now())
  assert.equal(
    (await signInAs(world, person, { voucher: foreign })).page.heading,
    'First, check that it is you',
    'of another application',
  )

  const late = await voucherFor(world, 'v-foreign')
  world.clock.moveBy(10 * 60_000)
  assert.equal(
    (await signInAs(world, person, { voucher: late })).page.heading,
    'First, check that it is you',
    'expired',
  )
})

test('a voucher given by a pushed request (PAR) works too, and is not in the address bar', async () => {
  const person = await world.person('pushed', ['prompt'])
  const request = authorizationRequest(issuer, { acr_values: TWO_FACTOR, voucher: await voucherFor(world, 'pushed') })
  const pushed = await fetch(`${issuer}/oidc/par`, {
    method: 'POST',
    headers: { authorization: world.api.basic },
    body: new URL(request.address).searchParams,
  })
  const { request_uri: uri } = (await pushed.json()) as { request_uri: string }
  assert.equal(pushed.status, 201)
  const browser = world.browser()
  const page = await driveSignIn(
    browser,
    world,
    await begin(browser, {
      ...request,
      address: `${issuer}/oidc/auth?client_id=${CLIENT.id}&request_uri=${encodeURIComponent(uri)}`,
    }),
    person,
  )
  assert.equal(page.heading, 'Connect your app')
})

test('another browser with the same password gets another key, and only past its own guard', async () => {
  const person = await world.person('two-browsers', ['prompt'])
  const withVoucher = await signInAs(world, person, {
    acr_values: TWO_FACTOR,
    voucher: await voucherFor(world, 'two-browsers'),
  })
  const own = setupKeyOf(withVoucher.page)
  const thief = await signInAs(world, person, { acr_values: TWO_FACTOR })
  assert.equal(thief.page.heading, 'First, check that it is you')
  showsNoKey(
    await navigate(
      thief.browser,
      `/enrol/key?next=${encodeURIComponent(withVoucher.page.url.searchParams.get('next')!)}`,
    ),
  )
  const second = await signInAs(world, person, {
    acr_values: TWO_FACTOR,
    voucher: await voucherFor(world, 'two-browsers'),
  })
  const other = setupKeyOf(second.page)
  assert.notEqual(other, own)

  await fill(
    withVoucher.browser,
    await navigate(
      withVoucher.browser,
      `/enrol/code?next=${encodeURIComponent(withVoucher.page.url.searchParams.get('next')!)}`,
    ),
    { code: codeNow(world, { secret: own }) },
    'code',
  )
  const late = await postForm(
    second.browser,
    `/enrol/code?next=${encodeURIComponent(second.page.url.searchParams.get('next')!)}`,
    { code: codeNow(world, { secret: other }) },
    second.page.url.href,
  )
  assert.equal(
    late.location?.pathname,
    '/sign-in/code',
    'whoever was second is asked for the factor of whoever was first',
  )
  assert.equal((await world.identity.totp.listByPerson(person.sub)).length, 1)
})

test('a pending key of somebody else in the same browser is not handed on', async () => {
  const browser = world.browser()
  const first = await world.person('shared-1', ['prompt'])
  const one = await signInAs(
    world,
    first,
    { acr_values: TWO_FACTOR, voucher: await voucherFor(world, 'shared-1') },
    browser,
  )
  const key = setupKeyOf(one.page)
  await postForm(browser, '/sign-out', {}, one.page.url.href)
  const second = await world.person('shared-2', ['prompt'])
  const two = await signInAs(
    world,
    second,
    { acr_values: TWO_FACTOR, voucher: await voucherFor(world, 'shared-2') },
    browser,
  )
  assert.notEqual(setupKeyOf(two.page), key)
})

test('“My details” asks the password again before the wizard, and then the guard (P7, P8)', async () => {
  const person = await world.person('portal', ['none'])
  const { browser, page } = await signInAs(world, person)
  assert.ok(answerOf(page).get('code'))
  world.clock.moveBy(6 * 60_000)
  const account = await navigate(browser, '/account')
  const enable = account.links.find(({ text }) => text === 'Enable two-factor authentication')!
  const asksAgain = await navigate(browser, enable.href)
  assert.equal(asksAgain.heading, 'Enter your password')
  const guard = await fill(browser, asksAgain, { password: PASSWORD }, 'password')
  assert.equal(guard.heading, 'First, check that it is you')
})

test('the first page says who asks and why: the employer since its date, else the application', async () => {
  const known = (await world.identity.applications.findByClientId(CLIENT.id))!
  const roster = { ...known, secret: CLIENT.secret, clientId: 'roster', name: 'Bakery roster', apiClientScope: '' }
  await world.identity.applications.upsert(roster, world.clock.now())
  const atRoster = { client_id: 'roster', acr_values: TWO_FACTOR }
  const late = await world.person('why-late', ['required'])
  assert.match((await signInAs(world, late)).page.text, /requires two-step verification in Kade since /u)
  const free = await world.person('why-free', ['none'])
  const { page } = await signInAs(world, free, atRoster)
  assert.match(page.text, /check that it is you\s+Bakery roster asks for two-step verification\./u)
  // An application without a directory has no addresses and no passwords of its own.
  const visit = async (more: Record<string, string>) => {
    const browser = world.browser()
    const first = await begin(browser, authorizationRequest(issuer, more))
    return [first.text, (await fill(browser, first, { username: free.email }, 'username')).text]
  }
  const [address, word] = [/e-mail address that you use for Kade/u, /Your password for Kade/u]
  assert.deepEqual(
    (await visit({})).map((text, at) => [address, word][at]!.test(text)),
    [true, true],
  )
  for (const text of await visit(atRoster)) assert.doesNotMatch(text, /(?:use|password) for Bakery roster/u)
})
