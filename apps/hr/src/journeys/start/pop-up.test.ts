// The pop-up, its "later", and the banner, through the routes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INSTANT, startTestKade } from '#testing/kade.ts'

test('before the prompt phase a banner names the last day, and no pop-up comes', async () => {
  const { logIn, sanne } = await startTestKade({ at: '2026-04-20T10:00:00Z' })
  const { browser } = await logIn(sanne)
  const page = await browser.get('/')
  assert.match(page.text, /The last day without it is 30 June 2026/)
  assert.doesNotMatch(page.body, /<dialog/)
})

test('in the prompt phase the start page has the pop-up, other pages the banner', async () => {
  const { logIn, sanne } = await startTestKade()
  const { browser } = await logIn(sanne)
  const page = await browser.get('/')
  assert.match(page.body, /<dialog[^>]* open/)
  assert.match(page.text, /From 1 July 2026 you log in/)
  assert.match(page.text, /until the end of 30 June 2026/)
  assert.match(page.text, /You set it up at Sluis/)
  assert.match(page.text, /Later \(3 left\)/)
  const other = await browser.get('/leave')
  assert.doesNotMatch(other.body, /<dialog/)
  assert.match(other.text, /The last day without it is/)
})

test('"later" is counted by Sluis, leaves a banner for a day, and then the pop-up is back with one less', async () => {
  const { logIn, sanne, time, browser } = await startTestKade()
  const { browser: user } = await logIn(sanne)
  const page = await user.get('/')
  const after = await user.follow(await user.submit(page, {}, page.form('/later')))
  assert.match(after.text, /We will ask again tomorrow/)
  assert.doesNotMatch(after.body, /<dialog/)
  assert.match(after.text, /The last day without it is/)
  time.advance({ days: 1 })
  const { browser: later } = await logIn(sanne, browser())
  assert.match((await later.get('/')).text, /Later \(2 left\)/)
})

test('a double click is one snooze', async () => {
  const { logIn, sanne, fakePerson } = await startTestKade()
  const { browser } = await logIn(sanne)
  const page = await browser.get('/')
  await Promise.all([browser.submit(page, {}, page.form('/later')), browser.submit(page, {}, page.form('/later'))])
  assert.equal(fakePerson(sanne).snoozesLeft, 2)
})

test('a number that is no longer right is reported, and the pop-up shows the right one', async () => {
  const { logIn, sanne, fakePerson } = await startTestKade()
  const { browser } = await logIn(sanne)
  const page = await browser.get('/')
  fakePerson(sanne).snoozesLeft = 1
  const after = await browser.follow(await browser.submit(page, {}, page.form('/later')))
  assert.match(after.text, /had changed/)
  assert.match(after.text, /Later \(last time\)/)
})

test('with none left it can be passed for this session, is back in the next, and Sluis counts nothing', async () => {
  const { logIn, sanne, fakePerson, browser } = await startTestKade()
  fakePerson(sanne).snoozesLeft = 0
  const { browser: user } = await logIn(sanne)
  const page = await user.get('/')
  assert.match(page.text, /Continue this time/)
  assert.doesNotMatch(page.text, /Later \(/)
  const after = await user.follow(await user.submit(page, {}, page.form('/later')))
  assert.doesNotMatch(after.body, /<dialog/)
  assert.equal(fakePerson(sanne).snoozedUntil, null)
  const { browser: next } = await logIn(sanne, browser())
  assert.match((await next.get('/')).text, /Continue this time/)
})

test('a number that no button has is refused', async () => {
  const { logIn, sanne, bakery } = await startTestKade()
  const { browser } = await logIn(sanne)
  const page = await browser.get('/')
  const csrf = page.form('/later').fields.find(({ name }) => name === 'csrf')!.value
  for (const left of ['', '-1', '1.5', 'all', '9999'])
    assert.equal((await browser.post('/later', { csrf, company: bakery.id, left })).status, 400, left)
})

test('on the last evening nothing promises another day: the button, the page after it and the banner say that it is the last', async () => {
  const { logIn, sanne, fakePerson } = await startTestKade({
    at: new Date(INSTANT.getTime() - 5 * 3_600_000).toISOString(),
  })
  const { browser } = await logIn(sanne)
  const page = await browser.get('/')
  assert.match(page.text, /Today is the last day without it/)
  assert.match(page.text, /Later \(last time\)/)
  assert.doesNotMatch(page.text, /3 left/)
  const after = await browser.follow(await browser.submit(page, {}, page.form('/later')))
  assert.match(after.text, /That was the last time/)
  assert.doesNotMatch(after.text, /tomorrow/)
  assert.match(after.text, /Today is the last day without it/)
  assert.equal(fakePerson(sanne).snoozesLeft, 2, 'Sluis counts as before')
})

test('the banner leads to Sluis by one press, as the pop-up does, and back to the page it was on', async () => {
  const { logIn, sanne, sluis } = await startTestKade()
  const { browser } = await logIn(sanne)
  const page = await browser.get('/leave')
  const back = await browser.follow(await browser.submit(page, {}, page.form('/set-up')))
  assert.equal(back.url.pathname, '/leave')
  assert.equal(sluis.pushed.at(-1)?.get('acr_values'), 'urn:sluis:acr:two-factor')
})
