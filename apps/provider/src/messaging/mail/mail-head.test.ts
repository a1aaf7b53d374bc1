// Whom a mail names in its band: the one application and the one employer, and neither at a mailbox that is not the
// person's present one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atWork, later, NOW, rolledBack } from '#testing/migrated-database.ts'
import type { Stores } from '#use-cases/stores.ts'
import { findMailHead, NO_HEAD } from './mail-head.ts'

const DATES = { announceAt: NOW, promptAt: NOW, requiredAt: NOW }
const LOGO = { etag: 'e', mediaType: 'image/png', bytes: Buffer.from('logo') } as const
const FULL = { application: { name: 'App', logo: null }, employer: 'Company' }

async function withSomebody(
  work: (stores: Stores, who: { personId: string; applicationId: string; companyId: string; to: string }) => unknown,
): Promise<void> {
  await rolledBack(async (stores) => {
    const who = await atWork(stores, DATES)
    await work(stores, { ...who, to: (await stores.people.findById(who.personId))!.email })
  })
}
/** Works there from now on, besides or instead. */
const employ = (stores: Stores, personId: string, applicationId: string, companies: readonly string[]) =>
  stores.companies.replaceMemberships(
    applicationId,
    personId,
    companies.map((companyId, at) => ({ employeeLogin: `e${at}`, companyId, role: 'employee', endedAt: null })),
    NOW,
  )
const anotherCompany = (stores: Stores, applicationId: string) =>
  stores.companies.upsert(applicationId, { externalId: 'd', name: 'Other', timezone: 'Europe/Amsterdam' })

test('the only application and the only employer are named, with the logo that there is', () =>
  withSomebody(async (stores, { personId, applicationId, to }) => {
    assert.deepEqual(await findMailHead(stores, personId, to, NOW), FULL)
    assert.deepEqual(await findMailHead(stores, personId, to.toUpperCase(), NOW), FULL, 'the same address')
    await stores.applicationLogos.set(applicationId, LOGO)
    const { application } = await findMailHead(stores, personId, to, NOW)
    assert.deepEqual(application?.logo, LOGO)
  }))
test('of several employers none is named, so that neither hears of the other', () =>
  withSomebody(async (stores, { personId, applicationId, companyId, to }) => {
    await employ(stores, personId, applicationId, [companyId, await anotherCompany(stores, applicationId)])
    assert.deepEqual(await findMailHead(stores, personId, to, NOW), { ...FULL, employer: null })
  }))
test('of several applications none is named', () =>
  withSomebody(async (stores, { personId, to }) => {
    const { applicationId } = await atWork(stores, DATES)
    await stores.companies.upsertPerson(applicationId, 'q', personId, null)
    assert.deepEqual(await findMailHead(stores, personId, to, NOW), { application: null, employer: 'Company' })
  }))
test('a previous mailbox hears neither: it may be the one of a former employer', () =>
  withSomebody(async (stores, { personId, applicationId, to }) => {
    const other = await anotherCompany(stores, applicationId)
    await employ(stores, personId, applicationId, [other])
    await stores.people.changeEmail(personId, 'new@example.org', 'new@example.org', NOW)
    assert.deepEqual(await findMailHead(stores, personId, to, later(1)), NO_HEAD)
    assert.equal((await findMailHead(stores, personId, 'new@example.org', later(1))).employer, 'Other')
  }))
test('an address that somebody else has too hears neither', () =>
  withSomebody(async (stores, { personId, to }) => {
    await stores.addresses.giveUp(personId, NOW)
    assert.deepEqual(await findMailHead(stores, personId, to, NOW), NO_HEAD)
  }))
test('whoever is gone has none', () =>
  rolledBack(async (stores) => {
    const nobody = '00000000-0000-4000-8000-000000000000'
    assert.deepEqual(await findMailHead(stores, nobody, 'a@example.org', NOW), NO_HEAD)
  }))
