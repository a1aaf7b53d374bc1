// Without its database the provider says so quickly, lets nobody in, and goes on by itself when the database is back:
// against a real PostgreSQL that is killed.
import { NOBODY_WAITS, type Pace } from '@sluis/server-kit/admission'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Page, postgresServer } from '@sluis/test-kit'
import { PASSWORD, runningWorld } from '#testing/running-world.ts'
import { answerOf, authorizationRequest, begin, fill } from '#testing/openid-driver.ts'
import {
  enrolledPerson,
  freshCode,
  signInAs,
  refresh,
  signInWithTokens,
  userinfo,
  navigate,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const server = await postgresServer()
let pace = NOBODY_WAITS
const world = await runningWorld({ url: await server.createDatabase(), connections: 5 }, { pace: () => pace })
after(async () => {
  await world.stop()
  await server.stop()
})
const { issuer } = world.settings
const anna = await enrolledPerson(world, 'anna', ['required'])
const before = await signInWithTokens(world, anna)
const atCode = await (async () => {
  const browser = world.browser()
  return {
    browser,
    page: await driveSignIn(browser, world, await begin(browser, authorizationRequest(issuer)), {
      ...anna,
      secret: undefined as never,
    }),
  }
})()
const atPassword = await (async () => {
  const browser = world.browser()
  return {
    browser,
    page: await fill(browser, await begin(browser, authorizationRequest(issuer)), { username: anna.email }, 'username'),
  }
})()
const { body: apiClient } = await world.api.token({ grant_type: 'client_credentials', scope: 'obligation' })

async function quickly<Result>(work: () => Promise<Result>): Promise<Result> {
  const begun = performance.now()
  const result = await work()
  assert.ok(performance.now() - begun < 8_000, `took ${Math.round(performance.now() - begun)} ms`)
  return result
}

test('with the database there, somebody signs in with two factors', () =>
  assert.equal(before.idToken['acr'], 'urn:sluis:acr:two-factor'))

/** Another transaction holds what this locks, and does nothing. */
async function whileHeld<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  const holder = await world.provider.database.pool.connect()
  await holder.query('begin')
  await holder.query(lock)
  try {
    return await work()
  } finally {
    await holder.query('rollback')
    holder.release()
  }
}
const isOutOfOrder = ({ status, location, headers, heading }: Page): void =>
  assert.deepEqual(
    [status, location, headers.get('retry-after'), heading],
    [503, null, '5', 'Out of order for a moment'],
  )

