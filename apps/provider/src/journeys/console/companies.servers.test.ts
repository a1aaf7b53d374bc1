// What companies allow: set by an administrator alone, audited, and found by name among hundreds.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import { openAccountPage } from '#testing/account-driver.ts'
import { fill } from '#testing/openid-driver.ts'
import { enrolledPerson, postForm, navigate } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity } = world
const application = (await identity.applications.findByClientId(CLIENT.id))!
for (let number = 0; number < 300; number++)
  await identity.companies.upsert(application.id, {
    externalId: `c-${number}`,
    name: `Firma ${String(number).padStart(3, '0')}`,
    timezone: 'Europe/Amsterdam',
  })
const admin = await enrolledPerson(world, 'admin', ['none'], { administrator: true })
const PATH = '/admin/companies'
const { browser, page: first } = await openAccountPage(world, admin, PATH)
const idOf = async (name: string) => (await identity.companies.search(name, 1)).companies[0]!.id

test('hundreds of companies: the first on a page, the others by name, as it was typed', async () => {
  assert.equal(first.heading, 'What companies allow')
  assert.match(first.text, /The first 12 of 304 companies/u)
  const found = await browser.submit(
    first,
    { q: 'firma 12' },
    first.forms.find(({ action }) => action === PATH),
  )
  assert.deepEqual(
    [/10 companies/u.test(found.text), found.forms.filter(({ action }) => action.startsWith(`${PATH}/`)).length],
    [true, 10],
  )
  for (const q of ['%', '_', "'", '<b>', 'x'.repeat(3_000)])
    assert.match((await browser.get(`${PATH}?q=${encodeURIComponent(q)}`)).text, /No company with that name/u, q)
})

test('both are off until they are switched on; a switch is stored, shown and audited with what it was before; the same again is not', async () => {
  const id = await idOf('Firma 007')
  const page = await browser.get(`${PATH}?q=firma+007`)
  const saved = await fill(browser, page, { remember: 'yes' }, `${PATH}/${id}`)
  assert.match(saved.text, /Saved\. It works from the next sign-in on\..*1 company/u)
  assert.deepEqual(
    [(await identity.companies.find(id))?.remembersBrowsers, (await identity.companies.find(id))?.smsFirst],
    [true, false],
  )
  await postForm(browser, `${PATH}/${id}`, { remember: 'yes' }, PATH)
  const { rows } = await world.provider.database.pool.query<{ entry: string }>(
    "select entry from audit_event where action = 'company-policy-set' and company_id = $1",
    [id],
  )
  assert.equal(rows.length, 1)
  const entry = JSON.parse(rows[0]!.entry) as { actor: string; detail: unknown }
  assert.deepEqual(
    [entry.actor, entry.detail],
    [
      admin.sub,
      { remembersBrowsers: true, remembersBrowsersBefore: false, textsFirst: false, textsFirstBefore: false },
    ],
  )
})

test('who is no administrator finds no such page, and changes nothing', async () => {
  const id = await idOf('Firma 008')
  const other = (await openAccountPage(world, await enrolledPerson(world, 'no-admin', ['none']), '/account')).browser
  assert.equal((await navigate(other, PATH)).status, 404)
  assert.equal((await postForm(other, `${PATH}/${id}`, { remember: 'yes', texts: 'yes' }, '/account')).status, 404)
  assert.equal((await identity.companies.find(id))?.smsFirst, false)
})

test('a company that is not there: 404, and the address of a form leads back to its page', async () => {
  for (const id of ['x', '00000000-0000-4000-8000-000000000000'])
    assert.equal((await postForm(browser, `${PATH}/${id}`, { remember: 'yes' }, PATH)).status, 404)
  assert.equal((await navigate(browser, `${PATH}/${await idOf('Firma 008')}`)).heading, 'What companies allow')
})
