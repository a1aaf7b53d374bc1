// Guesses at passwords, and who gets in meanwhile: whoever shares a network, an address or a botnet with the guesser.
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { hashSync } from '@node-rs/bcrypt'
import { createHashQueue, type HashQueue } from '@sluis/server-kit/hash-queue'
import type { LeakyBucket } from '@sluis/server-kit/leaky-bucket'
import { Busy } from '@sluis/server-kit/page-middleware'
import { randomToken } from '@sluis/server-kit/random'
import { PASSWORD_PER_ADDRESS, PASSWORD_PER_NETWORK } from '#identity/attempts/rate-limits.ts'
import { createPasswords, type Passwords } from '#identity/passwords/passwords.ts'
import { aPerson, later, migrated } from '#testing/migrated-database.ts'
import { emailBucket } from './email-bucket.ts'
import { beginSession } from './begin-session.ts'
import { provePassword } from './prove-password.ts'

const { identity } = await migrated()
const MINUTE = 60_000
const RIGHT = 'een lange zin voor thuis'
const OF_THE_SECOND = 'nog een lange zin voor thuis'
// Cheap hashes: how slow they are is not under test.
const hashed = (password: string) => ({ format: 'bcrypt', hash: hashSync(password, { cost: 4 }) }) as const
const passwords = await createPasswords(createHashQueue(), Buffer.alloc(32, 1))

const aNetwork = (): string => `198.${18 + randomInt(2)}.${randomInt(256)}.${randomInt(256)}`
async function somebody(): Promise<{ id: string; email: string }> {
  const id = await aPerson(identity)
  await identity.passwords.set(id, hashed(RIGHT), later(0))
  return { id, email: `${id}@example.org` }
}
async function attempt(
  email: string,
  origin: string,
  more: { typed?: string; device?: string; pass?: string; at?: number; checkedBy?: Passwords } = {},
): Promise<string> {
  const { typed = RIGHT, device = null, pass = null, at = 0, checkedBy = passwords } = more
  const proved = await provePassword(
    { identity, passwords: checkedBy },
    { email, applicationId: null, password: typed, origin, device, pass },
    later(at),
  )
  if ('refusal' in proved) return proved.refusal
  const where = { before: null, browser: 'Firefox, Linux', origin, remembered: null }
  assert.ok(await beginSession(identity, proved, where, later(at)))
  return 'in'
}
/** So many tries in one drop, as guessers leave a network behind. */
const pour = (bucket: string, { capacity, perHour }: LeakyBucket, tries = capacity): Promise<Date | null> =>
  identity.attempts.fill(bucket, { capacity: capacity / tries, perHour: perHour / tries }, later(0))

