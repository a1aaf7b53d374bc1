// Telling applications again and again: what counts as heard, when it is tried again, and when it is given up (edge
// case 44).
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createLog } from '@sluis/server-kit/log'
import { createOutgoing, loopback, reachOf } from '@sluis/server-kit/outgoing'
import { randomId } from '@sluis/server-kit/random'
import { fixedClock } from '@sluis/test-kit'
import { exportJWK, generateKeyPair } from 'jose'
import type { ServerResponse } from 'node:http'
import { logoutReceiver, type LogoutReceiver } from '#testing/logout-receiver.ts'
import { aPerson, migrated, NOW } from '#testing/migrated-database.ts'
import { createLogoutSender } from './send-logouts.service.ts'

const { identity, database } = await migrated()
const { privateKey } = await generateKeyPair('ES256', { extractable: true })
const key = { ...(await exportJWK(privateKey)), kid: 'k', alg: 'ES256' }

let receiver: LogoutReceiver
let time: ReturnType<typeof fixedClock>
const now = () => time.now()
const round = createLogoutSender({
  identity,
  clock: { now, phoneTime: now },
  log: createLog('provider', 'silent'),
  issuer: 'https://sluis.example',
  outgoing: createOutgoing(reachOf(loopback())),
  keyFor: () => key,
})
beforeEach(async () => {
  receiver = await logoutReceiver()
  time = fixedClock(NOW.toISOString())
})
afterEach(async () => {
  await receiver.stop()
  await database.db.deleteFrom('logout_delivery').execute()
})

async function ended(...addresses: (string | null)[]) {
  const personId = await aPerson(identity)
  const { id } = await identity.sessions.begin(personId, 'a browser', { password: true }, NOW)
  const applications = await Promise.all(
    addresses.map(async (backchannelLogoutUri) => {
      const applicationId = await identity.applications.upsert(
        {
          clientId: randomId(),
          name: 'App',
          secret: 's',
          redirectUris: [],
          postLogoutRedirectUris: [],
          scope: 'openid',
          apiClientScope: '',
          homeUri: null,
          backchannelLogoutUri,
        },
        NOW,
      )
      await identity.grants.upsert({ grantId: randomId(), sessionId: id, applicationId, companyId: null, acr: 'a' })
      return applicationId
    }),
  )
  await identity.sessions.end(id, NOW)
  return { personId, sessionId: id, applications }
}
const dues = async () => (await database.db.selectFrom('logout_delivery').selectAll().execute()).length
const undelivered = async (personId: string) =>
  (
    await database.db
      .selectFrom('audit_event')
      .select('entry')
      .where('action', '=', 'logout-undelivered')
      .where('person_id', '=', personId)
      .execute()
  ).map(({ entry }) => JSON.parse(entry) as { detail: Record<string, unknown> })

for (const status of [200, 204]) {
  test(`${status} means heard, and it is not said again (Back-Channel Logout 1.0 §2.8)`, async () => {
    await ended(receiver.address)
    receiver.respondWith((outgoing) => void outgoing.writeHead(status).end())
    await round()
    time.advance({ minutes: 60 * 25 })
    await round()
    assert.deepEqual([receiver.received.length, await dues()], [1, 0])
  })
}

const unheard: [string, (outgoing: ServerResponse) => void][] = [
  ['an error', (outgoing) => void outgoing.writeHead(500).end()],
  ['a refusal', (outgoing) => void outgoing.writeHead(400).end()],
  [
    'a redirect, which is not followed',
    (outgoing) => void outgoing.writeHead(302, { location: receiver.address }).end(),
  ],
  ['another success', (outgoing) => void outgoing.writeHead(202).end()],
  ['a connection that breaks', (outgoing) => void outgoing.socket?.destroy()],
]
for (const [what, answer] of unheard) {
  test(`${what} means not heard: it is said again later, with a new token`, async () => {
    await ended(receiver.address)
    receiver.respondWith(answer)
    await round()
    await round()
    assert.equal(receiver.received.length, 1, 'not at once')
    time.advance({ seconds: 10 })
    receiver.respondWith((outgoing) => void outgoing.writeHead(200).end())
    await round()
    assert.deepEqual([receiver.received.length, await dues()], [2, 0])
    assert.notEqual(receiver.received[0]!.claims.jti, receiver.received[1]!.claims.jti)
  })
}

