// There and back: setting up, linking, and everything that can go wrong on return.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CookieBrowser } from '@sluis/test-kit'
import { ISSUER, startTestKade } from '#testing/kade.ts'

/** From the start page of somebody who is out, up to the address at Kade that Sluis sends the browser back to. */
async function startAndAuthorize(browser: CookieBrowser): Promise<URL> {
  const page = await browser.get('/')
  const toSluis = await browser.submit(page, {}, page.form('/sluis'))
  return (await browser.get(toSluis.location!)).location!
}

test('set up from the pop-up: our word goes along, and back comes a new session with two factors, linked by sub', async () => {
  const { logIn, sanne, sluis, db, fakePerson } = await startTestKade()
  const { browser } = await logIn(sanne)
  const before = browser.cookies().find(({ name }) => name === 'kade-session')!.value
  const page = await browser.get('/')
  const after = await browser.follow(await browser.submit(page, {}, page.form('/set-up')))
  assert.equal(after.heading, 'Welcome, Sanne')
  assert.doesNotMatch(after.body, /<dialog|class="banner"/)

  const request = sluis.pushed.at(-1)!
  assert.equal(sluis.state.vouchers.get(request.get('voucher')!), sanne.id)
  assert.equal(request.get('login_hint'), sanne.email)
  assert.equal(request.get('acr_values'), 'urn:sluis:acr:two-factor')
  assert.equal(request.get('scope'), 'openid profile email offline_access')
  assert.equal(request.get('ui_locales'), 'en')

  const session = browser.cookies().find(({ name }) => name === 'kade-session')!.value
  assert.notEqual(session, before)
  const rows = await db
    .selectFrom('session')
    .selectAll()
    .where('login_id', '=', sanne.id)
    .orderBy('created_at')
    .execute()
  assert.ok(rows.find(({ kind }) => kind === 'password')!.ended_at !== null, 'the session by password is over')
  assert.equal(rows.find(({ kind }) => kind === 'sluis')!.amr, 'pwd otp mfa')
  const links = await db.selectFrom('employee_login').select('sub').where('login_id', '=', sanne.id).execute()
  assert.deepEqual(new Set(links.map(({ sub }) => sub)), new Set([fakePerson(sanne).sub]))
})

test('only employee logins that the directory confirms are opened by Sluis', async () => {
  const { browser, sanne, sluis, fakePerson, school } = await startTestKade()
  fakePerson(sanne).companies.delete(sanne.memberships[1]!.id)
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const user = browser()
  const page = await user.follow(await user.get(await startAndAuthorize(user)))
  assert.equal(page.heading, 'Welcome, Sanne')
  assert.doesNotMatch((await user.get('/companies')).text, new RegExp(school.name))
})

test('back as somebody else than was logged in: both are named, and nothing changed', async () => {
  const { logIn, sanne, piet, sluis, db } = await startTestKade()
  const { browser } = await logIn(sanne)
  sluis.state.user = { does: 'signs-in', person: piet.id }
  const page = await browser.get('/')
  const after = await browser.follow(await browser.submit(page, {}, page.form('/set-up')))
  assert.equal(after.status, 409)
  assert.match(after.text, /logged in to Kade as Sanne de Vries, but came back from Sluis as Piet Jansen/)
  assert.equal((await browser.get('/')).heading, 'Welcome, Sanne')
  const links = await db.selectFrom('login').select('sub').where('id', 'in', [sanne.id, piet.id]).execute()
  assert.deepEqual(
    links.map(({ sub }) => sub),
    [null, null],
  )
})

test('somebody whom the directory does not know gets a page and no loop, whatever address their account has', async () => {
  const { browser, sluis } = await startTestKade()
  sluis.state.user = { does: 'signs-in', subject: 'sub-of-a-stranger' }
  const user = browser()
  const page = await user.get(await startAndAuthorize(user))
  assert.equal(page.status, 403)
  assert.equal(page.heading, "We don't know you in Kade")
})

