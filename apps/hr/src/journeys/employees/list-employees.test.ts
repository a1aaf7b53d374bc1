// The HR officer's page: ready or not, in one's own company, and for nobody else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestKade } from '#testing/kade.ts'

test('the HR officer sees who is ready, and no phone number or address', async () => {
  const { logIn, hedi, sanne, fakePerson } = await startTestKade()
  fakePerson(sanne).isEnrolled = true
  const { browser } = await logIn(hedi)
  const page = await browser.get('/employees')
  assert.match(page.text, /Sanne de Vries Ready/)
  assert.match(page.text, /Piet Jansen Not ready yet/)
  assert.doesNotMatch(page.text, /@/)
})

test('for others the page is not there', async () => {
  const { logIn, sanne } = await startTestKade()
  const { browser } = await logIn(sanne)
  assert.equal((await browser.get('/employees')).status, 404)
})

test('a page number that is none is the first page', async () => {
  const { logIn, hedi } = await startTestKade()
  const { browser } = await logIn(hedi)
  for (const page of ['0', '-1', 'x', '99999', '1&page=2'])
    assert.equal((await browser.get(`/employees?page=${page}`)).status, 200)
})
