// The outbox of what applications are to be told: filled by whatever ends a session, each row in one hand, tried for a
// day.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import type { Stores } from '#use-cases/stores.ts'
import { aPerson, later, NOW, rolledBack } from '#testing/migrated-database.ts'
import { nextTryAt } from './logout-retries.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const app = (stores: Stores, address: string | null) =>
  stores.applications.upsert(
    {
      clientId: randomId(),
      name: 'App',
      secret: 'a secret',
      redirectUris: ['https://app.example/back'],
      postLogoutRedirectUris: [],
      scope: 'openid',
      apiClientScope: '',
      homeUri: null,
      backchannelLogoutUri: address,
    },
    NOW,
  )
async function newSession(stores: Stores, personId: string, applications: string[]): Promise<string> {
  const { id } = await stores.sessions.begin(personId, 'a browser', { password: true }, NOW)
  for (const applicationId of applications)
    await stores.grants.upsert({ grantId: randomId(), sessionId: id, applicationId, companyId: null, acr: 'a' })
  return id
}
async function claimAll(stores: Stores, now: Date) {
  const applications = await stores.logouts.dueApplications(now, [])
  return (await Promise.all(applications.map((each) => stores.logouts.claim(each, now, 100)))).flat()
}
const due = async (stores: Stores) =>
  (await claimAll(stores, later(HOUR)))
    .map(({ sessionId, applicationId }) => `${sessionId} ${applicationId}`)
    .toSorted()

const endings: [string, (stores: Stores, personId: string, sessionId: string) => Promise<unknown>][] = [
  ['one session', (stores, _personId, sessionId) => stores.sessions.end(sessionId, NOW)],
  ['all sessions of a person', (stores, personId) => stores.sessions.endAll(personId, NOW)],
  ['all but another', (stores, personId) => stores.sessions.endAll(personId, NOW, randomId())],
  [
    'a statement that nobody has thought of yet',
    (stores, _personId, sessionId) =>
      stores.db.updateTable('session').set({ ended_at: NOW }).where('id', '=', sessionId).execute(),
  ],
]
for (const [what, end] of endings) {
  test(`ending ${what} leaves a message for each application that was reached and wants to hear, once (I8)`, () =>
    rolledBack(async (stores) => {
      const personId = await aPerson(stores)
      const [one, other, deaf, unreached] = [
        await app(stores, 'https://one.example/out'),
        await app(stores, 'https://other.example/out'),
        await app(stores, null),
        await app(stores, 'https://unreached.example/out'),
      ]
      // Two companies of one application are one message.
      const sessionId = await newSession(stores, personId, [one, one, other, deaf])
      await end(stores, personId, sessionId)
      await end(stores, personId, sessionId)
      assert.deepEqual(await due(stores), [`${sessionId} ${one}`, `${sessionId} ${other}`].toSorted())
      assert.ok(unreached)
    }))
}

test('a session that goes on leaves no message', () =>
  rolledBack(async (stores) => {
    const personId = await aPerson(stores)
    const sessionId = await newSession(stores, personId, [await app(stores, 'https://one.example/out')])
    await stores.sessions.finish(sessionId, NOW)
    await stores.sessions.endAll(personId, NOW, sessionId)
    assert.deepEqual(await due(stores), [])
  }))

test('one worker claims a message; where it dies, another takes over', () =>
  rolledBack(async (stores) => {
    const sessionId = await newSession(stores, await aPerson(stores), [await app(stores, 'https://one.example/out')])
    await stores.sessions.end(sessionId, NOW)
    assert.equal((await claimAll(stores, NOW)).length, 1)
    assert.equal((await claimAll(stores, later(5_000))).length, 0, 'as long as a try lasts')
    const [again] = await claimAll(stores, later(MINUTE))
    assert.equal(again!.tries, 2)
    assert.equal(
      await stores.logouts.settle({ ...again!, tries: 1 }),
      false,
      'the first one comes back to life, and no longer has it',
    )
    assert.equal(await stores.logouts.settle(again!), true)
    assert.equal(await stores.logouts.settle(again!), false)
  }))

test('each application is claimed by itself, and one that is being worked on is left out', () =>
  rolledBack(async (stores) => {
    const [one, other] = [await app(stores, 'https://one.example/out'), await app(stores, 'https://other.example/out')]
    await stores.sessions.end(await newSession(stores, await aPerson(stores), [one, other]), NOW)
    assert.deepEqual(await stores.logouts.dueApplications(NOW, [one]), [other])
    assert.deepEqual(
      (await stores.logouts.claim(other, NOW, 100)).map(({ applicationId }) => applicationId),
      [other],
    )
    assert.deepEqual(await stores.logouts.dueApplications(NOW, []), [one])
  }))

