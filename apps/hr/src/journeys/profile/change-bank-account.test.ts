// The bank account: behind a fresh confirmation with two factors, checked by us, for five minutes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestKade } from '#testing/kade.ts'

const ADDRESS = '/profile/bank-account'

test('the number is only shown masked, and is sealed in the database', async () => {
  const { logIn, sanne, db } = await startTestKade()
  const { browser } = await logIn(sanne)
  const page = await browser.get('/profile')
  assert.match(page.text, /NL•• •••• 4300/)
  assert.ok(!page.body.includes('NL91'))
  const row = await db
    .selectFrom('bank_account')
    .selectAll()
    .where('employee_login_id', '=', sanne.memberships[0]!.id)
    .executeTakeFirstOrThrow()
  assert.ok(!Buffer.from(row.iban_sealed).includes('ABNA0417164300'))
})

test('confirmed at Sluis the form opens for five minutes; a right number is kept and audited', async () => {
  const { logIn, sanne, sluis, time, db } = await startTestKade()
  const { browser } = await logIn(sanne)
  const confirm = await browser.get(ADDRESS)
  assert.equal(confirm.heading, 'Confirm that it is you')
  const form = await browser.follow(await browser.submit(confirm, {}, confirm.form(`${ADDRESS}/confirm`)))
  assert.equal(sluis.pushed.at(-1)?.get('max_age'), '300')
  assert.equal(form.heading, 'Change bank account')

  const posted = await browser.submit(form, { iban: 'NL91 ABNA 0417 1640 30' }, form.form('iban'))
  assert.equal(posted.status, 303)
  const wrong = await browser.follow(posted)
  assert.equal(wrong.status, 422)
  assert.equal(wrong.form('iban').fields.find(({ name }) => name === 'iban')?.value, 'NL91 ABNA 0417 1640 30')
  assert.equal((await browser.get(ADDRESS)).status, 200, 'without a word of it the form is empty')
  assert.match(wrong.text, /doesn't add up/)
  const saved = await browser.follow(await browser.submit(form, { iban: 'be68 5390 0754 7034' }, form.form('iban')))
  assert.match(saved.text, /has been changed/)
  const linked = await browser.get('/profile?flash=account-changed')
  assert.doesNotMatch(linked.text, /has been changed/, 'a link of somebody else says nothing')
  assert.match(saved.text, /BE•• •••• 7034/)
  const audit = await db.selectFrom('audit_entry').selectAll().where('login_id', '=', sanne.id).execute()
  assert.deepEqual(
    audit.map(({ event, detail }) => [event, detail]),
    [['bank-account-changed', 'ends in 7034']],
  )

  time.advance({ minutes: 5 })
  const late = await browser.follow(await browser.submit(form, { iban: 'NL91ABNA0417164300' }, form.form('iban')))
  assert.equal(late.heading, 'Confirm that it is you')
  assert.match((await browser.get('/profile')).text, /7034/)
})

test('a confirmation of longer ago is not taken, though Sluis let it pass', async () => {
  const { logIn, sanne, sluis } = await startTestKade()
  const { browser } = await logIn(sanne)
  sluis.state.user = { does: 'signs-in', ago: 400 }
  const confirm = await browser.get(ADDRESS)
  const page = await browser.follow(await browser.submit(confirm, {}, confirm.form(`${ADDRESS}/confirm`)))
  assert.equal(page.status, 403)
  assert.equal(page.heading, 'We need to be sure it is you')
  assert.equal((await browser.get(ADDRESS)).heading, 'Confirm that it is you')
})

test('a form made for another company is refused in words, and nothing is saved (C13)', async () => {
  const { logIn, sanne, school, db } = await startTestKade()
  const { browser } = await logIn(sanne)
  const confirm = await browser.get(ADDRESS)
  const form = await browser.follow(await browser.submit(confirm, {}, confirm.form(`${ADDRESS}/confirm`)))
  const companies = await browser.get('/companies')
  await browser.submit(companies, {}, companies.form('/companies'))
  const answer = await browser.follow(await browser.submit(form, { iban: 'BE68539007547034' }, form.form('iban')))
  assert.deepEqual([answer.status, answer.url.pathname], [409, '/other-company'])
  assert.match(answer.text, new RegExp(`You are now in ${school.name}`))
  assert.equal((await db.selectFrom('audit_entry').selectAll().where('login_id', '=', sanne.id).execute()).length, 0)
})
