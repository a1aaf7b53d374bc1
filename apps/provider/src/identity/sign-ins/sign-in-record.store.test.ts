// Whose dates are read with a sign-in (decision 0053).
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import { anApplication, atWork, later, NOW, rolledBack } from '#testing/migrated-database.ts'
import { obligationOf } from '#identity/rollouts/obligation.ts'
import type { Stores } from '#use-cases/stores.ts'

const DAY = 86_400_000
const DATES = { announceAt: later(-30 * DAY), promptAt: later(-20 * DAY), requiredAt: later(-DAY) }

type Person = Awaited<ReturnType<typeof atWork>>
/** How many roll-outs are read with a sign-in at this application, or at none. */
async function datesRead(stores: Stores, { personId }: Person, applicationId: string | null): Promise<number> {
  const { token } = await stores.sessions.begin(personId, 'Firefox', { password: true }, NOW)
  const { owner } = await stores.signIns.read({ token, applicationId }, NOW)
  return owner!.rollouts.rollouts.length
}
const addApp = (stores: Stores, { personId }: Person) =>
  stores.totp.add({ id: randomId(), personId, secret: randomBytes(20), label: 'x', step: 1 }, NOW)
const addPhone = (stores: Stores, { personId }: Person) =>
  stores.phones.replace({ id: randomId(), personId, e164: '+31612345678' }, NOW)

test('who has an authenticator app is asked for it at an application whatever the dates say: none are read', () =>
  rolledBack(async (stores) => {
    const person = await atWork(stores, DATES)
    await addApp(stores, person)
    assert.equal(await datesRead(stores, person, person.applicationId), 0)
    assert.equal(await datesRead(stores, person, null), 1, 'a page of ours tells them')
  }))
test('dates are read where they decide: no factor, a lost one, or text messages alone, which a company may forbid', () =>
  rolledBack(async (stores) => {
    const [without, lost, texts] = [
      await atWork(stores, DATES),
      await atWork(stores, DATES),
      await atWork(stores, DATES),
    ]
    await addApp(stores, lost)
    await stores.factors.markLost(lost.personId, ['totp'], NOW)
    await addPhone(stores, texts)
    for (const person of [without, lost, texts]) assert.equal(await datesRead(stores, person, person.applicationId), 1)
  }))
test('and of whom an application knows by the tokens of another alone, since they tell them from a namesake (decision 0044)', () =>
  rolledBack(async (stores) => {
    const person = await atWork(stores, DATES)
    await addApp(stores, person)
    const other = await anApplication(stores)
    const { clientId } = (await stores.applications.findById(other))!
    const settings = (await stores.applications.findById(person.applicationId))!
    await stores.applications.set(person.applicationId, { ...settings, introspects: [clientId] })
    assert.equal(await datesRead(stores, person, other), 1)
  }))
test('of companies with one date the same one is named, whichever is asked for', () =>
  rolledBack(async (stores) => {
    const { personId, applicationId, companyId: first } = await atWork(stores, DATES)
    const companies = [first]
    for (const externalId of ['d', 'e', 'f', 'g']) {
      const company = { externalId, name: externalId, timezone: 'Europe/Amsterdam' }
      companies.push(await stores.companies.upsert(applicationId, company))
      await stores.rollouts.create({ companyId: companies.at(-1)!, applicationId, ...DATES })
    }
    const work = companies.map((companyId, at) => ({ employeeLogin: `${at}`, companyId, role: 'employee' as const }))
    await stores.companies.replaceMemberships(
      applicationId,
      personId,
      work.map((each) => ({ ...each, endedAt: null })),
      NOW,
    )
    const { token } = await stores.sessions.begin(personId, 'Firefox', { password: true }, NOW)
    const named = await Promise.all(
      [null, 'c', 'd', 'e', 'f', 'g'].map(async (company) => {
        const { owner } = await stores.signIns.read({ token, applicationId, company }, NOW)
        return obligationOf(owner!.rollouts, NOW).rollout?.companyId
      }),
    )
    assert.deepEqual(new Set(named), new Set([companies.toSorted()[0]]))
  }))