test('a login that is linked to one sub is never linked to another', async () => {
  const { browser, sanne, sluis, fakePerson } = await startTestKade()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const first = browser()
  await first.follow(await first.get(await startAndAuthorize(first)))
  fakePerson(sanne).sub = 'sub-made-anew'
  const second = browser()
  const page = await second.get(await startAndAuthorize(second))
  assert.equal(page.status, 409)
})

for (const [where, error] of [
  ['at the grant', 'access_denied'],
  ['in the wizard', 'unmet_authentication_requirements'],
] as const) {
  test(`turning back ${where} leads back to where one was, with a word, and nothing changed (M5)`, async () => {
    const { logIn, sanne, sluis } = await startTestKade()
    const { browser } = await logIn(sanne)
    sluis.state.user = { does: 'fails', error }
    const page = await browser.get('/')
    const after = await browser.follow(await browser.submit(page, {}, page.form('/set-up')))
    assert.equal(after.status, 200)
    assert.match(after.text, /Nothing has changed/)
    assert.match(after.body, /<dialog/)
  })
}

for (const [error, heading] of [
  ['unmet_authentication_requirements', 'The extra step is still needed'],
  ['login_required', 'Sluis asks you to log in'],
  ['server_error', 'Something did not add up'],
] as const) {
  test(`${error} is a plain page with a next step`, async () => {
    const { browser, sluis } = await startTestKade()
    sluis.state.user = { does: 'fails', error }
    const user = browser()
    const page = await user.get(await startAndAuthorize(user))
    assert.equal(page.heading, heading)
    assert.ok(page.form('/sluis'))
  })
}

test('one factor where two were asked is not taken, whatever Sluis let pass', async () => {
  const { logIn, sanne, sluis } = await startTestKade()
  const { browser } = await logIn(sanne)
  sluis.state.user = { does: 'signs-in', acr: 'urn:sluis:acr:one-factor' }
  const page = await browser.get('/')
  const after = await browser.follow(await browser.submit(page, {}, page.form('/set-up')))
  assert.equal(after.status, 403)
  assert.equal(after.heading, 'The extra step is still needed')
})

test('the back button after it went well leads to the start page', async () => {
  const { browser, sanne, sluis } = await startTestKade()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const user = browser()
  const callbackUrl = await startAndAuthorize(user)
  assert.equal((await user.get(callbackUrl)).status, 303)
  const again = await user.get(callbackUrl)
  assert.equal(again.location?.pathname, '/')
  assert.equal((await user.follow(again)).heading, 'Welcome, Sanne')
})

test('a callback works once and only in its own browser', async () => {
  const { browser, sanne, sluis } = await startTestKade()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const [own, foreign] = [browser(), browser()]
  const callbackUrl = await startAndAuthorize(own)
  const stolen = await foreign.get(callbackUrl)
  assert.equal(stolen.status, 400)
  assert.equal(stolen.heading, 'You began in another browser')
  assert.equal((await own.get(callbackUrl)).status, 303, 'the attempt from elsewhere spent nothing')
  assert.equal((await foreign.get(callbackUrl)).heading, 'This page has been used already')
})

test('of two concurrent callbacks with one answer, one signs in', async () => {
  const { browser, sanne, sluis, db } = await startTestKade()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const user = browser()
  const callbackUrl = await startAndAuthorize(user)
  await Promise.all(Array.from({ length: 5 }, () => user.get(callbackUrl)))
  assert.equal((await db.selectFrom('session').select('id').where('login_id', '=', sanne.id).execute()).length, 1)
})

test('an hour later the callback has expired', async () => {
  const { browser, time } = await startTestKade()
  const user = browser()
  const callbackUrl = await startAndAuthorize(user)
  time.advance({ minutes: 60 })
  assert.equal((await user.get(callbackUrl)).heading, 'That took too long')
})

