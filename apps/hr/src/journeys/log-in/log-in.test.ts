// What a password of before the change opens, through the routes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PER_EMAIL } from '#people/attempt.store.ts'
import { statusSchema } from '#sluis/status.ts'
import { INSTANT, ISSUER, PASSWORD, startTestKade } from '#testing/kade.ts'

test('a right password opens the start page for somebody who is invited', async () => {
  const { logIn, sanne, bakery } = await startTestKade()
  const { browser, answer } = await logIn(sanne)
  assert.equal(answer.status, 303)
  const page = await browser.follow(answer)
  assert.equal(page.heading, 'Welcome, Sanne')
  assert.match(page.text, new RegExp(bakery.name))
  const cookie = browser.cookies().find(({ name }) => name === 'kade-session')
  assert.ok(cookie?.isHttpOnly && cookie.sameSite === 'Lax')
})

test('after logging in, one comes to the page first asked for', async () => {
  const { browser, sanne } = await startTestKade()
  const user = browser()
  const logInPage = await user.follow(await user.get('/payslips?from=mail'))
  const answer = await user.submit(logInPage, { email: sanne.email, password: PASSWORD }, logInPage.form('email'))
  assert.equal(answer.location?.pathname, '/payslips')
  assert.equal(answer.location?.search, '?from=mail')
})

test('an address in capitals is the same address', async () => {
  const { logIn, sanne } = await startTestKade()
  assert.equal((await logIn({ ...sanne, email: sanne.email.toUpperCase() })).answer.status, 303)
})

test('an address is the same in either form of its domain, as browsers send the one or the other', async () => {
  const { logIn, sanne, db } = await startTestKade()
  await db.updateTable('login').set({ email: 'sanne@bücher.example' }).where('id', '=', sanne.id).execute()
  for (const email of ['Sanne@xn--bcher-kva.example', 'sanne@BÜCHER.example'])
    assert.equal((await logIn({ ...sanne, email })).answer.status, 303)
})

test('a wrong password and an unknown address get the same answer, which also names log-in with Sluis', async () => {
  const { browser, sanne, sluis } = await startTestKade()
  const texts = []
  for (const email of [sanne.email, 'nobody@example.org']) {
    const user = browser()
    const page = await user.get('/')
    const posted = await user.submit(page, { email, password: 'wrong' }, page.form('email'))
    assert.equal(posted.status, 303, 'Back never asks to send a password once more')
    const answer = await user.follow(posted)
    assert.deepEqual(
      [answer.status, answer.form('email').fields.find(({ name }) => name === 'email')?.value],
      [422, email],
    )
    assert.ok(answer.title.startsWith('Error: '))
    assert.equal(answer.text.split('belong together').length, 2, 'it stands once')
    assert.ok(
      answer.body.indexOf('action="/sluis"') < answer.body.indexOf('<h1'),
      'and the way for whoever has a password at Sluis stands in it',
    )
    sluis.state.user = { does: 'signs-in', person: sanne.id }
    const there = await user.submit(answer, {}, answer.form('/sluis'))
    assert.match(there.location?.origin ?? '', new RegExp(ISSUER), 'with the address that was typed')
    texts.push(answer.text.replaceAll(email, '…'))
  }
  assert.equal(texts[0], texts[1])
})

test('after five wrong ones in a row the sixth waits, though it is right, and then goes on', async () => {
  const { browser, sanne, time } = await startTestKade()
  const user = browser()
  const tryWith = async (password: string) => {
    const page = await user.get('/')
    return user.submit(page, { email: sanne.email, password }, page.form('email'))
  }
  for (let count = 0; count < 5; count += 1) assert.equal((await user.follow(await tryWith('wrong'))).status, 422)
  const waiting = await user.follow(await tryWith(PASSWORD))
  assert.equal(waiting.status, 429)
  assert.equal(waiting.headers.get('retry-after'), '60')
  assert.match(waiting.text, /Try again in 1 minute\./)
  assert.deepEqual(
    waiting.form('email').fields.flatMap(({ name, value }) => (name === 'email' ? [value] : [])),
    [sanne.email],
    'what was typed is kept',
  )
  time.advance({ minutes: 1 })
  assert.equal((await user.get(waiting.url)).status, 200, 'the same address, when the wait is over')
  assert.equal((await tryWith(PASSWORD)).location?.pathname, '/')
})

