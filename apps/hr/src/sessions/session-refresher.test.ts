// Refreshing a session from Sluis: in time, one at a time, and the end when Sluis says so.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INSTANT, ISSUER, startTestKade, type TestKade } from '#testing/kade.ts'

async function signInAtSluis(kade: TestKade, acr?: string) {
  kade.sluis.state.user = { does: 'signs-in', person: kade.sanne.id, ...(acr !== undefined && { acr }) }
  const browser = kade.browser()
  const page = await browser.get('/')
  await browser.follow(await browser.submit(page, {}, page.form('/sluis')))
  return browser
}
const TWO = 'urn:sluis:acr:two-factor'

test('ten minutes on a session is refreshed, and the used token is replaced', async () => {
  const kade = await startTestKade()
  const browser = await signInAtSluis(kade, TWO)
  for (let count = 0; count < 3; count += 1) {
    kade.time.advance({ minutes: 10 })
    assert.equal((await browser.get('/payslips')).status, 200)
  }
})

test('of many concurrent requests one refreshes, so that no token is used twice', async () => {
  const kade = await startTestKade()
  const browser = await signInAtSluis(kade, TWO)
  kade.time.advance({ minutes: 11 })
  const pages = await Promise.all(Array.from({ length: 8 }, () => browser.get('/payslips')))
  assert.deepEqual(new Set(pages.map(({ status }) => status)), new Set([200]))
  kade.time.advance({ minutes: 11 })
  assert.equal((await browser.get('/payslips')).status, 200, 'the family of tokens is still good')
})

test('a session that Sluis ends is over here: sign in again, with two factors, and back', async () => {
  const kade = await startTestKade()
  const browser = await signInAtSluis(kade)
  kade.time.set(INSTANT)
  kade.time.advance({ minutes: 5 })
  await kade.db
    .updateTable('session')
    .set({ seen_at: kade.time.now(), created_at: kade.time.now() })
    .where('login_id', '=', kade.sanne.id)
    .execute()
  kade.sluis.state.user = { does: 'signs-in' }
  const answer = await browser.get('/leave')
  assert.equal(answer.location?.origin, ISSUER)
  assert.equal(kade.sluis.pushed.at(-1)?.get('acr_values'), TWO)
  assert.equal((await browser.follow(answer)).heading, 'Leave')
})

test('where Sluis is away a session with two factors goes on for a while, and then no more', async () => {
  const kade = await startTestKade()
  const browser = await signInAtSluis(kade, TWO)
  kade.sluis.state.isAway = true
  kade.time.advance({ minutes: 15 })
  assert.equal((await browser.get('/leave')).status, 200)
  kade.time.advance({ minutes: 26 })
  assert.equal((await browser.get('/leave')).status, 503)
  kade.sluis.state.isAway = false
  kade.time.advance({ minutes: 1 })
  assert.equal((await browser.get('/leave')).status, 200)
})
