// What a password of an application's own opened is over: which acts say so, to whom, and once (decision 0025).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import type { Stores } from '#use-cases/stores.ts'
import { aPerson, anApplication, later, NOW, rolledBack } from '#testing/migrated-database.ts'

const HOUR = 3_600_000
const ACT = later(1000)

async function listening(stores: Stores): Promise<string> {
  const id = await anApplication(stores)
  await stores.db
    .updateTable('application')
    .set({ backchannel_logout_uri: 'https://app.example/out' })
    .where('id', '=', id)
    .execute()
  return id
}

/**
 * Somebody whom a directory knows with a password of before, and who has come to another application by OpenID Connect;
 * a third one has nothing to do with them, and a fourth has no address for logouts.
 */
async function knownPerson(stores: Stores) {
  const personId = await aPerson(stores)
  const [directory, reached] = [await listening(stores), await listening(stores)]
  await listening(stores)
  const silent = await anApplication(stores)
  for (const each of [directory, silent]) await stores.companies.upsertPerson(each, 'p', personId, null)
  await stores.passwords.importHash(personId, { format: 'bcrypt', hash: 'of before' }, NOW)
  const { id: sessionId } = await stores.sessions.begin(personId, 'a browser', { password: true }, NOW)
  await stores.grants.upsert({ grantId: randomId(), sessionId, applicationId: reached, companyId: null, acr: 'a' })
  return { personId, sessionId, directory, reached }
}
type Known = Awaited<ReturnType<typeof knownPerson>>

/** What is to be told by `sub` alone, as application and instant. */
async function claim(stores: Stores) {
  const applications = await stores.logouts.dueApplications(later(HOUR), [])
  const claimed = await Promise.all(applications.map((each) => stores.logouts.claim(each, later(HOUR), 100)))
  return claimed.flat().filter(({ sessionId }) => sessionId === null)
}
const claimed = async (stores: Stores) =>
  (await claim(stores)).map(({ applicationId, since }) => `${applicationId} ${since.toISOString()}`).toSorted()

const enrol = (stores: Stores, { personId }: Known) =>
  stores.factors.add({ id: randomId(), personId, kind: 'totp', name: '' }, ACT)
const choosePassword = (stores: Stores, { personId }: Known, at = ACT) =>
  stores.passwords.set(personId, { format: 'argon2id', hash: 'chosen' }, at)
const lock = (stores: Stores, { personId }: Known) => stores.people.lock(personId, ACT)
const leave = (stores: Stores, { directory, personId }: Known) =>
  stores.companies.upsertPerson(directory, 'p', personId, ACT)

const acts: [string, 'all' | 'directory', (stores: Stores, known: Known) => Promise<unknown>][] = [
  ['a password is chosen at Sluis', 'all', choosePassword],
  ['the account is locked', 'all', lock],
  ['the first second factor is set up', 'all', enrol],
  ['the directory puts the person out of service', 'directory', leave],
  ['the person signs out everywhere', 'all', (stores, { personId }) => stores.logouts.enqueueForPerson(personId, ACT)],
  [
    'a statement that nobody has thought of yet locks the account',
    'all',
    (stores, { personId }) =>
      stores.db.updateTable('person').set({ locked_at: ACT }).where('id', '=', personId).execute(),
  ],
  [
    'a process of the version before chooses a password',
    'all',
    (stores, { personId }) =>
      stores.db
        .updateTable('person_password')
        .set({ hash: 'chosen', changed_at: ACT })
        .where('person_id', '=', personId)
        .execute(),
  ],
]
for (const [what, whom, act] of acts) {
  test(`where ${what}, applications that have the person are told by sub alone, once each (Back-Channel Logout 1.0 §2.4)`, () =>
    rolledBack(async (stores) => {
      const known = await knownPerson(stores)
      await act(stores, known)
      const told = whom === 'all' ? [known.directory, known.reached] : [known.directory]
      assert.deepEqual(await claimed(stores), told.map((each) => `${each} ${ACT.toISOString()}`).toSorted())
    }))
}

const others: [
  string,
  (stores: Stores, known: Known) => Promise<unknown>,
  (stores: Stores, known: Known) => unknown,
][] = [
  ['a chosen password is changed', choosePassword, (stores, known) => choosePassword(stores, known, later(2000))],
  ['somebody with a second factor chooses a password', enrol, choosePassword],
  ['one more factor is set up', enrol, enrol],
  ['a locked account is locked again', lock, (stores, { personId }) => stores.people.relock(personId, later(2000))],
  ['a directory says once more that somebody has left', leave, leave],
  [
    'a hash of before becomes one of ours',
    async () => undefined,
    (stores, { personId }) =>
      stores.passwords.rehash(
        personId,
        { format: 'bcrypt', hash: 'of before' },
        { format: 'argon2id', hash: 'of ours' },
      ),
  ],
  [
    'a seed adds a factor to somebody without a session',
    (stores, { sessionId }) => stores.sessions.end(sessionId, NOW),
    enrol,
  ],
]
for (const [what, before, act] of others) {
  test(`nothing is over where ${what}`, () =>
    rolledBack(async (stores) => {
      const known = await knownPerson(stores)
      await before(stores, known)
      await claim(stores)
      await act(stores, known)
      assert.deepEqual(await claim(stores), [])
    }))
}

test('a newer message takes the place of one that is under way, which settles nothing any more', () =>
  rolledBack(async (stores) => {
    const known = await knownPerson(stores)
    await lock(stores, known)
    const first = await claim(stores)
    await stores.logouts.enqueueForPerson(known.personId, later(HOUR))
    const second = await claim(stores)
    const settle = (each: (typeof first)[number]) => stores.logouts.settle(each)
    assert.deepEqual(await Promise.all(first.map(settle)), [false, false])
    assert.deepEqual(
      second.map(({ since, tries }) => [since, tries]),
      second.map(() => [later(HOUR), 1]),
    )
    assert.deepEqual(await Promise.all(second.map(settle)), [true, true])
  }))

test('a password is chosen here unless it is the very one that a directory gave', () =>
  rolledBack(async (stores) => {
    const known = await knownPerson(stores)
    const isChosen = () => stores.passwords.isChosen(known.personId)
    assert.equal(await isChosen(), false)
    await choosePassword(stores, known)
    assert.equal(await isChosen(), true)
    await stores.passwords.importHash(known.personId, { format: 'bcrypt', hash: 'of before' }, later(HOUR))
    assert.equal(await isChosen(), true, 'the directory gives its own once more')
    assert.equal(await stores.passwords.isChosen(await aPerson(stores)), false, 'who has none')
  }))