test('a browser in which somebody has logged in before gets in while others use up their address', async () => {
  const { browser, deps, logIn, sanne } = await startTestKade()
  const { browser: known } = await logIn(sanne)
  const inOneDrop = { ...PER_EMAIL, capacity: 1, perHour: PER_EMAIL.perHour / PER_EMAIL.capacity }
  await deps.attempts.consume([{ limit: inOneDrop, who: sanne.email.toLowerCase() }], deps.clock.now())
  const strange = await logIn(sanne, browser())
  const waiting = await strange.browser.follow(strange.answer)
  assert.equal(waiting.status, 429)
  assert.ok(waiting.form('/sluis'), 'nobody need wait')
  const leaving = await known.get('/log-out')
  await known.submit(leaving, {}, leaving.form('/log-out'))
  assert.equal((await logIn(sanne, known)).answer.status, 303)
})

test('every empty field has its error, at the field and in the summary, in the order of the fields', async () => {
  const { browser } = await startTestKade()
  const user = browser()
  const page = await user.get('/')
  const errorsOf = async (fields: { email: string; password: string }) => {
    const answer = await user.follow(await user.submit(page, fields, page.form('email')))
    assert.equal(answer.status, 422)
    assert.ok(answer.body.indexOf('error-summary') < answer.body.indexOf('<h1'), 'the summary comes first, as at Sluis')
    return answer.links
      .filter(({ href }) => href.includes('#'))
      .map(({ text }) => text)
      .filter((text) => text.startsWith('Enter'))
  }
  assert.deepEqual(await errorsOf({ email: '', password: '' }), ['Enter your e-mail address', 'Enter your password'])
  assert.deepEqual(await errorsOf({ email: '', password: 'x' }), ['Enter your e-mail address'])
  assert.deepEqual(await errorsOf({ email: 'a@example.org', password: '' }), ['Enter your password'])
})

test('“Forgot your password?” leads to Sluis in the language of the page, and from there back to Kade', async () => {
  const { browser } = await startTestKade()
  for (const [language, text] of [
    ['nl', 'Wachtwoord vergeten?'],
    ['en', 'Forgot your password?'],
  ]) {
    const page = await browser({ 'accept-language': language! }).get('/')
    const link = page.links.find((each) => each.text === text)
    assert.equal(link?.href, `${ISSUER}/language/${language}?back=%2Fforgotten%3Fclient_id%3Dkade`)
  }
})

test('a right password of somebody enrolled leads on to Sluis with the address as a hint, and makes no session', async () => {
  const { logIn, sanne, fakePerson, sluis } = await startTestKade()
  fakePerson(sanne).isEnrolled = true
  const { browser, answer } = await logIn(sanne)
  assert.equal(answer.location?.origin, ISSUER)
  assert.equal(sluis.pushed.at(-1)?.get('login_hint'), sanne.email)
  assert.ok(!browser.cookies().some(({ name }) => name === 'kade-session'))
  assert.ok(!answer.location?.search.includes('example.org'), 'no address of anybody stands in an address')
})

test('the old password of somebody who chose a new one at Sluis leads there, asks no second factor of them, and makes no session', async () => {
  const { logIn, sanne, fakePerson, sluis } = await startTestKade()
  fakePerson(sanne).hasChosenPassword = true
  const { browser, answer } = await logIn(sanne)
  assert.equal(answer.location?.origin, ISSUER)
  assert.deepEqual(
    ['login_hint', 'acr_values'].map((name) => sluis.pushed.at(-1)?.get(name)),
    [sanne.email, undefined],
  )
  assert.ok(!browser.cookies().some(({ name }) => name === '__Host-kade-session'))
})

test('a Sluis of before, which says nothing of chosen passwords, is understood', async () => {
  const status = { sub: 's', enrolled: false, obligation: 'none', reason: 'no-roll-out', deadline: null }
  assert.equal(statusSchema.parse({ ...status, snooze: { left: 0, until: null } }).passwordChosen, false)
})

