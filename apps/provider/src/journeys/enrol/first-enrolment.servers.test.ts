// The first enrolment, from an application's request to its tokens, on a running provider: the main road, and what may
// happen on it.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Page, softPhone } from '@sluis/test-kit'
import { runningWorld } from '#testing/running-world.ts'
import {
  answerOf,
  arrive,
  authorizationRequest,
  begin,
  enrol,
  fill,
  setupKeyOf,
  redeem,
} from '#testing/openid-driver.ts'
import {
  codeNow,
  freshCode,
  signInAs,
  signInWithTokens,
  statusOf,
  navigate,
  voucherFor,
  driveSignIn,
  wrongCode,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const TWO_FACTOR = 'urn:sluis:acr:two-factor'

/** At the wizard's first page, vouched for by the application. */
async function atWizard(id: string, companies: string[] = ['prompt']) {
  const person = await world.person(id, companies)
  const { browser, request, page } = await signInAs(world, person, {
    acr_values: TWO_FACTOR,
    voucher: await voucherFor(world, id),
  })
  assert.equal(page.heading, 'Connect your app')
  return { person, browser, request, page, next: page.url.searchParams.get('next')! }
}

test('from “Set up 2FA” to the application with two factors, without a second login (E3, M4–M17)', async () => {
  const person = await world.person('sanne', ['prompt'])
  const request = authorizationRequest(issuer, {
    acr_values: TWO_FACTOR,
    voucher: await voucherFor(world, 'sanne'),
    login_hint: person.email,
  })
  const browser = world.browser()
  const begun = Math.floor(Date.now() / 1000)
  let page = await begin(browser, request)
  assert.equal(page.heading, 'Enter your password', 'the address is known from login_hint')
  page = await fill(browser, page, { password: 'een lange zin voor thuis' }, 'password')
  assert.equal(page.heading, 'Grant access to Kade')
  page = await arrive(browser, await browser.submit(page))
  const { page: done, codes } = await enrol(world, browser, page)
  assert.equal(done.heading, 'Two-step verification is on')
  assert.equal(new Set(codes).size, 10)
  page = await arrive(browser, await browser.get(done.links.find(({ text }) => text === 'On to Kade')!.href))
  assert.equal(answerOf(page).get('state'), request.state)
  assert.equal(answerOf(page).get('iss'), issuer, 'the answer names who gives it (RFC 9207)')
  const { idToken } = await redeem(issuer, request, page)
  assert.deepEqual(
    [idToken.sub, idToken['acr'], idToken['amr'], idToken['nonce'], idToken['email']],
    [person.sub, TWO_FACTOR, ['pwd', 'otp', 'mfa'], 'n-1', person.email],
  )
  assert.ok(
    Number(idToken['auth_time']) >= begun &&
      Number(idToken['auth_time']) <= Math.ceil(world.clock.now().getTime() / 1000),
  )
  assert.equal((await statusOf(world, 'sanne'))['enrolled'], true)

  const again = await signInWithTokens(world, person, { acr_values: TWO_FACTOR, prompt: 'none' }, browser)
  assert.deepEqual(
    [again.idToken['sid'], again.idToken['auth_time']],
    [idToken['sid'], idToken['auth_time']],
    'the session is the same, and nothing is asked again',
  )
})

test('the code that switched it on is not accepted at the next sign-in in its time (M16); the page shows the wait, and the next code is', async () => {
  const { person, browser, page } = await atWizard('m16')
  const { secret, used } = await enrol(world, browser, page)
  const other = world.browser()
  const atCode = await driveSignIn(other, world, await begin(other, authorizationRequest(issuer)), person)
  assert.equal(atCode.heading, 'Enter the code')
  const refused = await fill(other, atCode, { code: used }, 'code')
  assert.equal(refused.status, 422)
  const seconds = Number(
    /This code was already used\. Wait for the next one \((\d+) seconds?\)/u.exec(refused.text)?.[1],
  )
  assert.ok(seconds >= 1 && seconds <= 60, refused.text)
  const taken = await fill(other, refused, { code: freshCode(world, { secret }) }, 'code')
  assert.ok(answerOf(await driveSignIn(other, world, taken, person)).get('code'))
})

test('access is granted once, and asked again only when the application wants more (M6, I7)', async () => {
  const person = await world.person('once', ['none'])
  const first = await signInAs(world, person, { scope: 'openid' })
  assert.ok(answerOf(first.page).get('code'))
  const hop = async (scope: string) => {
    const browser = world.browser()
    let page = await begin(browser, authorizationRequest(issuer, { scope }))
    page = await fill(browser, page, { username: person.email }, 'username')
    return fill(browser, page, { password: 'een lange zin voor thuis' }, 'password')
  }
  for (const time of ['second', 'third'])
    assert.ok(answerOf(await hop('openid')).get('code'), `the same scope, the ${time} time: no question`)
  assert.equal((await hop('openid profile')).heading, 'Grant access to Kade')
})

test('the page shows what the application gets, in words', async () => {
  const person = await world.person('words', ['none'])
  const browser = world.browser()
  const first = await begin(browser, authorizationRequest(issuer, { scope: 'openid email' }))
  const page = await fill(
    browser,
    await fill(browser, first, { username: person.email }, 'username'),
    { password: 'een lange zin voor thuis' },
    'password',
  )
  assert.match(page.text, /words@example\.org/u)
  assert.doesNotMatch(page.text, /Your name and language/u)
})

test('Cancel goes back with access_denied, and nothing is stored (M5)', async () => {
  const person = await world.person('cancels', ['prompt'])
  const browser = world.browser()
  const request = authorizationRequest(issuer, { acr_values: TWO_FACTOR, voucher: await voucherFor(world, 'cancels') })
  let page = await begin(browser, request)
  page = await fill(
    browser,
    await fill(browser, page, { username: person.email }, 'username'),
    { password: 'een lange zin voor thuis' },
    'password',
  )
  const cancel = page.form().fields.find(({ attributes }) => attributes.has('formaction')) ?? {
    attributes: new Map([['formaction', /formaction="([^"]+)"/u.exec(page.body)?.[1] ?? '']]),
  }
  const back = await arrive(
    browser,
    await browser.post(cancel.attributes.get('formaction') ?? '', {
      csrf: page.form().fields.find(({ name }) => name === 'csrf')!.value,
    }),
  )
  assert.deepEqual(
    [answerOf(back).get('error'), answerOf(back).get('state'), answerOf(back).get('code')],
    ['access_denied', request.state, null],
  )
  const application = (await world.identity.applications.findByClientId('kade'))!
  assert.equal(await world.identity.applications.consentedScope(person.sub, application.id), '')
  assert.equal((await statusOf(world, 'cancels'))['enrolled'], false)
  const rows = await world.provider.database.db
    .selectFrom('session')
    .select('signed_in_at')
    .where('person_id', '=', person.sub)
    .execute()
  assert.deepEqual(
    rows.filter((row) => row.signed_in_at !== null),
    [],
    'no session',
  )
  assert.deepEqual(
    await world.provider.database.db.selectFrom('enrolment').selectAll().where('person_id', '=', person.sub).execute(),
    [],
    'no pending secret',
  )
})

test('“Next” without a code leads to the page that asks for the 6 digits; a wrong one is said beside the same key (M13–M15)', async () => {
  const { browser, page } = await atWizard('no-code-yet')
  const secret = setupKeyOf(page)
  const asked = await fill(browser, page, { code: ' ' }, 'code')
  assert.deepEqual([asked.status, asked.heading, asked.url.pathname], [200, 'Enter the 6 digits', '/enrol/code'])
  const wrong = await fill(browser, page, { code: wrongCode(world, { secret }) }, 'code')
  assert.deepEqual([wrong.status, wrong.url.pathname, setupKeyOf(wrong)], [422, '/enrol', secret])
  assert.match(wrong.text, /isn’t right|isn't right/u)
  for (const code of ['12345', 'abcdef', 'ひ'.repeat(500)])
    assert.equal((await fill(browser, page, { code }, 'code')).status, 422, code.slice(0, 9))
  const kept = await fill(browser, asked, { code: codeNow(world, { secret }) }, 'code')
  assert.equal(kept.heading, 'Keep your recovery codes')
})

test('whoever has no app or no smartphone finds where to go, and nothing is on', async () => {
  const { person, browser, page } = await atWizard('without')
  const link = (text: string) => page.links.find((each) => each.text === text)!.href
  const noApp = await browser.get(link('No app yet?'))
  assert.match(noApp.text, /Google Authenticator or Microsoft Authenticator/u)
  const noPhone = await browser.get(link('No smartphone?'))
  assert.equal(noPhone.heading, 'Without a smartphone')
  assert.match(noPhone.text, /a text message can't be the only extra step.*Use this computer/su)
  for (const there of [noApp, noPhone])
    assert.ok(
      there.links.some(({ href }) => href.startsWith('/enrol?next=')),
      'and back',
    )
  assert.deepEqual(await world.identity.totp.listByPerson(person.sub), [])
})

/** What the header says below our name. */
const below = (page: Page): string =>
  (/class="brand-below">(.*?)<\/span>/su.exec(page.body)?.[1] ?? '').replaceAll(/<[^>]+>/gu, '')

test('the header names the application from the first page on, and the employer once nothing more is to be proved, where it is one (U-4, rule 4)', async () => {
  for (const [id, companies, then] of [
    ['brand-one', ['prompt'], 'Kade · Bakkerij De Gouden Aar'],
    ['brand-two', ['prompt', 'none'], 'Kade'],
  ] as const) {
    const person = await world.person(id, [...companies])
    const browser = world.browser()
    const request = authorizationRequest(issuer, { login_hint: person.email, voucher: await voucherFor(world, id) })
    const before = await begin(browser, request)
    assert.equal(below(before), 'Kade', 'it is not known yet whose sign-in this is')
    const known = await fill(browser, before, { password: 'een lange zin voor thuis' }, 'password')
    assert.deepEqual([known.heading, below(known)], ['Grant access to Kade', then])
  }
  const required = await world.person('brand-required', ['required'])
  const { page } = await signInAs(world, required)
  assert.deepEqual([page.heading, below(page)], ['First, check that it is you', 'Kade'], 'with the password alone')
})

test('“the same password as for Kade” is said of whom Kade vouches for, as long as it is true', async () => {
  const person = await world.person('same-password', ['prompt'])
  const asked = async (more: Record<string, string>): Promise<string> => {
    const request = authorizationRequest(issuer, { login_hint: person.email, ...more })
    return (await begin(world.browser(), request)).text
  }
  const vouched = async () => ({ voucher: await voucherFor(world, 'same-password') })
  assert.match(await asked(await vouched()), /The same password as for Kade/u)
  assert.match(await asked({}), /Your password for Kade\. Did you choose a new one here\?/u, 'of anybody')
  const { db } = world.provider.database
  await db.updateTable('person_password').set({ imported_at: null }).where('person_id', '=', person.sub).execute()
  assert.doesNotMatch(await asked(await vouched()), /The same password/u)
})

test('no page offers a passkey in a browser that has never had one', async () => {
  const person = await world.person('no-passkey', ['prompt'])
  const page = await begin(world.browser(), authorizationRequest(issuer, { login_hint: person.email }))
  assert.doesNotMatch(page.text, /fingerprint/u)
  const first = await begin(world.browser(), authorizationRequest(issuer))
  assert.doesNotMatch(first.text, /fingerprint/u)
  assert.match(first.body, /data-autofill="yes"/u, 'the address field lists those that the browser knows')
})

test('an old link to a step says to somebody who is signed in that it is on, and leads on', async () => {
  const { person, browser, page, next } = await atWizard('old-link')
  const { page: done } = await enrol(world, browser, page)
  const answer = await arrive(browser, await browser.get(done.links.find(({ text }) => text === 'On to Kade')!.href))
  assert.ok(answerOf(answer).get('code'))
  for (const path of ['/enrol', '/enrol/code', '/enrol/recovery-codes', '/enrol/done']) {
    const old = await navigate(browser, `${path}?next=${encodeURIComponent(next)}`)
    assert.deepEqual([old.status, old.heading], [410, 'Two-step verification is on already'], path)
    assert.ok(old.links.some(({ href }) => href === '/account'))
    assert.doesNotMatch(old.text, /log in there again/u)
  }
  const again = await navigate(browser, '/enrol')
  assert.deepEqual([again.status, again.heading], [200, 'Two-step verification is on already'])
  const over = await navigate(browser, next)
  assert.deepEqual([over.status, over.heading], [410, 'You are logged in already'])
  const stranger = await world.browser().get(`/enrol?next=${encodeURIComponent(next)}`)
  assert.deepEqual([stranger.status, stranger.heading], [410, 'This page has expired'])
  assert.equal((await world.identity.totp.listByPerson(person.sub)).length, 1)
})

test('the key stays the same over a reload, in a second tab and for a new request of the same browser (M13, U-3)', async () => {
  const { person, browser, page, next } = await atWizard('same')
  const secret = setupKeyOf(page)
  assert.match(secret, /^[A-Z2-7]{32}$/u, '160 bits of base32')
  assert.equal(setupKeyOf(await navigate(browser, `/enrol/key?next=${encodeURIComponent(next)}`)), secret, 'reload')
  const second = await begin(
    browser,
    authorizationRequest(issuer, { acr_values: TWO_FACTOR, voucher: await voucherFor(world, 'same') }),
  )
  const nextOfSecond = (await driveSignIn(browser, world, second, person)).url.searchParams.get('next')!
  assert.notEqual(nextOfSecond, next)
  assert.equal(
    setupKeyOf(await navigate(browser, `/enrol/key?next=${encodeURIComponent(nextOfSecond)}`)),
    secret,
    'a new request',
  )
  const wrong = await fill(
    browser,
    await navigate(browser, `/enrol/code?next=${encodeURIComponent(next)}`),
    { code: wrongCode(world, { secret }) },
    'code',
  )
  assert.equal(wrong.status, 422)
  assert.equal(
    setupKeyOf(await navigate(browser, `/enrol/key?next=${encodeURIComponent(next)}`)),
    secret,
    'a wrong code leaves it as it is',
  )
})

test('after its 30 minutes a key is another one, and a code of the old one switches nothing on', async () => {
  const { browser, page, next } = await atWizard('late')
  const old = setupKeyOf(page)
  const atCode = await navigate(browser, `/enrol/code?next=${encodeURIComponent(next)}`)
  world.clock.moveBy(31 * 60_000)
  const answer = await fill(browser, atCode, { code: codeNow(world, { secret: old }) }, 'code')
  assert.notEqual(setupKeyOf(answer), old)
  assert.equal((await statusOf(world, 'late'))['enrolled'], false)
})

test('nothing is on before the right code: a wrong one, leaving and coming back change nothing (P10)', async () => {
  const { person, browser, page, next } = await atWizard('half')
  const secret = setupKeyOf(page)
  const atCode = await navigate(browser, `/enrol/code?next=${encodeURIComponent(next)}`)
  for (const code of [wrongCode(world, { secret }), '', '12345', 'abcdef', '1234567'])
    assert.equal((await fill(browser, atCode, { code }, 'code')).status, 422, code)
  assert.equal((await statusOf(world, 'half'))['enrolled'], false)
  assert.deepEqual(await world.identity.totp.listByPerson(person.sub), [])
  const left = await arrive(browser, await browser.submit(atCode, {}, atCode.form(`${next}/leave`)))
  assert.equal(
    answerOf(left).get('error'),
    'unmet_authentication_requirements',
    'the application asked for two factors, and there are none',
  )
})

test('a code is taken with spaces, in Arabic digits, and in full-width ones (U-6)', async () => {
  const spellings: [string, (code: string) => string][] = [
    ['spaced', (code) => ` ${code.slice(0, 3)} ${code.slice(3)}\n`],
    ['arabic', (code) => code.replace(/\d/gu, (digit) => String.fromCodePoint(0x660 + Number(digit)))],
    ['wide', (code) => code.replace(/\d/gu, (digit) => String.fromCodePoint(0xff10 + Number(digit)))],
  ]
  for (const [name, written] of spellings) {
    const { browser, page, next } = await atWizard(`written-${name}`)
    const secret = setupKeyOf(page)
    const keep = await fill(
      browser,
      await navigate(browser, `/enrol/code?next=${encodeURIComponent(next)}`),
      { code: written(codeNow(world, { secret })) },
      'code',
    )
    assert.equal(keep.heading, 'Keep your recovery codes', name)
  }
})

test('the key is never shown again, by any page, once it is on', async () => {
  const { browser, page, next } = await atWizard('never')
  const { secret } = await enrol(world, browser, page)
  for (const address of [
    '/',
    '/account',
    '/account/recovery-codes',
    '/account/two-step',
    ...['/enrol', '/enrol/key', '/enrol/code', '/enrol/email', '/enrol/done'].flatMap((path) => [
      `${path}?next=${encodeURIComponent(next)}`,
      `${path}?next=%2Faccount%2Ftwo-step`,
    ]),
  ]) {
    const { body } = await navigate(browser, address)
    assert.ok(!body.replaceAll(/<[^>]+>|\s/gu, '').includes(secret) && !body.includes('otpauth:'), address)
  }
})

test('recovery codes are shown until they are kept, and never after (M17)', async () => {
  const { browser, page, next } = await atWizard('keeps')
  const secret = setupKeyOf(page)
  const keep = await fill(
    browser,
    await navigate(browser, `/enrol/code?next=${encodeURIComponent(next)}`),
    { code: softPhone(secret).codeAt(world.clock.phoneTime()) },
    'code',
  )
  const [code] = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}/u.exec(keep.body) ?? ['']
  const address = `/enrol/recovery-codes?next=${encodeURIComponent(next)}`
  assert.equal((await fill(browser, keep, {}, 'kept')).status, 422, 'nothing was confirmed')
  assert.ok((await navigate(browser, address)).body.includes(code), 'a reload shows the same')
  assert.ok((await browser.get(`/enrol/recovery-codes/download?next=${encodeURIComponent(next)}`)).body.includes(code))
  await fill(browser, await navigate(browser, address), { kept: 'yes' }, 'kept')
  for (const then of [address, `/enrol/recovery-codes/download?next=${encodeURIComponent(next)}`])
    assert.ok(!(await navigate(browser, then)).body.includes(code), then)
  const rows = await world.provider.database.db
    .selectFrom('recovery_code_set as s')
    .innerJoin('second_factor as f', 'f.person_id', 's.person_id')
    .innerJoin('person as p', 'p.id', 's.person_id')
    .select(['s.codes_sealed'])
    .where('p.email', '=', 'keeps@example.org')
    .execute()
  assert.deepEqual(
    rows.map((row) => row.codes_sealed),
    [null],
    'nothing but hashes is left',
  )
})
