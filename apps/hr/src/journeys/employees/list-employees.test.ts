// The HR officer's page: how many are ready, who is not, and a reminder for them; in one's own company, and for nobody
// else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INSTANT, startTestKade } from '#testing/kade.ts'

type Kade = Awaited<ReturnType<typeof startTestKade>>
const asOfficer = async ({ logIn, hedi }: Kade) => (await logIn(hedi)).browser
const remindedBy = async ({ db, hedi }: Kade): Promise<number> =>
  (
    await db
      .selectFrom('audit_entry')
      .select('id')
      .where('event', '=', 'reminder-sent')
      .where('login_id', '=', hedi.id)
      .execute()
  ).length

test('the HR officer reads how many are ready and how long there is left, then who is not, and no number or address', async () => {
  const kade = await startTestKade()
  kade.fakePerson(kade.sanne).isEnrolled = true
  const page = await (await asOfficer(kade)).get('/employees')
  assert.match(page.text, /1 of 3 ready, 16 days left/)
  assert.match(page.text, /Piet Jansen Not ready yet Remind .*Sanne de Vries Ready/)
  assert.doesNotMatch(page.text, /@/)
})

test('on the last day it says so, after it since when, and where everybody is ready that alone', async () => {
  const kade = await startTestKade({ at: new Date(INSTANT.getTime() - 1).toISOString() })
  kade.fakePerson(kade.hedi).isEnrolled = true
  kade.sluis.state.user = { does: 'signs-in', person: kade.hedi.id, acr: 'urn:sluis:acr:two-factor' }
  const browser = kade.browser()
  const logInPage = await browser.get('/')
  await browser.follow(await browser.submit(logInPage, {}, logInPage.form('/sluis')))
  const at = async (now: Date) => {
    kade.time.set(now)
    return (await browser.get('/employees')).text
  }
  assert.match(await at(new Date(INSTANT.getTime() - 1)), /1 of 3 ready, today is the last day without/)
  assert.match(await at(INSTANT), /1 of 3 ready, required since 1 July 2026/)
  for (const person of kade.world.people) kade.fakePerson(person).isEnrolled = true
  const page = await at(INSTANT)
  assert.match(page, /Everybody is ready/)
  assert.doesNotMatch(page, /required since|Remind\b/)
})

test('for others the page is not there, and nobody is reminded by them', async () => {
  const kade = await startTestKade()
  const { browser } = await kade.logIn(kade.sanne)
  assert.equal((await browser.get('/employees')).status, 404)
  const csrf = (await browser.get('/log-out')).form('/log-out').fields.find(({ name }) => name === 'csrf')!.value
  const answer = await browser.post('/employees/remind', { csrf, company: kade.bakery.id, who: 'all' })
  assert.equal(answer.status, 404)
  assert.equal(kade.fakePerson(kade.piet).remindedAt, null)
})

test('a page number that is none is the first page', async () => {
  const browser = await asOfficer(await startTestKade())
  for (const page of ['0', '-1', 'x', '99999', '1&page=2'])
    assert.equal((await browser.get(`/employees?page=${page}`)).status, 200)
})

test('a reminder goes to one, is recorded with who pressed, and the page then says when it was sent', async () => {
  const kade = await startTestKade()
  const browser = await asOfficer(kade)
  const page = await browser.get('/employees')
  const [piet] = kade.piet.memberships
  const after = await browser.follow(await browser.submit(page, { who: piet!.id }, page.form('/employees/remind')))
  assert.match(after.text, /The reminder is on its way/)
  assert.match(after.text, /Piet Jansen Not ready yet ?Reminded today at 12:00/)
  assert.equal(kade.fakePerson(kade.sanne).remindedAt, null)
  assert.equal(await remindedBy(kade), 1)
  kade.time.advance({ days: 2 })
  assert.match((await (await asOfficer(kade)).get('/employees')).text, /Piet Jansen .*Reminded on 15 Jun at 12:00/)
  kade.time.advance({ days: 1 })
  assert.match((await (await asOfficer(kade)).get('/employees')).text, /Piet Jansen Not ready yet Remind /)
})

test('all who are not ready are reminded by one button, each once, however often it is pressed', async () => {
  const kade = await startTestKade()
  const browser = await asOfficer(kade)
  kade.fakePerson(kade.sanne).isEnrolled = true
  const page = await browser.get('/employees')
  assert.match(page.text, /Remind all 2/)
  const press = async () => browser.follow(await browser.submit(page, { who: 'all' }, page.form('/employees/remind')))
  assert.match((await press()).text, /The reminder is on its way/)
  assert.match((await press()).text, /No reminder could be sent/)
  assert.equal(kade.fakePerson(kade.sanne).remindedAt, null)
  assert.equal(await remindedBy(kade), 2)
})

test('why somebody gets no reminder is nothing that the officer learns (rule 7)', async () => {
  const kade = await startTestKade()
  const browser = await asOfficer(kade)
  kade.fakePerson(kade.sanne).isLocked = true
  const page = await browser.get('/employees')
  const after = await browser.follow(await browser.submit(page, { who: 'all' }, page.form('/employees/remind')))
  assert.match(after.text, /To some people none could be sent/)
  assert.doesNotMatch(after.text, /locked/i)
})

test('somebody of another company, an unknown name and a form of another company remind nobody', async () => {
  const kade = await startTestKade()
  const browser = await asOfficer(kade)
  const page = await browser.get('/employees')
  const csrf = page.form('/employees/remind').fields.find(({ name }) => name === 'csrf')!.value
  const company = kade.bakery.id
  for (const who of ['', 'nobody', 'всe', 'x'.repeat(3000), kade.sanne.memberships[1]!.id])
    assert.equal((await browser.post('/employees/remind', { csrf, company, who })).status, 404, who)
  const other = await browser.follow(
    await browser.post('/employees/remind', { csrf, company: kade.school.id, who: 'all' }),
  )
  assert.equal(other.status, 409)
  for (const person of kade.world.people) assert.equal(kade.fakePerson(person).remindedAt, null)
})

test('where Sluis cannot be asked the names are there, and nobody is called ready or not', async () => {
  const kade = await startTestKade()
  const browser = await asOfficer(kade)
  await browser.get('/employees')
  kade.sluis.state.isAway = true
  const page = await browser.get('/employees')
  assert.equal(page.status, 200)
  assert.match(page.text, /Sluis cannot be reached .*Piet Jansen Not known right now/)
  assert.doesNotMatch(page.text, /Remind\b/)
})