test('where a code or a token cannot be stored that is said, and none leaves', async () => {
  const { browser, page } = await signInAs(world, anna)
  assert.ok(answerOf(page).get('code'))
  const { address } = authorizationRequest(issuer)
  const held = 'lock table openid_record in exclusive mode'
  const refused = await whileHeld(held, () => browser.get(address))
  isOutOfOrder(refused)
  const again = refused.links.find(({ text }) => text === 'Try again')
  const inDutch = refused.links.find(({ text }) => text === 'Nederlands')
  assert.equal(new URL(inDutch!.href, issuer).searchParams.get('back'), again!.href)
  assert.ok(answerOf(await browser.get(again!.href)).get('code'))
  const { status, body } = await whileHeld(held, () => refresh(world, before.refreshToken))
  assert.deepEqual([status, body['error'], body['access_token']], [503, 'temporarily_unavailable', undefined])
  before.refreshToken = (await refresh(world, before.refreshToken)).body['refresh_token'] as string
  assert.ok(before.refreshToken)
})
test('a sign-out that cannot be written is none, and can be asked for again', async () => {
  const { browser } = await signInAs(world, anna)
  const isIn = async () => (await navigate(browser, '/account')).heading === 'My details'
  const question = await browser.get('/oidc/sign-out?ui_locales=en')
  const signOut = (page: Page) => browser.submit(page, { logout: 'here' })
  isOutOfOrder(
    await whileHeld(`select from session where person_id = '${anna.sub}' for update`, () => signOut(question)),
  )
  assert.ok(await isIn())
  // Whoever reloads the page sends the same answer once more.
  const asked = await browser.follow(await signOut(question))
  assert.equal(asked.heading, question.heading)
  await signOut(asked)
  assert.ok(!(await isIn()))
})
test('with the database gone it is alive and not ready', async () => {
  await server.kill()
  assert.equal((await fetch(`${issuer}/livez`)).status, 200)
  const ready = await quickly(() => fetch(`${issuer}/readyz`))
  assert.deepEqual([ready.status, ready.headers.get('retry-after')], [503, '5'])
})
test('pages answer 503 with a sentence and a reference, quickly', async () => {
  for (const address of [
    '/',
    '/account',
    '/admin',
    '/sign-in',
    '/enrol?next=%2F',
    `/not-me/${'A'.repeat(43)}`,
    atCode.page.url.pathname + atCode.page.url.search,
  ]) {
    const page = await quickly(() => before.browser.get(address))
    assert.equal(page.status, 503, address)
    assert.equal(page.heading, 'Out of order for a moment')
    assert.match(page.text, /Reference: [\w-]{8}/u)
  }
})
test('nobody is let in: not with the right password, nor with the right code', async () => {
  const password = await quickly(() =>
    atPassword.browser.submit(atPassword.page, { password: PASSWORD }, atPassword.page.form('password')),
  )
  assert.deepEqual([password.status, password.location], [503, null])
  const code = await quickly(() =>
    atCode.browser.submit(atCode.page, { code: freshCode(world, anna) }, atCode.page.form('code')),
  )
  assert.deepEqual([code.status, code.location], [503, null])
})
test('the protocol answers 503 too, and gives no token', async () => {
  for (const { status, body } of [
    await quickly(() => refresh(world, before.refreshToken)),
    { status: (await quickly(() => userinfo(world, before.accessToken))).status, body: {} },
  ]) {
    assert.equal(status, 503, JSON.stringify(body))
    assert.ok(!('access_token' in body))
  }
  const page = await quickly(() => before.browser.get(authorizationRequest(issuer).address))
  assert.equal(page.status, 503)
  assert.ok(!`${page.location?.href}`.includes('code='))
})
test('the API answers 503 as a problem', async () => {
  const answer = await quickly(() =>
    fetch(`${issuer}/api/obligations/anna`, {
      headers: { authorization: `Bearer ${String(apiClient['access_token'])}` },
    }),
  )
  assert.equal(answer.status, 503)
  assert.equal(((await answer.json()) as { type: string }).type, 'urn:sluis:problem:unavailable')
})
test('what needs no database is still there', async () => {
  assert.equal((await fetch(`${issuer}/help`)).status, 200)
  assert.equal((await quickly(() => before.browser.get('/help'))).status, 200, 'for who was signed in too')
  assert.equal((await fetch(`${issuer}/oidc/jwks`)).status, 200)
})
test('when the database is back, so is everything: sessions, tokens, and nothing that was acknowledged is lost', async () => {
  await server.start()
  assert.equal((await fetch(`${issuer}/readyz`)).status, 200)
  assert.equal((await navigate(before.browser, '/account')).heading, 'My details')
  assert.equal((await refresh(world, before.refreshToken)).status, 200)
  assert.equal(
    (await fill(atPassword.browser, atPassword.page, { password: PASSWORD }, 'password')).heading,
    'Enter the code',
    'the try of before cost nothing',
  )
  assert.ok(answerOf((await signInAs(world, anna)).page).get('code'))
  assert.equal((await world.identity.audit.verify()).brokenAt, null)
})
test('whoever waits in line is not let in to an error: the place is kept until the database is back', async () => {
  const setPace = (next: Pace): void => world.provider.line.setPace((pace = next))
  setPace({ perSecond: 1e-9, learned: 10, burst: 0 })
  const browser = world.browser()
  const here = '/sign-in?next=%2Faccount'
  const untilStatus = async (status: number): Promise<Page> => {
    for (;;) {
      const page = await browser.get(here)
      assert.equal(page.heading, 'You are in line')
      if (page.status === status) return page
    }
  }
  assert.match((await browser.get(here)).text, /It is your turn in about 1 second\./u)
  await server.kill()
  assert.match((await untilStatus(503)).text, /You are number 1\. Logging in does not work for a moment\./u)
  await server.start()
  assert.match((await untilStatus(200)).text, /You are number 1\. It is your turn/u)
  setPace(NOBODY_WAITS)
  assert.equal((await browser.get(here)).status, 200)
})
