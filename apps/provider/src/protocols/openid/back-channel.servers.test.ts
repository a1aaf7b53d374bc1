// Back-channel logout: each application that a session reached hears of its end, whatever ended it, until it has heard
// (I8, edge case 44, Back-Channel Logout 1.0).
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { ServerResponse } from 'node:http'
import { logoutReceiver, type LogoutReceiver } from '#testing/logout-receiver.ts'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import { enrol } from '#testing/openid-driver.ts'
import { chooseNewPassword } from '#testing/recovery-driver.ts'
import { enrolledPerson, signInAs, postForm, signInWithTokens, statusOf, voucherFor } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const { identity } = world
const OFF = '/account/two-step/off'
const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

let kade: LogoutReceiver
let other: LogoutReceiver
beforeEach(async (t) => {
  ;[kade, other] = [await logoutReceiver(), await logoutReceiver()]
  const known = (await identity.applications.findByClientId(CLIENT.id))!
  await identity.applications.upsert({ ...known, backchannelLogoutUri: kade.address }, world.clock.now())
  await identity.applications.upsert(
    { ...known, secret: CLIENT.secret, clientId: 'other', name: 'Other', backchannelLogoutUri: other.address },
    world.clock.now(),
  )
  ;(t as { after(work: () => Promise<unknown>): void }).after(() => Promise.all([kade.stop(), other.stop()]))
})
/** A person of their own, in at Kade. */
let people = 0
async function somebodyIn() {
  const who = await enrolledPerson(world, `p${++people}`, ['none'])
  return { who, ...(await signInWithTokens(world, who)) }
}
const dues = async (personId: string): Promise<number> =>
  (
    await world.provider.database.db
      .selectFrom('logout_delivery')
      .select('tries')
      .where('person_id', '=', personId)
      .where('tries', '=', 0)
      .execute()
  ).length

test('discovery says so', async () => {
  const told = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as Record<string, unknown>
  assert.deepEqual([told['backchannel_logout_supported'], told['backchannel_logout_session_supported']], [true, true])
})

test('the logout token: signed by a published key, typed, two minutes long, with sub, sid and the one event, and no nonce (Back-Channel Logout 1.0 §2.4, ASVS 10.5.5)', async () => {
  const { who, browser, idToken } = await somebodyIn()
  await postForm(browser, '/sign-out', {}, '/account')
  const { token, method, type, fields } = await kade.waitForSession(idToken['sid'])
  assert.deepEqual([method, type, fields.length], ['POST', 'application/x-www-form-urlencoded;charset=UTF-8', 1])
  const { payload, protectedHeader } = await jwtVerify(token, createRemoteJWKSet(new URL(`${issuer}/oidc/jwks`)), {
    issuer,
    audience: CLIENT.id,
    typ: 'logout+jwt',
    algorithms: ['ES256'],
    currentDate: world.clock.now(),
  })
  assert.deepEqual(Object.keys(payload).toSorted(), ['aud', 'events', 'exp', 'iat', 'iss', 'jti', 'sid', 'sub'])
  assert.deepEqual(payload['events'], { [EVENT]: {} })
  assert.deepEqual([payload.sub, payload['sid'], payload.exp! - payload.iat!], [who.sub, idToken['sid'], 120])
  assert.match(payload.jti!, /^[\w-]{22}$/u)
  assert.equal(protectedHeader.alg, 'ES256')
})

test('each application of the session hears, and one that was not reached does not', async () => {
  const one = await somebodyIn()
  await postForm(one.browser, '/sign-out', {}, '/account')
  await kade.waitForSession(one.idToken['sid'])
  assert.equal(other.received.length, 0)
  const both = await somebodyIn()
  await signInAs(world, both.who, { client_id: 'other' }, both.browser)
  await postForm(both.browser, '/sign-out', {}, '/account')
  const said = await Promise.all([kade, other].map((each) => each.waitForSession(both.idToken['sid'])))
  assert.deepEqual(
    said.map(({ claims }) => [claims.aud, claims.sub]),
    [
      [CLIENT.id, both.who.sub],
      ['other', both.who.sub],
    ],
  )
})

