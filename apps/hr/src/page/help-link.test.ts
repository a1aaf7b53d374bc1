// Every page of Kade leads to the help of Sluis that fits it, and the pop-up, the banner and the wall say so themselves
// (H5).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INSTANT, ISSUER, startTestKade } from '#testing/kade.ts'

const help = (at: string, from = '/'): string =>
  `${ISSUER}/help?at=${at}&ui_locales=en&client_id=kade&from=${encodeURIComponent(from)}`
const hrefs = (page: { links: { href: string }[] }): string[] =>
  page.links.map(({ href }) => href).filter((href) => href.startsWith(`${ISSUER}/help`))

test('signed out: the log-in page asks how to log in, the page of the old code what has become of it', async () => {
  const { browser } = await startTestKade()
  const user = browser()
  assert.deepEqual(hrefs(await user.get('/')), [help('log-in')])
  assert.deepEqual(hrefs(await user.get('/two-factor')), [help('old-code', '/two-factor')])
})
test('before the date: the pop-up and the banner link to how it goes, and to who has no smartphone', async () => {
  const { logIn, sanne } = await startTestKade()
  const { browser } = await logIn(sanne)
  assert.deepEqual(hrefs(await browser.get('/')), [help('before-date'), help('no-smartphone'), help('before-date')])
  assert.deepEqual(hrefs(await browser.get('/leave')), [help('no-smartphone', '/leave'), help('before-date', '/leave')])
  assert.deepEqual(hrefs(await browser.get('/set-up')), [
    help('no-smartphone', '/set-up'),
    help('before-date', '/set-up'),
  ])
})
test('after the date the wall links to help for signing in by Home, and for people without a smartphone', async () => {
  const { logIn, sanne } = await startTestKade({ at: INSTANT.toISOString() })
  const { browser, answer } = await logIn(sanne)
  assert.deepEqual(hrefs(await browser.follow(answer)), [help('no-smartphone', '/wall'), help('after-date', '/wall')])
})
test('the help opens in the language of the page that it was asked from', async () => {
  const { browser } = await startTestKade()
  const page = await browser({ 'accept-language': 'nl' }).get('/')
  assert.deepEqual(hrefs(page), [help('log-in').replace('=en', '=nl')])
})
