// Somebody may work for hundreds of companies: what is read of them decides the same as all of them would.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aPerson, anApplication, later, NOW, rolledBack } from '#testing/migrated-database.ts'
import type { Stores } from '#use-cases/stores.ts'
import { employerOf } from '../companies/employer.ts'
import { obligationOf } from './obligation.ts'

const DAY = 86_400_000
const PHASE_DAYS: Record<string, [announce: number, prompt: number, required: number]> = {
  planned: [1, 10, 20],
  announced: [-1, 10, 20],
  invited: [-10, -1, 20],
  required: [-30, -20, -1],
}

/** `phases`: of a company each, in this order and each a little later than the one before; null for no roll-out. */
async function worksAt(stores: Stores, phases: readonly (string | null)[], name = (at: number) => `Company ${at}`) {
  const [personId, applicationId] = [await aPerson(stores), await anApplication(stores)]
  const companies: string[] = []
  for (const [at, phase] of phases.entries()) {
    const company = { externalId: `c-${at}`, name: name(at), timezone: 'Europe/Amsterdam' }
    const companyId = await stores.companies.upsert(applicationId, company)
    companies.push(companyId)
    if (phase === null) continue
    const [announceAt, promptAt, requiredAt] = PHASE_DAYS[phase]!.map((days) => later(days * DAY + at))
    const dates = { announceAt: announceAt!, promptAt: promptAt!, requiredAt: requiredAt! }
    await stores.rollouts.create({ companyId, applicationId, ...dates, snoozes: at % 5 })
  }
  await stores.companies.upsertPerson(applicationId, 'p', personId, null)
  const role = 'employee' as const
  const work = companies.map((companyId, at) => ({ employeeLogin: `${at}`, companyId, role, endedAt: null }))
  await stores.companies.replaceMemberships(applicationId, personId, work, NOW)
  return { personId, applicationId }
}

const places: [string, (string | null)[]][] = [
  ['a required one, among whatever else', ['planned', null, 'announced', 'invited', 'required', 'invited', 'required']],
  ['invitations and announcements', ['announced', 'invited', 'planned', 'announced', 'invited', null]],
  ['an announcement before an invitation', ['announced', 'announced', 'invited']],
  ['announcements alone', [null, 'announced', 'announced', 'planned']],
  ['nothing that has begun', ['planned', null, 'planned']],
  ['no roll-out', [null, null]],
  ['forty of each', Array.from({ length: 40 }, () => ['required', 'invited', 'announced', 'planned', null]).flat()],
]
for (const [rule, phases] of places)
  test(`of many companies those are read that decide: ${rule} (E2, C7)`, () =>
    rolledBack(async (stores) => {
      const { personId, applicationId } = await worksAt(stores, phases)
      const all = await stores.rollouts.ofPerson(personId, NOW)
      assert.equal(all.length, phases.filter((phase) => phase !== null).length)
      for (const application of [applicationId, null]) {
        const about = { personId, applicationId: application, companyId: null }
        const facts = await stores.rollouts.facts(about, NOW)
        assert.ok(facts.rollouts.length <= 6, 'however many there are')
        assert.deepEqual(obligationOf(facts, NOW), obligationOf({ ...facts, rollouts: all }, NOW))
      }
    }))
test('of many employers one is read, and another of another name: enough to see that there are several', () =>
  rolledBack(async (stores) => {
    const named: [(at: number) => string, string | null][] = [
      [(at) => `Bakery ${at}`, null],
      [() => 'Bakery', 'Bakery'],
      [(at) => (at === 7 ? 'Aardvark' : 'Bakery'), null],
      [(at) => (at === 7 ? 'Zebra' : 'Bakery'), null],
    ]
    for (const [name, employer] of named) {
      const { personId, applicationId } = await worksAt(
        stores,
        Array.from({ length: 20 }, () => 'required'),
        name,
      )
      const { employers } = await stores.rollouts.facts({ personId, applicationId, companyId: null }, NOW)
      assert.equal(employerOf(employers), employer)
    }
  }))
test('who works nowhere has no employer and no roll-out', () =>
  rolledBack(async (stores) => {
    const personId = await aPerson(stores)
    const facts = await stores.rollouts.facts({ personId, applicationId: null, companyId: null }, NOW)
    assert.deepEqual([facts.hasMembership, facts.rollouts, facts.employers], [false, [], []])
  }))
