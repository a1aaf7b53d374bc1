// What the engine stores, how often it asks for it, and what its cookie is worth (decision 0050).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { decodeJwt } from 'jose'
import pg from 'pg'
import { clientDriver } from '#testing/client-driver.ts'
import { answerOf, arrive, authorizationRequest, begin, fill } from '#testing/openid-driver.ts'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import {
  driveSignIn,
  enrolledPerson,
  freshCode,
  navigate,
  refresh,
  signInAs,
  userinfo,
} from '#testing/sign-in-driver.ts'

const statements: string[] = []
/** Waits with statements of this kind until there are so many of them, which all have read what was there before. */
let meeting: { kind: RegExp; size: number; here: number; all: Promise<void>; come: () => void } | null = null
const query = Reflect.get(pg.Client.prototype, 'query') as (...args: unknown[]) => unknown
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]): unknown {
  const [first] = args as [string | { text: string } | undefined]
  const text = typeof first === 'string' ? first : (first?.text ?? '')
  statements.push(text)
  if (!meeting?.kind.test(text)) return Reflect.apply(query, this, args)
  if (++meeting.here === meeting.size) meeting.come()
  return meeting.all.then(() => Reflect.apply(query, this, args))
} as typeof pg.Client.prototype.query
const world = await runningWorld()
after(async () => {
  Reflect.set(pg.Client.prototype, 'query', query)
  await world.stop()
})
const { issuer } = world.settings
const COOKIE = 'sluis-openid'
const anna = await enrolledPerson(world, 'anna', ['none'])
const bram = await enrolledPerson(world, 'bram', ['none'])
const driver = (browser: CookieBrowser, who = anna) => clientDriver(world, who, browser)
const kade = driver(world.browser())

/** How many statements ask for what the engine keeps, or write it. */
async function stored(work: () => Promise<unknown>): Promise<number> {
  const from = statements.length
  await work()
  return statements.slice(from).filter((text) => /openid_record|session_grant/u.test(text)).length
}
/** Its address is asked for by one statement, and pushed by one. */
async function pushed(browser: CookieBrowser): Promise<{ address: string; verifier: string }> {
  const { address, verifier } = driver(browser).request(CLIENT.id, { scope: 'openid profile email offline_access' })
  const fields = Object.fromEntries(new URL(address).searchParams)
  const { body } = await kade.post('par', fields, kade.basic(CLIENT.id))
  const taken = new URLSearchParams({ client_id: CLIENT.id, request_uri: body['request_uri'] as string })
  return { address: `${issuer}/oidc/auth?${taken}`, verifier }
}
const codeOf = (page: Page): string => answerOf(page).get('code')!

test('a sign-in by a pushed request costs seven statements besides its pages: two for its tokens', async () => {
  const browser = world.browser()
  await driveSignIn(browser, world, await begin(browser, authorizationRequest(issuer)), anna)
  browser.forget()
  let request = { address: '', verifier: '' }
  assert.equal(await stored(async () => void (request = await pushed(browser))), 1, 'pushed')
  let page: Page | undefined
  assert.equal(await stored(async () => void (page = await browser.get(request.address))), 2, 'taken up')
  page = await driveSignIn(browser, world, await arrive(browser, page!), { ...anna, secret: undefined as never })
  page = await browser.submit(page, { code: freshCode(world, anna) }, page.form('code'))
  while (!page.location!.pathname.startsWith('/oidc/auth/')) page = await browser.get(page.location!)
  const back = page.location!
  assert.equal(await stored(async () => void (page = await browser.get(back))), 2, 'answered')
  const code = { code: codeOf(page), verifier: request.verifier }
  let tokens: Record<string, unknown> = {}
  assert.equal(await stored(async () => void (tokens = (await kade.redeem(CLIENT.id, code)).body)), 2, 'tokens')
  const [accessToken, refreshToken] = [tokens['access_token'] as string, tokens['refresh_token'] as string]
  assert.equal(await stored(() => userinfo(world, accessToken)), 1, 'userinfo')
  assert.equal(await stored(() => kade.introspect(CLIENT.id, accessToken)), 1, 'introspection')
  assert.equal(await stored(() => refresh(world, refreshToken)), 2, 'refresh')
  assert.equal(await stored(() => browser.get(authorizationRequest(issuer).address)), 2, 'in the same session')
})