test('a millisecond before the instant a password opens Kade; at the instant it opens the wall and nothing else', async () => {
  const { logIn, sanne, time, bakery } = await startTestKade()
  time.set(new Date(INSTANT.getTime() - 1))
  assert.equal((await logIn(sanne)).answer.status, 303)
  time.set(INSTANT)
  const { browser, answer } = await logIn(sanne)
  const wall = await browser.follow(answer)
  assert.equal(wall.status, 403)
  assert.equal(wall.heading, 'Time to secure your account')
  assert.match(wall.text, new RegExp(`Since 1 July 2026, .* ${bakery.name}`))
  assert.ok(!browser.cookies().some(({ name }) => name === 'kade-session'))
  assert.equal((await browser.get('/payslips')).location?.pathname, '/')
  const out = await browser.follow(await browser.submit(wall, {}, wall.form('/log-out')))
  assert.match(out.text, /You are logged out/u)
  assert.equal((await browser.get('/wall')).location?.pathname, '/', 'the next one here reads nothing of it')
})

test('the wall has an address: it is loaded again, says nothing in another browser, and leads on once it no longer holds', async () => {
  const { logIn, sanne, time, fakePerson, browser, sluis } = await startTestKade()
  time.set(INSTANT)
  const { browser: user, answer } = await logIn(sanne, browser(), '/payslips')
  const wall = await user.follow(answer)
  assert.equal(wall.url.pathname + wall.url.search, '/wall')
  for (const address of [wall.url, '/wall?lang=nl']) {
    const again = await user.follow(await user.get(address))
    assert.deepEqual([again.status, again.url.pathname], [403, '/wall'])
  }
  assert.equal((await browser().get(wall.url)).location?.pathname, '/')
  fakePerson(sanne).isLocked = true
  assert.equal((await user.get(wall.url)).heading, 'Je account is geblokkeerd')
  fakePerson(sanne).isLocked = false
  fakePerson(sanne).isEnrolled = true
  const on = await user.get(wall.url)
  assert.equal(on.location?.origin, ISSUER, 'set up meanwhile: on to Sluis, and to where they were going')
  assert.equal(sluis.pushed.at(-1)?.get('login_hint'), sanne.email)
  fakePerson(sanne).isEnrolled = false
  sluis.state.rollOut!.requiredAt = new Date(INSTANT.getTime() + 1)
  const later = await user.get(wall.url)
  assert.deepEqual([later.location?.pathname, later.location?.search], ['/', '?to=%2Fpayslips'])
})

test('from the wall one goes through Sluis and straight on to the page first asked for', async () => {
  const { logIn, sanne, time, sluis, browser } = await startTestKade()
  time.set(INSTANT)
  const { browser: user, answer } = await logIn(sanne, browser(), '/payslips')
  const wall = await user.follow(answer)
  const page = await user.follow(await user.submit(wall, {}, wall.form('/set-up')))
  assert.equal(page.url.pathname, '/payslips')
  assert.equal(page.heading, 'Payslips')
  assert.equal(sluis.pushed.at(-1)?.get('acr_values'), 'urn:sluis:acr:two-factor')
  assert.equal(sluis.pushed.at(-1)?.get('voucher'), undefined, 'a password alone is no session, so we vouch for nobody')
})

test('where Sluis cannot be asked nobody is let in, and the page says so', async () => {
  const { logIn, sanne, sluis } = await startTestKade()
  sluis.state.isAway = true
  const { browser, answer } = await logIn(sanne)
  assert.equal(answer.status, 503)
  assert.equal(answer.headers.get('retry-after'), '30')
  assert.match(answer.text, /We cannot reach Sluis/)
  assert.ok(!browser.cookies().some(({ name }) => name === 'kade-session'))
})

test('somebody whom Sluis does not know yet is not let in either', async () => {
  const { logIn, sanne } = await startTestKade({ isInDirectory: false })
  assert.equal((await logIn(sanne)).answer.status, 503)
})

test('an account that was locked at Sluis is closed here too', async () => {
  const { logIn, sanne, fakePerson } = await startTestKade()
  fakePerson(sanne).isLocked = true
  const { browser, answer } = await logIn(sanne)
  const page = await browser.follow(answer)
  assert.equal(page.status, 403)
  assert.equal(page.heading, 'Your account is locked')
})

test('what a password opens is asked again each time: an answer cached a moment ago lets nobody in', async () => {
  const { logIn, sanne, fakePerson, browser } = await startTestKade()
  const { browser: user } = await logIn(sanne)
  await user.get('/')
  fakePerson(sanne).isEnrolled = true
  assert.equal((await logIn(sanne, browser())).answer.location?.origin, ISSUER)
})
