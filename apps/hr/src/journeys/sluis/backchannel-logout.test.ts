// Back-channel logout: a genuine logout token ends the session at the next request, and nothing else does
// (CVE-2026-18569, Back-Channel Logout 1.0 §2.6).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CryptoKey, exportSPKI, importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { randomToken } from '@sluis/server-kit/random'
import type { Proof } from '#sessions/session.store.ts'
import { ISSUER, KADE, startTestKade, type TestKade } from '#testing/kade.ts'

const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} }
const PATH = '/sluis/backchannel-logout'

/** Sanne signed in by Sluis, and the claims of a right logout token of her session there. */
async function signInAtSluis(kade: TestKade) {
  kade.sluis.state.user = { does: 'signs-in', person: kade.sanne.id }
  const browser = kade.browser()
  const page = await browser.get('/')
  await browser.follow(await browser.submit(page, {}, page.form('/sluis')))
  const sessions = await kade.db
    .selectFrom('session')
    .select(['sid'])
    .where('login_id', '=', kade.sanne.id)
    .where('ended_at', 'is', null)
    .orderBy('created_at')
    .execute()
  return { browser, sid: sessions.at(-1)!.sid! }
}
function validClaims(kade: TestKade, more: JWTPayload = {}): JWTPayload {
  const now = Math.floor(kade.time.now().getTime() / 1000)
  return {
    iss: ISSUER,
    aud: 'kade',
    iat: now,
    exp: now + 120,
    jti: randomToken(),
    events: EVENTS,
    sub: kade.fakePerson(kade.sanne).sub,
    ...more,
  }
}
const sendLogout = async (kade: TestKade, body: string, headers: Record<string, string> = {}) =>
  kade.app.fetch(
    new Request(`${KADE}${PATH}`, {
      method: 'POST',
      headers: { host: new URL(KADE).host, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    }),
  )
const sendLogoutToken = (kade: TestKade, token: string) =>
  sendLogout(kade, new URLSearchParams({ logout_token: token }).toString())
const isIn = async (browser: Awaited<ReturnType<typeof signInAtSluis>>['browser']) =>
  (await browser.get('/payslips')).location === null

test('a session that Sluis ends is over here at the next request, and the page says why', async () => {
  const kade = await startTestKade()
  const { browser, sid } = await signInAtSluis(kade)
  assert.ok(await isIn(browser))
  const answer = await sendLogoutToken(kade, await kade.sluis.sign(validClaims(kade, { sid })))
  assert.deepEqual([answer.status, answer.headers.get('cache-control'), await answer.text()], [200, 'no-store', ''])
  const out = await browser.get('/payslips')
  assert.equal(out.location?.pathname, '/')
  assert.match((await browser.follow(out)).text, /You logged out at Sluis or on another device/)
  const row = await kade.db.selectFrom('session').selectAll().where('sid', '=', sid).executeTakeFirstOrThrow()
  assert.deepEqual([row.refresh_sealed, row.id_token_sealed], [null, null], 'and its tokens are gone')
})

test('with sid that one session ends; with only sub all of that person, and of nobody else', async () => {
  const kade = await startTestKade({ at: new Date().toISOString() })
  kade.sluis.state.rollOut = null
  const [one, other] = [await signInAtSluis(kade), await signInAtSluis(kade)]
  await sendLogoutToken(kade, await kade.sluis.sign(validClaims(kade, { sid: one.sid })))
  assert.deepEqual([await isIn(one.browser), await isIn(other.browser)], [false, true])
  const third = await signInAtSluis(kade)
  const { browser: byPassword } = await kade.logIn(kade.piet)
  kade.time.advance({ seconds: 30 })
  await sendLogoutToken(kade, await kade.sluis.sign(validClaims(kade)))
  assert.deepEqual([await isIn(other.browser), await isIn(third.browser)], [false, false])
  assert.ok(await isIn(byPassword))
})

test('with only sub a session by password ends too, of somebody who never came from Sluis; the next page is what holds now', async () => {
  const kade = await startTestKade()
  const { sanne, piet, hedi } = kade
  const [chosen, locked, out] = [await kade.logIn(sanne), await kade.logIn(piet), await kade.logIn(hedi)]
  for (const { browser } of [chosen, locked, out]) assert.ok(await isIn(browser))
  const toe = Math.floor(kade.time.now().getTime() / 1000) - 3600
  const endAllOf = async (person: typeof sanne) =>
    sendLogoutToken(kade, await kade.sluis.sign(validClaims(kade, { sub: kade.fakePerson(person).sub, toe })))

  kade.fakePerson(sanne).hasChosenPassword = true
  assert.equal((await endAllOf(sanne)).status, 200)
  assert.equal((await chosen.browser.get('/payslips')).location?.origin, ISSUER, 'on to Sluis, and back to the page')
  assert.equal((await chosen.browser.get('/payslips')).location?.pathname, '/', 'once: the cookie is gone')
  assert.ok(await isIn(locked.browser), 'and nobody else is out')

  kade.fakePerson(piet).isLocked = true
  await endAllOf(piet)
  assert.equal((await locked.browser.follow(await locked.browser.get('/payslips'))).status, 403)

  await endAllOf(hedi)
  const page = await out.browser.get('/payslips')
  assert.equal(page.location?.search, '?to=%2Fpayslips&said=logged-out-at-sluis', 'signed out everywhere')
})

test('a logout token with only sub that arrives late ends nothing that Sluis issued after the event (RFC 8417 §2.2)', async () => {
  const kade = await startTestKade({ at: new Date().toISOString() })
  kade.sluis.state.rollOut = null
  const { browser, sid } = await signInAtSluis(kade)
  const { issued_at } = await kade.db
    .selectFrom('session')
    .select('issued_at')
    .where('sid', '=', sid)
    .executeTakeFirstOrThrow()
  const toe = issued_at!.getTime() / 1000
  kade.time.advance({ minutes: 5 })
  await sendLogoutToken(kade, await kade.sluis.sign(validClaims(kade, { toe })))
  assert.ok(await isIn(browser), 'of the same second: a token about its sid would end it')
  kade.fakePerson(kade.sanne).isEnrolled = true
  await sendLogoutToken(kade, await kade.sluis.sign(validClaims(kade, { toe: toe + 1 })))
  assert.equal((await browser.get('/payslips')).location?.origin, ISSUER, 'on to Sluis, where the second factor is')
})

test('a log-in that was decided on before all of the person ended makes no session, by password or from Sluis', async () => {
  const kade = await startTestKade()
  const { sub } = kade.fakePerson(kade.sanne)
  const iat = kade.time.now()
  const fromSluis = {
    acr: 'a',
    amr: [],
    authTime: null,
    sid: null,
    issuedAt: iat,
    refreshToken: null,
    idToken: 'i',
    isStepUp: false,
  }
  const login = { loginId: kade.sanne.id, companyId: null, replaced: null }
  const create = (proof: Proof) => kade.deps.sessions.create({ ...login, ...proof }, kade.time.now())
  const { logouts } = (await kade.deps.logins.findById(kade.sanne.id))!
  assert.ok(await create({ byPassword: { sub, logouts } }))
  kade.time.advance({ seconds: 1 })
  await sendLogoutToken(kade, await kade.sluis.sign(validClaims(kade)))
  assert.equal(await create({ byPassword: { sub, logouts } }), null)
  assert.equal(await create({ fromSluis }), null)
  assert.ok(await create({ byPassword: { sub, logouts: logouts + 1 } }), 'decided on after it')
  assert.ok(await create({ fromSluis: { ...fromSluis, issuedAt: kade.time.now() } }), 'issued after it')
})

test('a session that is not known here is no fault: it is over already (Back-Channel Logout 1.0 §2.8)', async () => {
  const kade = await startTestKade()
  assert.equal(
    (await sendLogoutToken(kade, await kade.sluis.sign(validClaims(kade, { sid: 'of-a-session-that-never-was' }))))
      .status,
    200,
  )
})

test('the session of one person never ends in the name of another', async () => {
  const kade = await startTestKade()
  const { browser, sid } = await signInAtSluis(kade)
  assert.equal(
    (
      await sendLogoutToken(
        kade,
        await kade.sluis.sign(validClaims(kade, { sid, sub: kade.fakePerson(kade.piet).sub })),
      )
    ).status,
    200,
  )
  assert.ok(await isIn(browser))
})

test('a logout token that is shown again is refused', async () => {
  const kade = await startTestKade()
  const { sid } = await signInAtSluis(kade)
  const token = await kade.sluis.sign(validClaims(kade, { sid }))
  assert.deepEqual(
    [(await sendLogoutToken(kade, token)).status, (await sendLogoutToken(kade, token)).status],
    [200, 400],
  )
})

test('a sign-in that the end of its Sluis session overtakes leaves no session (edge case 44)', async () => {
  const kade = await startTestKade({ at: new Date().toISOString() })
  kade.sluis.state.rollOut = null
  const { browser, sid } = await signInAtSluis(kade)
  await sendLogoutToken(kade, await kade.sluis.sign(validClaims(kade, { sid })))
  const fromSluis = {
    acr: 'a',
    amr: [],
    authTime: null,
    sid,
    issuedAt: new Date(Math.floor(kade.time.now().getTime() / 1000) * 1000),
    refreshToken: null,
    idToken: 'i',
    isStepUp: false,
  }
  assert.equal(
    await kade.deps.sessions.create(
      { loginId: kade.sanne.id, companyId: null, fromSluis, replaced: null },
      kade.time.now(),
    ),
    null,
  )
  assert.ok(
    await kade.deps.sessions.create(
      {
        loginId: kade.sanne.id,
        companyId: null,
        fromSluis: { ...fromSluis, issuedAt: new Date(fromSluis.issuedAt.getTime() + 1000) },
        replaced: null,
      },
      kade.time.now(),
    ),
    'signed in anew after it',
  )
  assert.equal(await isIn(browser), false)
})

const key = async (kade: TestKade) => kade.sluis.publicKey()
const wrong: [string, (kade: TestKade, claims: JWTPayload) => Promise<string>][] = [
  ['unsigned (alg none)', async (_kade, claims) => new UnsecuredJWT(claims).encode()],
  [
    'unsigned, with the type of a logout token',
    async (_kade, claims) =>
      `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'logout+jwt' })).toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
  ],
  [
    'signed by HS256 with the public key as its secret',
    async (kade, claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'k', typ: 'logout+jwt' })
        .sign(
          new TextEncoder().encode(
            await exportSPKI((await importJWK(await key(kade), 'ES256', { extractable: true })) as CryptoKey),
          ),
        ),
  ],
  [
    'signed by HS256 with the client secret',
    async (_kade, claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', typ: 'logout+jwt' })
        .sign(new TextEncoder().encode('a-secret-long-enough'.padEnd(32, '.'))),
  ],
  [
    'signed by a key of somebody else',
    async (_kade, claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'logout+jwt' })
        .sign(
          (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']))
            .privateKey,
        ),
  ],
  [
    'with a key of its own in its header',
    async (_kade, claims) => {
      const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
        'sign',
        'verify',
      ])
      const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', typ: 'logout+jwt', jwk: { kty: kty!, crv: crv!, x: x!, y: y! } })
        .sign(privateKey)
    },
  ],
  [
    'with a signature that was altered',
    async (kade, claims) => `${(await kade.sluis.sign(claims)).slice(0, -6)}AAAAAA`,
  ],
  [
    'with claims that were altered',
    async (kade, claims) => {
      const [head, , signature] = (await kade.sluis.sign({ ...claims, sid: 'another' })).split('.')
      return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`
    },
  ],
  [
    'of the type of an ID token',
    async (kade, claims) => kade.sluis.sign(claims, { alg: 'ES256', kid: 'k', typ: 'JWT' }),
  ],
  ['without a type', async (kade, claims) => kade.sluis.sign(claims, { alg: 'ES256', kid: 'k' })],
  ['that is empty', async () => ''],
  ['that is no token', async () => 'a.b.c'],
]
for (const [what, make] of wrong) {
  test(`a logout token ${what} is refused, and ends nothing`, async () => {
    const kade = await startTestKade()
    const { browser, sid } = await signInAtSluis(kade)
    const answer = await sendLogoutToken(kade, await make(kade, validClaims(kade, { sid })))
    assert.deepEqual([answer.status, answer.headers.get('cache-control')], [400, 'no-store'])
    assert.ok(await isIn(browser))
  })
}