test('several tabs can be at Sluis concurrently', async () => {
  const { browser, sanne, sluis } = await startTestKade()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const user = browser()
  const [first, second] = [await startAndAuthorize(user), await startAndAuthorize(user)]
  assert.equal((await user.get(second)).status, 303)
  assert.equal((await user.get(first)).status, 303)
})

test('a mangled callback is a page, never a fault', async () => {
  const { browser } = await startTestKade()
  for (const query of [
    '',
    '?state=',
    '?state=a&state=b',
    '?state=%00',
    `?state=${'x'.repeat(3000)}`,
    '?code=1&state=unknown',
    '?error=access_denied',
  ]) {
    const page = await browser().get(`/signed-in${query}`)
    assert.equal(page.status, 400, query)
  }
  const user = browser()
  const callbackUrl = await startAndAuthorize(user)
  callbackUrl.searchParams.set('iss', 'https://evil.example')
  assert.equal((await user.get(callbackUrl)).heading, 'Something did not add up')
})

test('logging out ends the session here and goes on to do so at Sluis', async () => {
  const { browser, sanne, sluis } = await startTestKade()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const user = browser()
  const page = await user.follow(await user.get(await startAndAuthorize(user)))
  const out = await user.submit(page, {}, page.form('/log-out'))
  assert.equal(out.location?.origin, ISSUER)
  assert.equal(out.location?.searchParams.get('post_logout_redirect_uri'), 'http://localhost:4401/?said=logged-out')
  assert.ok(out.location?.searchParams.get('id_token_hint'))
  assert.equal((await user.follow(out)).heading, 'Log in')
})

test('of somebody whom Sluis signed in itself we send no word: it would be no news', async () => {
  const { browser, sanne, sluis } = await startTestKade()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const user = browser()
  const page = await user.follow(await user.get(await startAndAuthorize(user)))
  await user.submit(page, {}, page.form('/set-up'))
  assert.equal(sluis.pushed.at(-1)?.get('voucher'), undefined)
  assert.equal(sluis.state.vouchers.size, 0)
})

test('what the directory no longer confirms is unlinked at the next sign-in', async () => {
  const { browser, sanne, sluis, fakePerson, db } = await startTestKade()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const first = browser()
  await first.get(await startAndAuthorize(first))
  fakePerson(sanne).companies.delete(sanne.memberships[1]!.id)
  const second = browser()
  await second.get(await startAndAuthorize(second))
  const left = await db
    .selectFrom('employee_login')
    .select('id')
    .where('login_id', '=', sanne.id)
    .where('sub', 'is not', null)
    .execute()
  assert.deepEqual(
    left.map(({ id }) => id),
    [sanne.memberships[0]!.id],
  )
})

test('whoever comes back from setting up reads that it is on, and whoever has not set it up never does', async () => {
  const { logIn, sanne, hedi } = await startTestKade()
  const { browser } = await logIn(sanne)
  const page = await browser.get('/leave')
  const after = await browser.follow(await browser.submit(page, {}, page.form('/set-up')))
  assert.equal(after.url.pathname, '/leave')
  assert.match(after.text, /Two-step verification is on/)
  assert.doesNotMatch((await browser.get('/')).text, /Two-step verification is on/)
  const { browser: other } = await logIn(hedi)
  assert.doesNotMatch((await other.get('/leave?said=set-up')).text, /Two-step verification is on/)
})

test('whoever has set it up is not offered it again: its page and a button that was left open lead on', async () => {
  const { logIn, sanne, sluis } = await startTestKade()
  const { browser } = await logIn(sanne)
  const stale = await browser.get('/set-up')
  await browser.follow(await browser.submit(stale, {}, stale.form('/set-up')))
  const pushed = sluis.pushed.length
  assert.equal((await browser.get('/set-up')).location?.pathname, '/')
  const csrf = (await browser.get('/log-out')).form('/log-out').fields.find(({ name }) => name === 'csrf')!.value
  const again = await browser.post('/set-up', { csrf, to: '/leave' })
  assert.deepEqual([again.location?.pathname, sluis.pushed.length], ['/leave', pushed])
})
