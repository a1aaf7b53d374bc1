// The device authorization grant, from the device to the tokens and their end (RFC 8628, decision 0036).
import type { LeakyBucket } from '@sluis/server-kit/leaky-bucket'
import type { CookieBrowser } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { after, test } from 'node:test'
import { DEVICE_CODES, USER_CODES_PER_NETWORK, USER_CODES_PER_PERSON } from '#identity/attempts/rate-limits.ts'
import { ACR } from '#identity/sessions/assurance.ts'
import { answerDevice, device, openDevice, registerTerminal, TERMINAL, typeCode } from '#testing/device-driver.ts'
import { arrive, enrol, fill } from '#testing/openid-driver.ts'
import { runningWorld } from '#testing/running-world.ts'
import { companyWith, enrolledPerson, navigate, postForm, signInWithTokens, userinfo } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity, clock } = world
const { issuer } = world.settings
await registerTerminal(world)
const anna = await enrolledPerson(world, 'device-anna', ['none'])
/** Where she is signed in. */
const { browser: home } = await signInWithTokens(world, anna)
const SECONDS = 1000
const MINUTES = 60_000
const DAYS = 86_400_000

/** A device that was let in, and what it holds. */
async function letIn(browser = home) {
  const terminal = device(world)
  const code = await terminal.code()
  const done = await answerDevice(browser, await typeCode(browser, code.user_code), 'allow')
  assert.equal(done.heading, 'You can go back to your device')
  const { status, body } = await terminal.poll(code)
  assert.equal(status, 200, JSON.stringify(body))
  return { terminal, code, access: String(body['access_token']), tokens: body }
}
const isOpen = async ({ terminal, access, tokens }: Awaited<ReturnType<typeof letIn>>): Promise<boolean[]> => [
  (await userinfo(world, access)).status === 200,
  (await terminal.refresh(String(tokens['refresh_token']))).status === 200,
]

