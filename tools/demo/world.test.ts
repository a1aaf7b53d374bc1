// The world is consistent: every situation is there once, every address and id once, every date in order.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeBase32 } from '@sluis/otp'
import { companyOf, worldAt } from './world.ts'
import { JULY_2026, phaseAt, withDates, type RollOut } from './world/companies.ts'
import { ibanOf } from './world/iban.ts'
import { CLIENT_COUNT, employeeLoginOf, people, type Situation } from './world/people.ts'

const FIRST = new Date('2026-11-22T11:00:00Z')
const world = worldAt(FIRST)
const DAY_MS = 86_400_000

const areUnique = (things: readonly string[]) => assert.deepEqual([...new Set(things)], [...things])
const one = (situation: Situation) => people.find((person) => person.situation === situation)!
const phasesOf = (situation: Situation) =>
  one(situation).memberships.map((membership) => phaseAt(companyOf(world, membership.company).rollOut, FIRST))

test('addresses, ids, names, passwords and secrets are unique', () => {
  for (const key of ['email', 'id', 'name', 'password'] as const)
    areUnique(people.map((person) => person[key].toLowerCase()))
  areUnique(people.flatMap((person) => person.totpSecret ?? []))
  areUnique(people.flatMap((person) => person.memberships.map((membership) => employeeLoginOf(person, membership))))
  areUnique(world.companies.map((company) => company.id))
  areUnique(world.companies.map((company) => company.name))
})

test('nobody outside could get such an address: its domain is reserved for examples (RFC 2606)', () => {
  for (const { email } of people) assert.match(email, /^[a-z.]+@([a-z]+\.example|example\.(org|net))$/)
})

test('passwords have at least 15 characters, and no more than bcrypt reads', () => {
  for (const { password } of people) assert.ok(password.length >= 15 && Buffer.byteLength(password) <= 72, password)
})

test('the directory accepts the ids', () => {
  for (const id of [...world.companies.map((company) => company.id), ...people.map((person) => person.id)])
    assert.match(id, /^[!-.0-~]{1,128}$/)
})

test('every situation is there, and only colleagues share one', () => {
  const situations = people.map((person) => person.situation).filter((situation) => situation !== 'colleague')
  areUnique(situations)
  assert.equal(situations.length, 15)
})

test('each person is in the phase that their situation says', () => {
  assert.deepEqual(phasesOf('start-here'), ['prompt'])
  assert.deepEqual(phasesOf('new-in-prompt-phase'), ['prompt'])
  assert.equal(one('start-here').language, 'en')
  assert.deepEqual(phasesOf('last-day'), ['prompt'])
  assert.deepEqual(phasesOf('no-snooze-left'), ['prompt'])
  assert.deepEqual(phasesOf('announced-only'), ['announce'])
  assert.deepEqual(phasesOf('date-passed'), ['required'])
  assert.deepEqual(phasesOf('two-employers'), ['announce', 'required'])
  assert.deepEqual(phasesOf('no-roll-out'), ['none'])
  assert.deepEqual(phasesOf('hr-officer'), ['prompt'])
  assert.equal(one('hr-officer').memberships[0]!.role, 'hr')
  assert.ok(one('administrator').isAdministrator)
  assert.ok(one('no-snooze-left').hasUsedAllSnoozes)
  assert.equal(people.filter((person) => person.isAdministrator).length, 1)
})

test('everybody described as having an authenticator app has a secret of 160 bits', () => {
  const enrolled: Situation[] = [
    'enrolled-with-recovery-codes',
    'phone-clock-off',
    'accountant',
    'hr-officer',
    'administrator',
  ]
  for (const situation of enrolled) {
    const read = decodeBase32(one(situation).totpSecret ?? '')
    assert.ok(read.ok && read.bytes.length === 20, situation)
  }
  const others = people.filter(
    (person) => person.totpSecret !== null && person.situation !== 'colleague' && !enrolled.includes(person.situation),
  )
  assert.deepEqual(others, [])
})

test('ten recovery codes, formatted as the provider formats them', () => {
  const codes = one('enrolled-with-recovery-codes').recoveryCodes
  assert.equal(codes.length, 10)
  areUnique(codes)
  for (const code of codes) assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/)
})

test('the accountant has at least twelve clients, and every client company has an accountant', () => {
  const clients = world.companies.filter((company) => company.isClient)
  assert.equal(clients.length, CLIENT_COUNT)
  assert.ok(CLIENT_COUNT >= 12)
  for (const { id } of clients)
    assert.ok(
      one('accountant').memberships.some((membership) => membership.company === id && membership.role === 'accountant'),
    )
})

test('dates are midnights in Amsterdam, in order, a week and a day and two months ahead', () => {
  const rollOuts = world.companies.flatMap((company) => company.rollOut ?? [])
  const order = ({ announceAt, promptAt, requiredAt }: RollOut) => announceAt < promptAt && promptAt < requiredAt
  assert.ok(rollOuts.every(order))
  const daysAhead = (id: string) =>
    Math.ceil((companyOf(world, id).rollOut!.requiredAt.getTime() - FIRST.getTime()) / DAY_MS)
  assert.deepEqual(['c-korenmolen', 'c-tandwiel', 'c-waterlelie'].map(daysAhead), [7, 1, 60])
})

test("the shipyard's date is that of the help page, or passed a month ago where that is still to come", () => {
  assert.deepEqual(companyOf(world, 'c-vliet').rollOut!.requiredAt, JULY_2026)
  const early = new Date('2026-03-01T12:00:00Z')
  assert.equal(phaseAt(companyOf(worldAt(early), 'c-vliet').rollOut, early), 'required')
})

test('a phase begins at its exact instant', () => {
  const { rollOut } = companyOf(world, 'c-korenmolen')
  assert.equal(phaseAt(rollOut, new Date(rollOut!.requiredAt.getTime() - 1)), 'prompt')
  assert.equal(phaseAt(rollOut, rollOut!.requiredAt), 'required')
  assert.equal(phaseAt(rollOut, new Date(rollOut!.announceAt.getTime() - 1)), 'coming')
})

test('dates that were moved at the provider replace the first ones, company by company', () => {
  const moved = {
    companyName: 'Bakkerij De Korenmolen',
    announceAt: '2026-10-01T22:00:00.000Z',
    promptAt: '2026-11-01T23:00:00.000Z',
    requiredAt: '2027-01-31T23:00:00.000Z',
  }
  const after = withDates(world.companies, [moved, { ...moved, companyName: 'Kwekerij Zonnedauw' }])
  assert.equal(
    after.find((company) => company.id === 'c-korenmolen')!.rollOut!.requiredAt.toISOString(),
    moved.requiredAt,
  )
  assert.equal(after.find((company) => company.id === 'c-zonnedauw')!.rollOut, null)
  assert.deepEqual(
    after.find((company) => company.id === 'c-tandwiel'),
    companyOf(world, 'c-tandwiel'),
  )
})

test('bank accounts are well formed (ISO 13616)', () => {
  const iban = ibanOf(417_164_300)
  const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(parseInt(letter, 36)))
  assert.equal(BigInt(digits) % 97n, 1n)
  assert.equal(iban.length, 18)
})