test('a hundred wrong passwords for one address cost their network five: its other people get in', async () => {
  const [network, colleague] = [aNetwork(), await somebody()]
  for (let time = 0; time < 100; time++) await attempt('hammered@example.org', network, { typed: 'wrong' })
  assert.equal(await attempt(colleague.email, network), 'in')
  assert.equal(await pour(`password-network:${network}`, PASSWORD_PER_NETWORK, PASSWORD_PER_NETWORK.capacity - 6), null)
  assert.deepEqual(
    [await attempt(colleague.email, network), await attempt('x@example.org', network, { typed: 'wrong' })],
    ['in', 'wrong'],
  )
  assert.equal(await attempt(colleague.email, network), 'rate-limited', 'and now it is full')
})
test('two thousand people behind one address, one in ten of whom mistypes, all get in within ten minutes (edge case 39)', async () => {
  const { attempts } = identity
  const bucket = `password-network:${aNetwork()}`
  // As many are under way as the queue of hashes takes; each is counted before it is known to be right.
  assert.equal(await pour(bucket, PASSWORD_PER_NETWORK, 150), null)
  for (let person = 0; person < 2000; person += 10)
    assert.equal(await attempts.fill(bucket, PASSWORD_PER_NETWORK, later((person * 10 * MINUTE) / 2000)), null)
})
test('a right password that was taken over lets in where its new hash finds no place in the queue', async () => {
  const owner = await somebody()
  const queue = createHashQueue()
  let hashes = 0
  const run: HashQueue['run'] = (work) => (hashes++ === 0 ? queue.run(work) : Promise.reject(new Busy('full')))
  const busy = await createPasswords({ ...queue, run }, Buffer.alloc(32, 1))
  assert.equal(await attempt(owner.email, aNetwork(), { checkedBy: busy }), 'in')
  assert.equal(hashes, 2)
  assert.equal((await identity.passwords.findByPerson(owner.id))?.format, 'bcrypt')
})
test('where guesses have used up a network, its people get in by the browsers that they have used, or by a mailed link', async () => {
  const [network, owner, device] = [aNetwork(), await somebody(), randomToken()]
  await pour(`password-network:${network}`, PASSWORD_PER_NETWORK)
  assert.equal(await attempt(owner.email, network, { device }), 'rate-limited')
  assert.equal(await attempt(owner.email, network, { pass: randomToken() }), 'in')
  await identity.devices.isNew(owner.id, device, 'Chrome, Windows', false, later(0))
  assert.equal(await attempt(owner.email, network, { device }), 'in')
  assert.equal(await attempt((await somebody()).email, network, { device }), 'rate-limited', 'known to its owner alone')
  assert.equal(await attempt(owner.email, network, { at: MINUTE }), 'in', 'a place is free every twelve seconds')
})
test('a botnet keeps nobody out of the browsers that they have used, nor of one that a mailed link was used in', async () => {
  const [owner, device] = [await somebody(), randomToken()]
  await identity.devices.isNew(owner.id, device, 'Chrome, Windows', false, later(0))
  const outcomes = new Map<string, number>()
  for (let bot = 0; bot < 60; bot++) {
    const outcome = await attempt(owner.email, `203.0.${bot}.1`, { typed: 'wrong' })
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  }
  assert.deepEqual(
    [...outcomes],
    [
      ['wrong', PASSWORD_PER_ADDRESS.capacity],
      ['rate-limited', 60 - PASSWORD_PER_ADDRESS.capacity],
    ],
  )
  assert.equal(await attempt(owner.email, aNetwork()), 'rate-limited')
  assert.equal(await attempt(owner.email, aNetwork(), { device }), 'in')
  assert.equal(await attempt(owner.email, aNetwork(), { pass: randomToken() }), 'in')
  assert.equal(await attempt(owner.email, aNetwork()), 'rate-limited', 'which gives the botnet nothing back')
})
test('a browser that is known has five tries too, and touches nobody’s by them', async () => {
  const [network, owner, device] = [aNetwork(), await somebody(), randomToken()]
  await identity.devices.isNew(owner.id, device, 'Chrome, Windows', false, later(0))
  for (let time = 0; time < 5; time++)
    assert.equal(await attempt(owner.email, network, { device, typed: 'wrong' }), 'wrong')
  assert.equal(await attempt(owner.email, network, { device }), 'rate-limited')
  assert.equal(await attempt(owner.email, network), 'in', 'elsewhere nothing was counted')
  assert.equal(await attempt(owner.email, network, { device, at: MINUTE }), 'in')
})
test('of several people who claim one address each has their own known browsers', async () => {
  const [owner, device] = [await somebody(), randomToken()]
  const id = await aPerson(identity)
  const claim = {
    id,
    name: 'Second',
    email: owner.email,
    emailKey: owner.email,
    isFree: false,
    language: 'en',
  } as const
  await identity.people.upsert(claim, later(0))
  await identity.passwords.set(id, hashed(RIGHT), later(0))
  await identity.devices.isNew(id, device, 'Chrome, Windows', false, later(0))
  await pour(`password-address:${emailBucket(owner.email)}`, PASSWORD_PER_ADDRESS)
  const caller = { email: owner.email, applicationId: null, password: RIGHT, origin: aNetwork(), pass: null }
  const proved = await provePassword({ identity, passwords }, { ...caller, device }, later(0))
  assert.equal('person' in proved && proved.person.id, id)
  assert.ok('refusal' in (await provePassword({ identity, passwords }, { ...caller, device: null }, later(0))))
})
test('in a browser that one claimant has used the password of another counts as everywhere', async () => {
  const [owner, device] = [await somebody(), randomToken()]
  const id = await aPerson(identity)
  await identity.people.upsert(
    { id, name: 'Second', email: owner.email, emailKey: owner.email, isFree: false, language: 'en' },
    later(0),
  )
  await identity.passwords.set(id, hashed(OF_THE_SECOND), later(0))
  await identity.devices.isNew(owner.id, device, 'Chrome, Windows', false, later(0))
  const inBrowser = (typed: string) => attempt(owner.email, aNetwork(), { device, typed })
  assert.deepEqual([await inBrowser(RIGHT), await inBrowser(OF_THE_SECOND)], ['in', 'in'])
  await pour(`password-address:${emailBucket(owner.email)}`, PASSWORD_PER_ADDRESS)
  assert.deepEqual([await inBrowser(RIGHT), await inBrowser(OF_THE_SECOND)], ['in', 'wrong'])
})