test('discovery names the endpoint and the grant (RFC 8628 §4)', async () => {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`)
  const found = (await response.json()) as Record<string, unknown>
  assert.equal(found['device_authorization_endpoint'], `${issuer}/oidc/device`)
  assert.ok((found['grant_types_supported'] as string[]).includes('urn:ietf:params:oauth:grant-type:device_code'))
})

test('a device gets a code of eight letters, an address to say, and how often it may ask (RFC 8628 §3.2)', async () => {
  const { device_code: secret, user_code: shown, ...more } = await device(world).code()
  assert.match(shown, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/u)
  assert.ok(secret.length >= 43)
  assert.deepEqual(more, {
    verification_uri: `${issuer}/device`,
    verification_uri_complete: `${issuer}/device?user_code=${shown}`,
    expires_in: 600,
    interval: 5,
  })
})

test('whoever types the code and allows it lets the device in, with what they have proved', async () => {
  const who = await enrolledPerson(world, 'device-new', ['none'])
  const terminal = device(world)
  const code = await terminal.code()
  assert.equal((await terminal.poll(code)).body['error'], 'authorization_pending')
  const { browser, page } = await openDevice(world, who, {
    user_code: ` ${code.user_code.toLowerCase().replace('-', ' ')}`,
  })
  assert.equal(page.heading, 'Log in to Kade CLI on another device?')
  assert.match(page.text, new RegExp(`${code.user_code}.*${who.email}.*a local network`, 'su'))
  assert.match(page.text, /Kade CLI gets.*Your name and language/su)
  const done = await answerDevice(browser, page, 'allow')
  assert.deepEqual([done.status, done.heading], [200, 'You can go back to your device'])
  assert.equal((await navigate(browser, page.url.pathname)).heading, done.heading, 'going back asks nothing anew')

  clock.moveBy(6 * SECONDS)
  const { status, body } = await terminal.poll(code)
  assert.equal(status, 200, JSON.stringify(body))
  const claims = decodeJwt(String(body['id_token']))
  assert.deepEqual(
    [claims.sub, claims.aud, claims['acr'], claims['amr'], claims['email']],
    [who.sub, TERMINAL, ACR.twoFactor, ['pwd', 'otp', 'mfa'], who.email],
  )
  assert.equal((await userinfo(world, String(body['access_token']))).status, 200)
  assert.equal((await terminal.refresh(String(body['refresh_token']))).status, 200)

  const sessions = await navigate(browser, '/account/sessions')
  assert.match(sessions.text, /Device: Kade CLI\s*Since [^\n]*Place: a local network/u)
  assert.match((await navigate(browser, '/account/activity')).text, /Another device was logged in to Kade CLI/u)
  const subject = 'Another device was logged in to Kade CLI'
  const mail = await world.mail.waitFor((each) => each.to.includes(who.email) && each.subject === subject)
  assert.match(mail.text, /This was not me/u)
})

test('an address with the code fills it in and sends nothing (RFC 8628 §5.4)', async () => {
  const code = await device(world).code()
  const page = await navigate(home, String(code['verification_uri_complete']))
  assert.equal(page.url.pathname, '/device')
  assert.match(page.body, new RegExp(`value="${code.user_code}"`, 'u'))
  for (const odd of ['%00', '<script>alert(1)</script>', 'x'.repeat(2000), '%ff', 'AAAA-AAAA'])
    assert.doesNotMatch((await navigate(home, `/device?user_code=${odd}`)).body, /value="[^"]*(?:AAAA|script|xxx)/u)
})

test('whoever the date asks for a second factor sets one up, and comes back to the device (E3, E4)', async () => {
  const who = await world.person('device-late', ['required'])
  const terminal = device(world)
  const code = await terminal.code()
  const asked = await typeCode(world.browser(), code.user_code)
  assert.match(asked.text, /Then you let Kade CLI in on your device/u, 'nothing follows in the browser')
  const { browser, page } = await openDevice(world, who, code)
  assert.equal(page.url.pathname, '/enrol/email')
  const address = page.url.searchParams.get('next')!
  assert.match(address, /^\/device\//u)
  // The password alone answers nothing, whatever is posted.
  await postForm(browser, address, { answer: 'allow' }, '/device')
  clock.moveBy(6 * SECONDS)
  assert.equal((await terminal.poll(code)).body['error'], 'authorization_pending')

  const sent = await fill(browser, page, {}, `/enrol/email/send?next=${encodeURIComponent(address)}`)
  const mail = await world.mail.waitFor((each) => each.to.includes(who.email) && /is your code/u.test(each.subject))
  const wizard = await fill(browser, sent, { code: /\d{6}/u.exec(mail.subject)![0] }, 'code')
  await enrol(world, browser, wizard)
  const done = await navigate(browser, `/enrol/done?next=${encodeURIComponent(address)}`)
  assert.ok(done.links.some(({ text, href }) => text === 'Go on with your device' && href === address))
  const question = await navigate(browser, address)
  assert.equal(question.heading, 'Log in to Kade CLI on another device?')
  assert.equal((await answerDevice(browser, question, 'allow')).heading, 'You can go back to your device')
  clock.moveBy(6 * SECONDS)
  const { body } = await terminal.poll(code)
  assert.equal(decodeJwt(String(body['id_token']))['acr'], ACR.twoFactor)
})

test('whoever says no lets nobody in: the device is told, and its person what to do', async () => {
  const terminal = device(world)
  const code = await terminal.code()
  const refused = await answerDevice(home, await typeCode(home, code.user_code), 'refuse')
  assert.equal(refused.heading, 'Nobody was let in')
  assert.ok(refused.links.some(({ href }) => href === '/help?open=device-code#device-code'))
  for (const _ of [1, 2]) assert.equal((await terminal.poll(code)).body['error'], 'access_denied')
  assert.match((await typeCode(home, code.user_code)).text, /This code was used before/u)
  assert.match((await navigate(home, '/account/activity')).text, /Another device was not let in to Kade CLI/u)
})

test('of two answers at the same moment one stands, and both pages and the device say the same', async () => {
  for (const answers of [
    ['allow', 'allow'],
    ['allow', 'refuse'],
  ]) {
    const terminal = device(world)
    const code = await terminal.code()
    const page = await typeCode(home, code.user_code)
    const before = (await identity.activeSessions.listByPerson(anna.sub, clock.now())).length
    const shown = await Promise.all(answers.map((answer) => answerDevice(home, page, answer as 'allow' | 'refuse')))
    const { status } = await terminal.poll(code)
    const isIn = status === 200
    for (const { heading } of shown)
      assert.equal(heading, isIn ? 'You can go back to your device' : 'Nobody was let in')
    const sessions = await identity.activeSessions.listByPerson(anna.sub, clock.now())
    assert.equal(sessions.length, before + (isIn ? 1 : 0))
  }
})

test('a device that asks too often is told to slow down, and waits longer from then on (RFC 8628 §3.5)', async () => {
  const terminal = device(world)
  const code = await terminal.code()
  const errors: unknown[] = []
  for (const seconds of [0, 5, 1, 10, 9, 5, 20]) {
    clock.moveBy(seconds * SECONDS)
    const { status, body } = await terminal.poll(code)
    assert.equal(status, 400)
    errors.push(body['error'])
  }
  const [pending, slow] = ['authorization_pending', 'slow_down']
  // Five seconds, then ten, of which one may be lost on the way, then fifteen.
  assert.deepEqual(errors, [pending, pending, slow, pending, pending, slow, pending])
})

test('of a device that asks twice at the moment of the answer, one request gets the tokens', async () => {
  const terminal = device(world)
  const code = await terminal.code()
  await answerDevice(home, await typeCode(home, code.user_code), 'allow')
  const answers = await Promise.all([terminal.poll(code), terminal.poll(code), terminal.poll(code)])
  const won = answers.filter(({ status }) => status === 200)
  assert.equal(won.length, 1)
  assert.equal((await userinfo(world, String(won[0]!.body['access_token']))).status, 200)
})

test('a code that was guessed, is another application’s, has expired or was fetched gives nothing', async () => {
  const terminal = device(world)
  for (const guess of ['x', 'A'.repeat(43), '\0', '', 'ä', 'x'.repeat(5000)]) {
    const { status, body } = await terminal.poll({ device_code: guess })
    assert.ok(status === 400 && ['invalid_grant', 'invalid_request'].includes(String(body['error'])), guess)
  }
  await identity.applications.upsert(
    { clientId: 'other-terminal', name: 'Other', secret: null, kind: 'native', hasDeviceGrant: true },
    clock.now(),
  )
  const code = await terminal.code()
  assert.equal((await device(world, 'other-terminal').poll(code)).body['error'], 'invalid_grant')
  assert.equal((await terminal.poll(code)).body['error'], 'authorization_pending', 'nor does it slow its owner down')
  const page = await typeCode(home, code.user_code)
  clock.moveBy(10 * MINUTES)
  assert.equal((await terminal.poll(code)).body['error'], 'expired_token')
  assert.equal((await answerDevice(home, page, 'allow')).heading, 'This code is too old')
  assert.equal((await terminal.poll(code)).body['error'], 'expired_token')
  assert.match((await typeCode(home, code.user_code)).text, /This code is too old/u)

  const held = await letIn()
  clock.moveBy(6 * SECONDS)
  assert.equal((await held.terminal.poll(held.code)).body['error'], 'invalid_grant')
  assert.deepEqual(await isOpen(held), [false, false], 'a code that is shown twice ends what it gave')
})

test('an application without the grant is unauthorized_client (RFC 6749 §5.2), nor is a code given for what cannot be', async () => {
  await identity.applications.upsert({ clientId: 'plain', name: 'Plain', secret: null, kind: 'native' }, clock.now())
  const plain = await device(world, 'plain').ask()
  assert.deepEqual([plain.status, plain.body['error']], [400, 'unauthorized_client'])
  const polled = await device(world, 'plain').poll({ device_code: 'x' })
  assert.deepEqual([polled.status, polled.body['error']], [400, 'unauthorized_client'])
  assert.equal((await device(world, 'nobody').ask()).body['error'], 'invalid_client')
  assert.equal((await device(world).ask({ scope: 'profile' })).body['error'], 'invalid_scope')
  const far = await device(world).ask({ acr_values: 'urn:mace:incommon:iap:gold' })
  assert.equal(far.body['error'], 'unmet_authentication_requirements')
  for (const odd of [
    { scope: '\0' },
    { claims: '{' },
    { claims: '{"id_token":1}' },
    { id_token_hint: 'x.y.z' },
    { max_age: '-1' },
    { request: 'x' },
  ])
    assert.equal((await device(world).ask(odd)).status, 400, JSON.stringify(odd))
  for (const odd of [{ company: '\0' }, { login_hint: '\0' }, { ui_locales: '\0' }, { voucher: 'x'.repeat(9000) }]) {
    const code = await device(world).code(odd)
    assert.ok((await typeCode(home, code.user_code)).status < 500, JSON.stringify(odd))
  }
})

test('of an application that lets in only whom its directory names, nobody else lets a device in', async (t) => {
  await registerTerminal(world, { knownPeopleOnly: true })
  t.after(() => registerTerminal(world))
  const terminal = device(world)
  const code = await terminal.code()
  const page = await typeCode(home, code.user_code)
  assert.deepEqual([page.status, page.heading], [403, 'You cannot get into Kade CLI with this account'])
  await postForm(home, page.url.pathname, { answer: 'allow' }, '/account')
  assert.equal((await terminal.poll(code)).body['error'], 'authorization_pending')
})

test('the page answers in the browser alone where the code was typed, and to nobody who is not signed in', async () => {
  const code = await device(world).code()
  const typed = await typeCode(world.browser(), code.user_code)
  assert.equal(typed.url.pathname, '/sign-in')
  const address = typed.url.searchParams.get('next')!
  for (const odd of [address, '/device/00000000-0000-4000-8000-000000000000', '/device/x', '/device/%00'])
    assert.equal((await navigate(home, odd)).heading, 'Type the code again', odd)
  const question = await typeCode(home, code.user_code)
  assert.equal(question.heading, 'Log in to Kade CLI on another device?')
  assert.equal((await answerDevice(home, question, '' as 'allow')).heading, question.heading, 'no answer is no')
})

test('wrong codes are counted for whoever is signed in, and for strangers by their network (rule 3)', async () => {
  const { attempts } = identity
  const fillUp = async (bucket: string, limit: LeakyBucket) => {
    for (let isFull = false; !isFull;) isFull = (await attempts.fill(bucket, limit, clock.now())) !== null
  }
  const type = (browser: CookieBrowser, user_code: string) => postForm(browser, '/device', { user_code }, '/device')
  assert.equal((await arrive(home, await type(home, 'BBBB-BBBB'))).status, 422)
  const code = await device(world).code()
  const wide = { ...USER_CODES_PER_NETWORK, capacity: USER_CODES_PER_NETWORK.capacity - 1 }
  await fillUp('user-code-network:127.0.0.1', wide)
  const last = world.browser()
  assert.equal((await arrive(last, await type(last, 'BBBB-BBBB'))).status, 422, 'the last one of this network')
  const strange = world.browser()
  const stranger = await arrive(strange, await type(strange, code.user_code))
  assert.equal(stranger.status, 429)
  assert.ok(
    stranger.links.some(({ href }) => href === '/sign-in?next=%2Fdevice'),
    'whoever logs in first goes on',
  )
  assert.match((await type(home, code.user_code)).location?.pathname ?? '', /^\/device\/[\w-]+$/u)
  await fillUp(`user-code-person:${anna.sub}`, USER_CODES_PER_PERSON)
  assert.equal((await arrive(home, await type(home, code.user_code))).status, 429)
  clock.moveBy(3 * MINUTES)
  for (const time of ['nor does a right one count', 'once more'])
    assert.match((await type(home, code.user_code)).location?.pathname ?? '', /^\/device\/[\w-]+$/u, time)
})

test('what a device has is over and done when its code comes twice, or an old token: it is no place where one is logged in', async () => {
  const places = async () => (await identity.activeSessions.listByPerson(anna.sub, clock.now())).length
  const before = await places()
  const byCode = await letIn()
  clock.moveBy(6 * SECONDS)
  await byCode.terminal.poll(byCode.code)
  assert.equal(await places(), before)
  const byToken = await letIn()
  const first = String(byToken.tokens['refresh_token'])
  assert.equal((await byToken.terminal.refresh(first)).status, 200)
  clock.moveBy(MINUTES)
  assert.equal((await byToken.terminal.refresh(first)).status, 400, 'used, and long since followed by another')
  assert.equal(await places(), before)
  const withdrawn = await letIn()
  const { id } = (await identity.applications.findByClientId(TERMINAL))!
  await postForm(home, `/account/applications/${id}/withdraw`, {}, '/account')
  assert.deepEqual(await isOpen(withdrawn), [false, false])
  const left = await identity.activeSessions.listByPerson(anna.sub, clock.now())
  assert.ok(left.every(({ isDevice }) => !isDevice))
})

test('a device that was let in lives by facts, and not by the browser of its person (decision 0036)', async () => {
  const { browser } = await signInWithTokens(world, anna)
  const end = (address: string, fields: Record<string, string> = {}) => postForm(browser, address, fields, '/account')
  const withdrawn = await letIn(browser)
  const { id } = (await identity.applications.findByClientId(TERMINAL))!
  await end(`/account/applications/${id}/withdraw`)
  assert.deepEqual(await isOpen(withdrawn), [false, false])

  const before = await identity.activeSessions.listByPerson(anna.sub, clock.now())
  const listed = await letIn(browser)
  const now = await identity.activeSessions.listByPerson(anna.sub, clock.now())
  const added = now.filter(({ id: session }) => before.every((each) => each.id !== session))
  assert.deepEqual(
    added.map(({ isDevice }) => isDevice),
    [true],
  )
  await end(`/account/sessions/${added[0]!.id}/end`)
  assert.deepEqual(await isOpen(listed), [false, false])

  const [inBrowser, elsewhere] = [await letIn(browser), await letIn()]
  await end('/sign-out')
  assert.deepEqual(await isOpen(inBrowser), [true, true], 'signing out of the browser is no matter of the device')
  await postForm(home, '/sign-out', { where: 'everywhere' }, '/account')
  for (const held of [inBrowser, elsewhere]) assert.deepEqual(await isOpen(held), [false, false])
})

test('what a device has ends where its application is registered for devices no longer', async () => {
  const { browser } = await signInWithTokens(world, anna)
  const held = await letIn(browser)
  const { id, ...settings } = (await identity.applications.findByClientId(TERMINAL))!
  await identity.applications.set(id, { ...settings, hasDeviceGrant: false, redirectUris: ['org.example.app:/back'] })
  assert.equal((await held.terminal.refresh(String(held.tokens['refresh_token']))).body['error'], 'invalid_grant')
  assert.equal((await userinfo(world, held.access)).status, 401)
  await identity.applications.set(id, settings)
})

test('an application gets so many codes from one network, and then has to wait', async () => {
  const { attempts } = identity
  const waiting = device(world)
  assert.equal((await waiting.ask({ max_age: '1e3' })).body['error'], 'invalid_request')
  while ((await attempts.fill(`device-codes:${TERMINAL}:127.0.0.1`, DEVICE_CODES, clock.now())) === null);
  const { status, body, retryAfter } = await waiting.ask()
  assert.deepEqual([status, body['error'], Number(retryAfter) > 0], [429, 'temporarily_unavailable', true])
  clock.moveBy(MINUTES)
  assert.equal((await waiting.ask()).status, 200)
})

for (const typed of ['', 'WDJA-MJHT', '\u0416'.repeat(8), '<script>', 'x'.repeat(1000)])
  test(`${JSON.stringify(typed.slice(0, 12))} in the field of the code is answered at the field`, async () => {
    const browser = world.browser()
    const page = await arrive(browser, await postForm(browser, '/device', { user_code: typed }, '/device'))
    assert.equal(page.status, 422)
    assert.match(page.body, /id="user_code-error"/u)
    assert.doesNotMatch(page.body, /<script>/u)
  })

test('a device that was let in with the password alone is out when the date of its person comes (E6)', async () => {
  const { requiredAt } = await companyWith(world, 'dated-device', [-2 * DAYS, -DAYS, DAYS])
  const who = await world.person('device-early', ['dated-device'])
  const { browser } = await openDevice(world, who, await device(world).code())
  const held = await letIn(browser)
  assert.equal(decodeJwt(String(held.tokens['id_token']))['acr'], ACR.oneFactor)
  clock.moveBy(requiredAt.getTime() - clock.now().getTime())
  assert.deepEqual(await isOpen(held), [false, false])
})