test('of two requests that came by one pushed request at the same moment one gets a code (RFC 9126 §7.3)', async () => {
  const { browser } = await signInAs(world, anna)
  const { address } = await pushed(browser)
  const pages = await Promise.all(Array.from({ length: 4 }, () => browser.get(address)))
  const codes = pages.filter(({ location }) => location?.searchParams.has('code'))
  assert.equal(codes.length, 1)
  for (const { location } of pages.filter((page) => !codes.includes(page)))
    assert.equal(location?.searchParams.get('error') ?? 'invalid_request_uri', 'invalid_request_uri')
  assert.equal((await browser.get(address)).location?.searchParams.has('code') ?? false, false)
})

test('a request that was answered is gone, by a code or by an error', async () => {
  const waiting = async (): Promise<number> =>
    (
      await world.provider.database.pool.query<{ n: number }>(
        "select count(*)::int as n from openid_record where model = 'Interaction'",
      )
    ).rows[0]!.n
  const before = await waiting()
  const { browser } = await signInAs(world, anna)
  assert.equal(await waiting(), before)
  const page = await begin(browser, authorizationRequest(issuer, { acr_values: 'urn:example:unknown' }))
  assert.equal(answerOf(page).get('error'), 'unmet_authentication_requirements')
  assert.equal(await waiting(), before)
})

const cookieOf = (browser: CookieBrowser) => browser.cookies().find(({ name }) => name === COOKIE)!
/** A request with the cookies of this browser, and in the place of the engine's this one. */
const withCookie = (browser: CookieBrowser, value: string, more: Record<string, string> = {}) =>
  fetch(authorizationRequest(issuer, more).address, {
    redirect: 'manual',
    headers: {
      cookie: [...browser.cookies().filter(({ name }) => name !== COOKIE), { name: COOKIE, value }]
        .map((each) => `${each.name}=${each.value}`)
        .join('; '),
    },
  })
const locationOf = (answer: Response) => new URL(answer.headers.get('location')!, issuer)