const claims: [string, (now: number) => Record<string, unknown>][] = [
  ['of another issuer', () => ({ iss: 'https://evil.example' })],
  ['for another application', () => ({ aud: 'another' })],
  ['for several applications', () => ({ aud: ['kade', 'another'] })],
  ['for nobody', () => ({ aud: undefined })],
  ['that has expired', (now) => ({ iat: now - 200, exp: now - 30 })],
  ['from the future', (now) => ({ iat: now + 60, exp: now + 120 })],
  ['that is old, however long it says it lives', (now) => ({ iat: now - 3600, exp: now + 3600 })],
  ['without iat', () => ({ iat: undefined })],
  ['without exp', () => ({ exp: undefined })],
  ['without jti', () => ({ jti: undefined })],
  ['with a jti that is no text', () => ({ jti: 7 })],
  ['without events', () => ({ events: undefined })],
  ['with no event', () => ({ events: {} })],
  ['with another event', () => ({ events: { 'http://schemas.openid.net/event/other': {} } })],
  ['with two events', () => ({ events: { ...EVENTS, other: {} } })],
  [
    'with an event that holds something',
    () => ({ events: { 'http://schemas.openid.net/event/backchannel-logout': { a: 1 } } }),
  ],
  ['with an event that is a list', () => ({ events: { 'http://schemas.openid.net/event/backchannel-logout': [] } })],
  ['with events as a text', () => ({ events: 'http://schemas.openid.net/event/backchannel-logout' })],
  ['with a nonce', () => ({ nonce: 'n' })],
  ['with an empty nonce', () => ({ nonce: '' })],
  ['with neither sid nor sub', () => ({ sid: undefined, sub: undefined })],
  ['with a sid that is a list', () => ({ sid: ['a'] })],
  ['with a sub that is a number', () => ({ sub: 1 })],
  ['with an event of the future', (now) => ({ toe: now + 1 })],
  ['with an event before time', () => ({ toe: -1 })],
  ['with the time of its event as a text', (now) => ({ toe: String(now) })],
]
for (const [what, change] of claims) {
  test(`a logout token ${what} is refused, and ends nothing`, async () => {
    const kade = await startTestKade()
    const { browser, sid } = await signInAtSluis(kade)
    const token = await kade.sluis.sign({
      ...validClaims(kade, { sid }),
      ...change(Math.floor(kade.time.now().getTime() / 1000)),
    })
    assert.equal((await sendLogoutToken(kade, token)).status, 400)
    assert.ok(await isIn(browser))
  })
}