test('one application can be told while the session goes on: put out of service there', () =>
  rolledBack(async (stores) => {
    const personId = await aPerson(stores)
    const [one, other] = [await app(stores, 'https://one.example/out'), await app(stores, 'https://other.example/out')]
    const sessionId = await newSession(stores, personId, [one, other])
    const ended = await newSession(stores, personId, [one])
    await stores.sessions.end(ended, NOW)
    await stores.logouts.enqueueFor(one, personId, NOW)
    await stores.logouts.enqueueFor(one, personId, NOW)
    assert.deepEqual(await due(stores), [`${sessionId} ${one}`, `${ended} ${one}`].toSorted())
  }))

test('of one application, only the sessions are told whose tokens name a company that the person left', () =>
  rolledBack(async (stores) => {
    const personId = await aPerson(stores)
    const one = await app(stores, 'https://one.example/out')
    const company = (externalId: string) =>
      stores.companies.upsert(one, { externalId, name: externalId, timezone: 'Europe/Amsterdam' })
    const [left, kept] = [await company('left'), await company('kept')]
    const sessionFor = async (companyId: string | null) => {
      const { id } = await stores.sessions.begin(personId, 'a browser', { password: true }, NOW)
      await stores.grants.upsert({ grantId: randomId(), sessionId: id, applicationId: one, companyId, acr: 'a' })
      return id
    }
    const [told] = [await sessionFor(left), await sessionFor(kept), await sessionFor(null)]
    await stores.logouts.enqueueFor(one, personId, NOW, [left])
    assert.deepEqual(await due(stores), [`${told} ${one}`])
  }))

test('a remembered browser that is forgotten tells the applications of its sessions, and of no others', () =>
  rolledBack(async (stores) => {
    const personId = await aPerson(stores)
    const one = await app(stores, 'https://one.example/out')
    const rememberedAt = async (at: Date | null) => {
      const remembered = at && ({ kind: 'totp', at } as const)
      if (remembered) await stores.remembered.remember(personId, remembered, 'a browser', NOW)
      const { id } = await stores.sessions.begin(personId, 'a browser', { password: true }, NOW, { remembered })
      await stores.grants.upsert({ grantId: randomId(), sessionId: id, applicationId: one, companyId: null, acr: 'a' })
      return id
    }
    const [forgotten] = [await rememberedAt(NOW), await rememberedAt(later(-1)), await rememberedAt(null)]
    const browser = (await stores.remembered.listByPerson(personId, NOW)).find(({ factorAt }) => +factorAt === +NOW)!
    await stores.remembered.end(personId, browser.id, NOW)
    await stores.logouts.enqueueRemembered({ personId }, NOW)
    assert.deepEqual(await due(stores), [`${forgotten} ${one}`])
  }))

test('of the sessions beside one that goes on, each is told; of none where that one is over', () =>
  rolledBack(async (stores) => {
    const [personId, somebodyElse, kade] = [
      await aPerson(stores),
      await aPerson(stores),
      await app(stores, 'https://one.example/out'),
    ]
    const [own, other] = [await newSession(stores, personId, [kade]), await newSession(stores, personId, [kade])]
    await newSession(stores, somebodyElse, [kade])
    await stores.logouts.enqueueForOthers({ id: own, personId }, NOW)
    assert.deepEqual(await due(stores), [`${other} ${kade}`])
    await stores.sessions.end(own, NOW)
    await due(stores)
    await newSession(stores, personId, [kade])
    await stores.logouts.enqueueForOthers({ id: own, personId }, NOW)
    assert.deepEqual(await due(stores), [])
  }))

test('tries grow further apart, up to an hour, and end after a day', () => {
  let [now, tries] = [NOW, 0]
  const waits: number[] = []
  for (let at: Date | null = NOW; at !== null; at = nextTryAt({ since: NOW, tries: ++tries }, now)) {
    if (at > now) waits.push((at.getTime() - now.getTime()) / 1000)
    now = at
  }
  assert.deepEqual(waits.slice(0, 4), [10, 20, 40, 80])
  assert.equal(Math.max(...waits), 3600)
  assert.ok(waits.every((wait, index) => index === 0 || wait >= waits[index - 1]!))
  const whole = waits.reduce((sum, wait) => sum + wait, 0)
  assert.ok(whole >= 86_400 && whole < 86_400 + 3_600, `${whole} s`)
})