test('the engine’s cookie says nothing to whoever is signed in by another session: not after a log-out, not of another person', async () => {
  const first = await signInAs(world, anna)
  const old = cookieOf(first.browser).value
  assert.ok(locationOf(await withCookie(first.browser, old)).searchParams.has('code'), 'it is of this session')
  const second = await signInAs(world, anna)
  const other = await signInAs(world, bram)
  for (const { browser } of [second, other]) {
    assert.match(locationOf(await withCookie(browser, old)).pathname, /^\/continue\//u)
    const silent = locationOf(await withCookie(browser, old, { prompt: 'none' }))
    assert.ok(silent.searchParams.has('code'), 'whoever is here is let in, by their own session')
  }
  const page = await navigate(first.browser, '/oidc/sign-out?ui_locales=en')
  await first.browser.submit(page, { logout: 'here' })
  assert.equal(cookieOf(first.browser), undefined)
  assert.equal(locationOf(await withCookie(first.browser, old)).pathname, '/sign-in')
  const silent = locationOf(await withCookie(first.browser, old, { prompt: 'none' }))
  assert.equal(silent.searchParams.get('error'), 'login_required')
})
test('whoever comes back from a sign-in is let in as themselves, whoever the engine had in this browser', async () => {
  const { browser } = await signInAs(world, anna)
  await fill(browser, await navigate(browser, '/account'), {}, '/sign-out')
  const request = authorizationRequest(issuer)
  const page = await driveSignIn(browser, world, await begin(browser, request), bram)
  const { body } = await kade.redeem(CLIENT.id, { code: codeOf(page), verifier: request.verifier })
  assert.equal(decodeJwt(body['id_token'] as string).sub, bram.sub)
})
test('a planted or a damaged cookie is none, and no fault', async () => {
  const { browser } = await signInAs(world, anna)
  const own = cookieOf(browser).value
  const bytes = Buffer.from(own, 'base64url')
  bytes[bytes.length - 20]! ^= 1
  for (const value of [
    '',
    'x',
    '%00',
    'é'.normalize('NFD').slice(0, 1),
    bytes.toString('base64url'),
    own + own,
    'A'.repeat(6_000),
  ]) {
    const answer = await withCookie(browser, value)
    assert.deepEqual([answer.status, locationOf(answer).pathname.split('/')[1]], [303, 'continue'], value.slice(0, 20))
  }
})
test('the engine’s cookie stays below 1 kB, whatever an application says in its sign-out, and the answer finds it', async () => {
  const { browser } = await signInAs(world, anna)
  const state = 's'.repeat(3_000)
  const asked = { client_id: CLIENT.id, post_logout_redirect_uri: 'http://localhost:9/', state, ui_locales: 'en' }
  const page = await navigate(browser, `/oidc/sign-out?${new URLSearchParams(asked)}`)
  assert.ok(cookieOf(browser).value.length < 1_000)
  // A request in another tab leaves the question open.
  assert.ok(codeOf(await browser.get(authorizationRequest(issuer).address)))
  const out = await browser.submit(page, { logout: 'here' })
  assert.equal(out.location?.searchParams.get('state'), state)
})

test('an ID token names the session as the logout token does, also where the claim is asked for by name', async () => {
  const claims = JSON.stringify({ id_token: { sid: null } })
  const { idToken, accessToken } = await kade.tokens(CLIENT.id, { claims })
  assert.equal(idToken['sid'], (await kade.userinfo(accessToken))['sid'])
})

test('what a process of the version before gave out goes on, and what this one gives goes on there (decision 0032)', async () => {
  const { pool } = world.provider.database
  const { refreshToken } = await kade.tokens(CLIENT.id, { scope: 'openid email offline_access' })
  const { rows } = await pool.query<{ count: number }>(
    "select count(*)::int from openid_record r join session_grant g on r.id_hash = sha256(g.grant_id::bytea) where r.model = 'Grant' and g.scope is not null",
  )
  assert.ok(rows[0]!.count > 0, 'the record of a grant is there for whoever goes by it')
  await pool.query('update session_grant set scope = null')
  const { status, body } = await refresh(world, refreshToken)
  assert.equal(status, 200)
  assert.equal((await userinfo(world, body['access_token'] as string)).status, 200)
  await pool.query("delete from openid_record where model = 'Grant'")
  assert.equal((await userinfo(world, body['access_token'] as string)).status, 401, 'of neither it is revoked')
})
const revoke = (token: string) =>
  fetch(`${issuer}/oidc/revoke`, {
    method: 'POST',
    headers: { ...kade.basic(CLIENT.id), accept: 'application/json' },
    body: new URLSearchParams({ token }),
  })
test('a revocation reads once and writes once: all of it goes, or none, and then it is no 200 (RFC 7009 §2.2)', async () => {
  const { pool } = world.provider.database
  const { accessToken, refreshToken } = await kade.tokens(CLIENT.id, { scope: 'openid email offline_access' })
  await pool.query('alter table session_grant add constraint full_disk check (scope is not null) not valid')
  const failed = await revoke(refreshToken)
  await pool.query('alter table session_grant drop constraint full_disk')
  assert.equal(failed.status, 500)
  assert.equal((await userinfo(world, accessToken)).status, 200)
  assert.equal(await stored(async () => assert.equal((await revoke(refreshToken)).status, 200)), 2)
  assert.equal((await userinfo(world, accessToken)).status, 401)
  assert.equal((await refresh(world, refreshToken)).body['error'], 'invalid_grant')
})
test('a grant that was revoked gives nothing any more, and the next request gets another one', async () => {
  const scope = 'openid email offline_access'
  const [one, two] = [await kade.tokens(CLIENT.id, { scope }), await kade.tokens(CLIENT.id, { scope })]
  assert.equal((await revoke(one.refreshToken)).status, 200)
  for (const { refreshToken } of [one, two])
    assert.equal((await refresh(world, refreshToken)).body['error'], 'invalid_grant')
  assert.equal((await refresh(world, (await kade.tokens(CLIENT.id, { scope })).refreshToken)).status, 200)
})
test('all companies of a person are told, also of one with more than are read with the token', async () => {
  const { id } = (await world.identity.applications.findByClientId(CLIENT.id))!
  await world.identity.applications.upsert(
    {
      ...(await world.identity.applications.findByClientId(CLIENT.id))!,
      secret: CLIENT.secret,
      scope: 'openid memberships offline_access',
    },
    new Date(),
  )
  const memberships = []
  for (let n = 10; n < 30; n++) {
    const company = { externalId: `company-${n}`, name: `Company ${n}`, timezone: 'Europe/Brussels' }
    const companyId = await world.identity.companies.upsert(id, company)
    memberships.push({ employeeLogin: `login-${n}`, companyId, role: 'employee' as const, endedAt: null })
  }
  await world.identity.companies.replaceMemberships(id, anna.sub, memberships, new Date())
  const { accessToken } = await kade.tokens(CLIENT.id, { scope: 'openid memberships' })
  const told = (await kade.userinfo(accessToken))['memberships'] as { employee_login: string }[]
  assert.deepEqual(
    told.map((each) => each.employee_login),
    memberships.map(({ employeeLogin }) => employeeLogin),
  )
})

test('tokens that cannot be kept are not given out, and the same code or refresh token is taken again', async () => {
  const { pool } = world.provider.database
  const { refreshToken } = await kade.tokens(CLIENT.id, { scope: 'openid memberships' })
  const code = await kade.code(CLIENT.id, { scope: 'openid memberships' })
  await pool.query("alter table openid_record add constraint full_disk check (model <> 'RefreshToken') not valid")
  const failed = [await refresh(world, refreshToken), await kade.redeem(CLIENT.id, code)]
  await pool.query('alter table openid_record drop constraint full_disk')
  for (const { status, body } of failed)
    assert.deepEqual([status, body['error'], body['access_token']], [500, 'server_error', undefined])
  assert.equal((await refresh(world, refreshToken)).status, 200)
  assert.equal((await kade.redeem(CLIENT.id, code)).status, 200)
})
test('whoever is not known uses nothing up, and who is refused uses up what they came with', async () => {
  const scope = 'openid memberships'
  const [code, other] = [await kade.code(CLIENT.id, { scope }), await kade.code(CLIENT.id, { scope })]
  const wrong = { authorization: `Basic ${btoa(`${CLIENT.id}:wrong`)}` }
  assert.equal((await kade.post('token', kade.exchangeOf(code), wrong)).body['error'], 'invalid_client')
  assert.equal((await kade.redeem(CLIENT.id, code)).status, 200)
  const lock = (at: Date | null) =>
    world.provider.database.pool.query('update person set locked_at = $1 where id = $2', [at, anna.sub])
  await lock(new Date())
  const refused = await kade.redeem(CLIENT.id, other)
  await lock(null)
  assert.deepEqual([refused.status, refused.body['error']], [400, 'invalid_grant'])
  assert.equal((await kade.redeem(CLIENT.id, other)).body['error'], 'invalid_grant')
})
test(
  'of four that come with one code at once, one gets tokens, also where there is no ID token to be signed',
  { skip: process.env['SLUIS_TEST_DATABASE'] === 'directory' },
  async () => {
    const code = await kade.code(CLIENT.id, { scope: 'memberships' }, ['nonce'])
    const { promise: all, resolve: come } = Promise.withResolvers<void>()
    meeting = { kind: /consumed_at = coalesce/u, size: 4, here: 0, all, come }
    const answers = await Promise.all(Array.from({ length: 4 }, () => kade.redeem(CLIENT.id, code)))
    meeting = null
    const given = answers.filter(({ status }) => status === 200)
    assert.deepEqual([given.length, given[0]?.body['id_token']], [1, undefined])
    for (const { status, body } of answers.filter((each) => !given.includes(each)))
      assert.deepEqual([status, body['error'], body['access_token']], [400, 'invalid_grant', undefined])
    assert.equal((await userinfo(world, given[0]!.body['access_token'] as string)).status, 403)
  },
)
