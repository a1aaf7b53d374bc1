// What a password of before the change opens, through the routes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INSTANT, PASSWORD, startTestKade } from '#testing/kade.ts'

test('a right password opens the start page for somebody who is invited', async () => {
  const { logIn, sanne, bakery } = await startTestKade()
  const { browser, answer } = await logIn(sanne)
  assert.equal(answer.status, 303)
  const page = await browser.follow(answer)
  assert.equal(page.heading, 'Welcome, Sanne')
  assert.match(page.text, new RegExp(bakery.name))
})