const endings: [string, (is: Awaited<ReturnType<typeof somebodyIn>>) => Promise<unknown>][] = [
  ['signing out at Sluis', ({ browser }) => postForm(browser, '/sign-out', {}, '/account')],
  [
    'signing out everywhere from another device',
    async ({ who }) =>
      postForm((await signInWithTokens(world, who)).browser, '/sign-out', { where: 'everywhere' }, '/account'),
  ],
  [
    '"log out everywhere else" on another device',
    async ({ who }) =>
      postForm((await signInWithTokens(world, who)).browser, '/account/sessions/others', {}, '/account'),
  ],
  [
    'ending that one session on another device',
    async ({ who, idToken }) =>
      postForm(
        (await signInWithTokens(world, who)).browser,
        `/account/sessions/${idToken['sid'] as string}/end`,
        {},
        '/account',
      ),
  ],
  [
    '"this was not me"',
    async ({ who }) => {
      const browser = world.browser()
      const page = await browser.get(`/not-me/${await identity.notMe.create(who.sub, 'enrolled', world.clock.now())}`)
      await browser.submit(page)
    },
  ],
  [
    'taking back the access of Kade',
    async ({ browser }) =>
      postForm(
        browser,
        `/account/applications/${(await identity.applications.findByClientId(CLIENT.id))!.id}/withdraw`,
        {},
        '/account',
      ),
  ],
  ['the word of the directory that the person works nowhere any more', ({ who }) => world.person(who.id, [])],
  ['switching two-step verification off', async ({ who, browser }) => postForm(browser, OFF, {}, OFF).then(() => who)],
  [
    'the word of the directory that the person has left',
    ({ who }) =>
      world.person(who.id, ['none']).then(async () =>
        world.api.call('PUT', `/api/directory/people/${who.id}`, {
          name: who.id,
          email: who.email,
          language: 'en',
          active: false,
          memberships: [],
        }),
      ),
  ],
]
for (const [what, end] of endings) {
  test(`${what} reaches the application`, async () => {
    const is = await somebodyIn()
    await end(is)
    const { claims } = await kade.waitForSession(is.idToken['sid'])
    assert.equal(claims.sub, is.who.sub)
  })
}

test('what an application’s own password opened is over within 5 s of a new password here, a lock and a first enrolment, though nobody came by OpenID Connect', async () => {
  const [resets, locks, enrols] = await Promise.all(
    ['resets', 'locks', 'enrols'].map((id) => world.person(id, ['prompt'])),
  )
  assert.equal((await statusOf(world, 'resets'))['password_chosen'], false)
  const voucher = await voucherFor(world, 'enrols')
  const { browser, page } = await signInAs(world, enrols!, { acr_values: 'urn:sluis:acr:two-factor', voucher })
  const beganAt = Math.floor(world.clock.now().getTime() / 1000)
  const notMe = world.browser()
  await Promise.all([
    identity.resetLinks
      .create(resets!.sub, world.clock.now())
      .then((token) => chooseNewPassword(world.browser(), `/forgotten/${token}`)),
    identity.notMe
      .create(locks!.sub, 'enrolled', world.clock.now())
      .then(async (token) => notMe.submit(await notMe.get(`/not-me/${token}`))),
    enrol(world, browser, page),
  ])
  const actedAt = performance.now()
  for (const { sub } of [resets!, locks!, enrols!]) {
    const { claims } = await kade.waitForPerson(sub)
    assert.deepEqual(Object.keys(claims).toSorted(), ['aud', 'events', 'exp', 'iat', 'iss', 'jti', 'sub', 'toe'])
    assert.ok((claims['toe'] as number) >= beganAt && (claims['toe'] as number) <= claims.iat!)
  }
  assert.ok(performance.now() - actedAt < 5_000)
  assert.equal((await statusOf(world, 'resets'))['password_chosen'], true)
})

test('a first enrolment tells of the other sessions of its person by sid as well, for applications that know them by that alone', async () => {
  const who = await world.person('by-sid', ['prompt'])
  const { idToken } = await signInWithTokens(world, who)
  const voucher = await voucherFor(world, 'by-sid')
  const { browser, page } = await signInAs(world, who, { acr_values: 'urn:sluis:acr:two-factor', voucher })
  await enrol(world, browser, page)
  assert.equal((await kade.waitForSession(idToken['sid'])).claims.sub, who.sub)
})

test('without a second factor “log out everywhere else” ends what an application’s own password opened', async () => {
  const who = await world.person('elsewhere', ['none'])
  await postForm((await signInWithTokens(world, who)).browser, '/account/sessions/others', {}, '/account')
  await kade.waitForPerson(who.sub)
})

test('an application that hangs keeps no other waiting: what ends meanwhile is told within 5 s', async () => {
  const held: ServerResponse[] = []
  other.respondWith((outgoing) => void held.push(outgoing))
  const [one, two] = [await somebodyIn(), await somebodyIn()]
  await signInAs(world, one.who, { client_id: 'other' }, one.browser)
  await postForm(one.browser, '/sign-out', {}, '/account')
  await other.waitForSession(one.idToken['sid'])
  const endedAt = performance.now()
  await postForm(two.browser, '/sign-out', {}, '/account')
  await kade.waitForSession(two.idToken['sid'])
  assert.ok(performance.now() - endedAt < 4_000)
  for (const outgoing of held) outgoing.destroy()
})

test('an application that is put out of service once more is not told again', async () => {
  const { who, idToken } = await somebodyIn()
  const leave = () =>
    world.api.call('PUT', `/api/directory/people/${who.id}`, {
      name: who.id,
      email: who.email,
      language: 'en',
      active: false,
      memberships: [],
    })
  await leave()
  await kade.waitForSession(idToken['sid'])
  await leave()
  await leave()
  assert.equal(await dues(who.sub), 0)
})
