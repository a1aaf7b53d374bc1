// What a session gives access to around the instant, at every address and to the millisecond.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INSTANT, ISSUER, startTestKade } from '#testing/kade.ts'

const BEFORE = new Date(INSTANT.getTime() - 1)
const ADDRESSES = ['/', '/payslips', '/leave', '/profile', '/profile/bank-account', '/companies']

test('a session by password is valid until the instant, and from it on every address is the wall', async () => {
  const { logIn, sanne, time } = await startTestKade({ at: BEFORE.toISOString() })
  const { browser } = await logIn(sanne)
  const list = await browser.get('/payslips')
  const slip = list.links.find(({ href }) => href.startsWith('/payslips/'))!.href
  for (const address of [...ADDRESSES, slip, `${slip}/pdf`])
    assert.equal((await browser.get(address)).status, 200, address)
  time.set(INSTANT)
  for (const address of [...ADDRESSES, slip, `${slip}/pdf`]) {
    const page = await browser.get(address)
    assert.equal(page.status, 403, address)
    assert.equal(page.heading, 'Time to secure your account')
    assert.doesNotMatch(page.text, /€/)
  }
})

test('an answer kept from a moment before does not outlive the instant, and Sluis is not even asked again', async () => {
  const { logIn, sanne, time, sluis } = await startTestKade({ at: BEFORE.toISOString() })
  const { browser } = await logIn(sanne)
  await browser.get('/')
  const asked = sluis.state.asked.length
  time.set(INSTANT)
  assert.equal((await browser.get('/')).status, 403)
  assert.equal(sluis.state.asked.length, asked)
})

test('a page open since before: "later" posted one millisecond late is refused and shows the wall', async () => {
  const { logIn, sanne, time, fakePerson } = await startTestKade({ at: BEFORE.toISOString() })
  const { browser } = await logIn(sanne)
  const page = await browser.get('/')
  time.set(new Date(INSTANT.getTime() + 1))
  const answer = await browser.follow(await browser.submit(page, {}, page.form('/later')))
  assert.deepEqual([answer.status, answer.url.pathname], [403, '/wall'])
  assert.equal(answer.heading, 'Time to secure your account')
  assert.equal(fakePerson(sanne).snoozesLeft, 3)
})

test('a deadline that was moved to later is seen within half a minute', async () => {
  const { logIn, sanne, time, sluis } = await startTestKade({ at: BEFORE.toISOString() })
  const { browser } = await logIn(sanne)
  sluis.state.rollOut!.requiredAt = new Date('2026-09-01T00:00:00Z')
  time.set(INSTANT)
  assert.equal((await browser.get('/')).status, 403)
  time.advance({ seconds: 30 })
  assert.equal((await browser.get('/')).status, 200)
})

test('somebody who enrolled elsewhere meanwhile is sent to Sluis from a session by password, and comes back to the page', async () => {
  const { logIn, sanne, fakePerson, time } = await startTestKade()
  const { browser } = await logIn(sanne)
  fakePerson(sanne).isEnrolled = true
  time.advance({ seconds: 31 })
  const answer = await browser.get('/leave')
  assert.equal(answer.location?.origin, ISSUER)
  const page = await browser.follow(answer)
  assert.equal(page.heading, 'Leave')
})

test('a session from Sluis with one factor is valid before the instant, and at it is sent to sign in with two, then back (E6)', async () => {
  const { browser, sanne, time, sluis } = await startTestKade({ at: BEFORE.toISOString() })
  const user = browser()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const start = await user.get('/')
  await user.follow(await user.submit(start, {}, start.form('/sluis')))
  assert.equal((await user.get('/payslips')).status, 200)
  time.set(INSTANT)
  const answer = await user.get('/payslips')
  assert.equal(answer.location?.origin, ISSUER)
  assert.equal(sluis.pushed.at(-1)?.get('acr_values'), 'urn:sluis:acr:two-factor')
  assert.equal((await user.follow(answer)).heading, 'Payslips')
})

test('where Sluis cannot be asked a session by password shows nothing', async () => {
  const { logIn, sanne, time, sluis } = await startTestKade()
  const { browser } = await logIn(sanne)
  time.advance({ seconds: 31 })
  sluis.state.isAway = true
  assert.equal((await browser.get('/payslips')).status, 503)
})

test('an hour without a request ends a session, and says so', async () => {
  const { logIn, sanne, time } = await startTestKade()
  const { browser } = await logIn(sanne)
  time.advance({ minutes: 60 })
  const page = await browser.follow(await browser.get('/leave'))
  assert.equal(page.heading, 'Log in')
  assert.match(page.text, /You were away for a while/)
})

test('a set-up in one browser is known to the others of that person immediately', async () => {
  const { browser, sanne, sluis } = await startTestKade()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const [desk, phone] = [browser(), browser()]
  for (const each of [desk, phone]) {
    const page = await each.get('/')
    await each.follow(await each.submit(page, {}, page.form('/sluis')))
  }
  const page = await phone.get('/set-up')
  await phone.follow(await phone.submit(page, {}, page.form('/set-up')))
  assert.equal((await desk.get('/leave')).location?.origin, ISSUER)
})