test('an address inside that the operator has not named is never asked, and tried again as one that is down (SSRF)', async () => {
  const { port } = new URL(receiver.address)
  await ended(`http://127.0.0.2:${port}/logout`, `http://[::ffff:7f00:2]:${port}/logout`)
  await round()
  assert.deepEqual([receiver.received.length, await dues()], [0, 2])
})
test('an application that is down for hours hears when it is up again', async () => {
  const { personId } = await ended('http://127.0.0.1:1/logout')
  for (let hour = 0; hour < 20; hour++) {
    await round()
    time.advance({ minutes: 60 })
  }
  assert.deepEqual([await dues(), await undelivered(personId)], [1, []])
  await database.db
    .updateTable('application')
    .set({ backchannel_logout_uri: receiver.address })
    .where('backchannel_logout_uri', '=', 'http://127.0.0.1:1/logout')
    .execute()
  await round()
  assert.deepEqual([receiver.received.length, receiver.received[0]!.claims.sub], [1, personId])
})

test('one that could not be told for a day is given up on, and that is written down once', async () => {
  const { personId, applications } = await ended('http://127.0.0.1:1/logout')
  for (let hour = 0; hour < 30; hour++) {
    await round()
    time.advance({ minutes: 60 })
  }
  const entries = await undelivered(personId)
  assert.equal(await dues(), 0)
  assert.deepEqual(
    entries.map(({ detail }) => detail),
    [{ answer: 'not reached', tries: 25 }],
  )
  assert.ok(applications)
})

test('one that hangs is given up on in five seconds; others hear meanwhile, also of what ends after it began to hang', async () => {
  const hanging = await logoutReceiver()
  const held: ServerResponse[] = []
  hanging.respondWith((outgoing) => void held.push(outgoing))
  await ended(hanging.address, receiver.address)
  const beganAt = performance.now()
  const first = round()
  await hanging.waitForCount(1)
  await receiver.waitForCount(1)
  await ended(receiver.address)
  await round()
  assert.deepEqual([hanging.received.length, receiver.received.length], [1, 2])
  assert.ok(performance.now() - beganAt < 4_000)
  await first
  assert.ok(performance.now() - beganAt < 8_000)
  assert.equal(await dues(), 1)
  for (const outgoing of held) outgoing.destroy()
  await hanging.stop()
})

test('one with many ended sessions that does not answer is asked twenty times a round, not a thousand', async () => {
  receiver.respondWith((outgoing) => void outgoing.writeHead(503).end())
  const { personId, applications } = await ended(receiver.address)
  for (let count = 0; count < 50; count++) {
    const { id } = await identity.sessions.begin(personId, 'a browser', { password: true }, NOW)
    await identity.grants.upsert({
      grantId: randomId(),
      sessionId: id,
      applicationId: applications[0]!,
      companyId: null,
      acr: 'a',
    })
  }
  await identity.sessions.endAll(personId, NOW)
  await round()
  assert.equal(receiver.received.length, 20)
  receiver.respondWith((outgoing) => void outgoing.writeHead(200).end())
  time.advance({ minutes: 1 })
  await round()
  assert.deepEqual([receiver.received.length, await dues()], [71, 0])
})

test('somebody whose account is locked: sub alone, with the instant of the lock, also when it is told hours later (RFC 8417 §2.2)', async () => {
  const { personId } = await ended(receiver.address)
  await round()
  await identity.people.lock(personId, time.now())
  const toe = Math.floor(time.now().getTime() / 1000)
  receiver.respondWith((outgoing) => void outgoing.writeHead(503).end())
  await round()
  time.advance({ minutes: 180 })
  receiver.respondWith((outgoing) => void outgoing.writeHead(200).end())
  await round()
  const told = receiver.received.slice(1).map(({ claims }) => claims)
  assert.deepEqual(
    told.map((claims) => [claims.sub, claims['toe'], claims.iat, claims['sid']]),
    [toe, toe + 3 * 3600].map((iat) => [personId, toe, iat, undefined]),
  )
  assert.equal(await dues(), 0)
})

test('an application that no longer wants to hear is told nothing', async () => {
  await ended(receiver.address)
  await database.db
    .updateTable('application')
    .set({ backchannel_logout_uri: null })
    .where('backchannel_logout_uri', '=', receiver.address)
    .execute()
  await round()
  assert.deepEqual([receiver.received.length, await dues()], [0, 0])
})
