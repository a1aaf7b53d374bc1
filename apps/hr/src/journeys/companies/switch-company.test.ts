// Switching company: everything changes at once, and one's own companies are all there is to choose.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestKade } from '#testing/kade.ts'

test('the switch changes everything at once and is remembered on this device', async () => {
  const { logIn, sanne, bakery, school } = await startTestKade()
  const { browser } = await logIn(sanne)
  const before = await browser.get('/companies')
  assert.match(before.text, new RegExp(`${bakery.name} You are here`))
  const after = await browser.follow(await browser.submit(before, {}, before.form('/companies')))
  assert.match(after.text, new RegExp(school.name))
  assert.doesNotMatch(after.text, new RegExp(bakery.name))
  await browser.submit(after, {}, after.form('/log-out'))
  await logIn(sanne, browser)
  assert.match((await browser.get('/')).text, new RegExp(school.name))
})

test('the entry is only in the menu of those with several employers', async () => {
  const { logIn, sanne, piet } = await startTestKade()
  assert.ok((await (await logIn(sanne)).browser.get('/')).links.some(({ href }) => href === '/companies'))
  assert.ok(!(await (await logIn(piet)).browser.get('/')).links.some(({ href }) => href === '/companies'))
})

test('a company of others cannot be chosen', async () => {
  const { logIn, piet, school } = await startTestKade()
  const { browser } = await logIn(piet)
  const page = await browser.get('/')
  const csrf = page.form('/log-out').fields.find(({ name }) => name === 'csrf')!.value
  assert.equal((await browser.post('/companies', { csrf, company: school.id })).status, 404)
})

test('whose last employer is gone gets a clear page and no loop (C11)', async () => {
  const { logIn, piet, db } = await startTestKade()
  await db.updateTable('employee_login').set({ active: false }).where('login_id', '=', piet.id).execute()
  const { browser, answer } = await logIn(piet)
  const page = await browser.follow(answer)
  assert.equal(page.status, 403)
  assert.match(page.heading, /no employer|geen werkgever/)
})