test('the message is a form with one logout_token in it, and nothing else will do', async () => {
  const kade = await startTestKade()
  const { browser, sid } = await signInAtSluis(kade)
  const token = await kade.sluis.sign(validClaims(kade, { sid }))
  const bodies: [string, string][] = [
    [`logout_token=${token}&logout_token=${token}`, 'application/x-www-form-urlencoded'],
    [JSON.stringify({ logout_token: token }), 'application/json'],
    [`logout_token=${'x'.repeat(20_000)}`, 'application/x-www-form-urlencoded'],
    ['', 'application/x-www-form-urlencoded'],
    ['logout_token=%ff', 'application/x-www-form-urlencoded'],
  ]
  for (const [body, type] of bodies)
    assert.equal((await sendLogout(kade, body, { 'content-type': type })).status, 400, body.slice(0, 40))
  assert.equal(
    (
      await kade.app.fetch(
        new Request(`${KADE}${PATH}?logout_token=${token}`, { headers: { host: new URL(KADE).host } }),
      )
    ).status,
    405,
  )
  assert.ok(await isIn(browser))
})

test('where the keys of Sluis cannot be fetched the token is neither accepted nor refused: Sluis sends it again', async () => {
  const kade = await startTestKade()
  const { browser, sid } = await signInAtSluis(kade)
  const token = await kade.sluis.sign(validClaims(kade, { sid }))
  kade.sluis.state.isAway = true
  assert.equal((await sendLogoutToken(kade, token)).status, 503)
  kade.sluis.state.isAway = false
  assert.equal((await sendLogoutToken(kade, token)).status, 200)
  assert.equal(await isIn(browser), false)
})

test('a message that is lost: the session is out at its next refresh, ten minutes later at the most', async () => {
  const kade = await startTestKade()
  const { browser } = await signInAtSluis(kade)
  kade.sluis.endSessions(kade.fakePerson(kade.sanne).sub)
  assert.ok(await isIn(browser))
  kade.time.advance({ minutes: 10 })
  assert.equal(await isIn(browser), false)
})
