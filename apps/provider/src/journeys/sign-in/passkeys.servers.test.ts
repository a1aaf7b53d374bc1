// Passkeys over the pages of a running provider: added, used as the second factor and alone, demanded by an
// application, offered, renamed and taken off.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type CookieBrowser, softPasskey, type SoftPasskey } from '@sluis/test-kit'
import { PASSKEY_PER_NETWORK } from '#identity/attempts/rate-limits.ts'
import { PASSWORD, runningWorld } from '#testing/running-world.ts'
import { answerOf, authorizationRequest, begin, fill, password, redeem } from '#testing/openid-driver.ts'
import {
  type EnrolledPerson,
  enrolledPerson,
  freshCode,
  signInAs,
  postForm,
  submitAndFollow,
  navigate,
  driveSignIn,
} from '#testing/sign-in-driver.ts'
import { answer, csrfOf, optionsOf, pressPasskey } from '#testing/with-passkey.ts'

const RESISTANT = 'urn:sluis:acr:phishing-resistant'
const MINUTE = 60_000
const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
let number = 0
const someone = () => enrolledPerson(world, `passkey-${++number}`, ['required'])

/** Signed in with password and code, at an address of ours. */
async function at(address: string, who: EnrolledPerson, browser = world.browser()): Promise<CookieBrowser> {
  const page = await driveSignIn(browser, world, await navigate(browser, address), who)
  assert.equal(page.url.pathname, address.split('?')[0])
  return browser
}
async function adding(
  who: EnrolledPerson,
  options?: Parameters<typeof softPasskey>[1],
): Promise<{ browser: CookieBrowser; passkey: SoftPasskey }> {
  const browser = await at('/account/passkeys/add', who)
  const passkey = softPasskey(issuer, options)
  const page = await pressPasskey(browser, await browser.get('/account/passkeys/add'), passkey, {
    name: 'Phone of mine',
  })
  assert.equal(page.heading, 'Passkeys and security keys')
  assert.match(page.text, /Your passkey was added\..*Phone of mine/su)
  return { browser, passkey }
}
const factors = async (who: EnrolledPerson) =>
  (await world.identity.factors.listByPerson(who.sub)).map(({ kind }) => kind).toSorted()
const audited = async (who: EnrolledPerson, action: string): Promise<number> =>
  (
    await world.provider.database.db
      .selectFrom('audit_event')
      .select('seq')
      .where('person_id', '=', who.sub)
      .where('action', '=', action)
      .execute()
  ).length

test('a passkey is added by who proved a second factor a moment ago; its owner is notified by mail, and it is in the list', async () => {
  const who = await someone()
  await adding(who)
  assert.deepEqual(await factors(who), ['passkey', 'totp'])
  assert.equal(await audited(who, 'factor-added'), 1)
  const mail = await world.mail.waitFor(({ to, text }) => to.includes(who.email) && text.includes('Phone of mine'))
  assert.match(mail.text, /\/not-me\//u)
})
test('in place of address, password and code: acr phishing-resistant, amr user, swk, pop and mfa, and no question more', async () => {
  const who = await someone()
  const { passkey } = await adding(who)
  const browser = world.browser()
  const request = authorizationRequest(issuer, { acr_values: RESISTANT })
  const page = await pressPasskey(browser, await begin(browser, request), passkey)
  assert.match(page.url.pathname, /access$/u)
  const { idToken } = await redeem(issuer, request, await driveSignIn(browser, world, page, who))
  assert.equal(idToken.sub, who.sub)
  assert.equal(idToken['acr'], RESISTANT)
  assert.deepEqual(idToken['amr'], ['user', 'swk', 'pop', 'mfa'])
})
test('after the password: amr pwd, hwk, pop and mfa of a security key', async () => {
  const who = await someone()
  const { passkey } = await adding(who, { synced: false, verifies: false, counts: true })
  const browser = world.browser()
  const request = authorizationRequest(issuer, { acr_values: RESISTANT })
  const second = await password(browser, await begin(browser, request), who.email)
  assert.equal(
    second.url.pathname,
    '/sign-in/passkey',
    'whoever is asked for one at the end is not asked for a code before it',
  )
  const { idToken } = await redeem(
    issuer,
    request,
    await driveSignIn(browser, world, await pressPasskey(browser, second, passkey), who),
  )
  assert.equal(idToken['acr'], RESISTANT)
  assert.deepEqual(idToken['amr'], ['pwd', 'hwk', 'pop', 'mfa'])
})
test('the proof that was used last is shown first, and the others are behind “Try another way” (I2, I3)', async () => {
  const who = await someone()
  await adding(who)
  const first = async () => {
    const browser = world.browser()
    return { browser, page: await password(browser, await navigate(browser, '/account'), who.email) }
  }
  const { browser, page } = await first()
  assert.equal(page.url.pathname, '/sign-in/passkey')
  const other = await navigate(browser, page.links.find(({ href }) => href.startsWith('/sign-in/other'))!.href)
  assert.deepEqual(
    other.links.filter(({ href }) => href.startsWith('/sign-in/')).map(({ href }) => href.split('?')[0]),
    ['/sign-in/code', '/sign-in/recovery', '/sign-in/passkey'],
    'the one before is the way back',
  )
  await fill(browser, await navigate(browser, '/sign-in/code?next=%2Faccount'), { code: freshCode(world, who) }, 'code')
  assert.equal((await first()).page.url.pathname, '/sign-in/code')
})
test('an application that demands a passkey of somebody without one: they add one, use it, and go on to it', async () => {
  const who = await someone()
  const { browser, request, page } = await signInAs(world, who, { acr_values: RESISTANT })
  assert.equal(page.heading, 'Kade asks for a safer way to log in')
  const passkey = softPasskey(issuer)
  const add = await navigate(browser, page.links.find(({ href }) => href.startsWith('/account/passkeys/add'))!.href)
  const use = await pressPasskey(browser, add, passkey)
  assert.equal(use.url.pathname, '/sign-in/passkey', 'adding one proves nothing: it is used before it counts')
  assert.match(use.text, /Your passkey was added\. Use it once now/u)
  const { idToken } = await redeem(
    issuer,
    request,
    await driveSignIn(browser, world, await pressPasskey(browser, use, passkey), who),
  )
  assert.equal(idToken['acr'], RESISTANT)
})
test('the same after too long: the person signs in again, and still leads on to the application', async () => {
  const who = await someone()
  const { browser, request, page } = await signInAs(world, who, { acr_values: RESISTANT })
  world.clock.moveBy(6 * MINUTE)
  const add = await driveSignIn(
    browser,
    world,
    await navigate(browser, page.links.find(({ href }) => href.startsWith('/account/passkeys/add'))!.href),
    who,
  )
  assert.equal(add.url.pathname, '/account/passkeys/add')
  const passkey = softPasskey(issuer)
  const done = await driveSignIn(
    browser,
    world,
    await pressPasskey(browser, await pressPasskey(browser, add, passkey), passkey),
    who,
  )
  assert.ok(answerOf(done).has('code'))
  await redeem(issuer, request, done)
})
test('who goes back instead leaves the demand unmet, and the application learns of it (RFC 9470 §5)', async () => {
  const who = await someone()
  const { browser, page } = await signInAs(world, who, { acr_values: RESISTANT })
  const back = await browser.submit(
    page,
    {},
    page.forms.find(({ action }) => action.endsWith('/leave')),
  )
  assert.equal(answerOf(await navigate(browser, back.location!.href)).get('error'), 'unmet_authentication_requirements')
})
test('a pending sign-in adds no passkey (CVE-2026-111949), nor does who has only a password', async () => {
  const enrolled = await someone()
  const bare = { ...(await world.person(`passkey-bare-${++number}`, ['none'])), secret: '', recoveryCodes: [] }
  for (const who of [enrolled, bare]) {
    const browser = world.browser()
    await password(browser, await navigate(browser, '/account'), who.email)
    const before = await factors(who)
    for (const path of ['/account/passkeys', '/account/passkeys/add', '/account/passkeys/options'])
      assert.ok([403, 404].includes((await browser.get(path)).status), path)
    for (const path of ['/account/passkeys/options', '/account/passkeys/add']) {
      const refused = await submitAndFollow(
        browser,
        path,
        {
          name: 'x',
          answer: JSON.stringify(softPasskey(issuer).register({ challenge: 'AAAA', user: { id: 'AAAA' } })),
        },
        '/sign-in/password?next=%2F',
      )
      assert.equal(refused.status, 403, path)
      assert.doesNotMatch(refused.body, /challenge/u)
    }
    assert.deepEqual(await factors(who), before)
  }
})
test('a challenge of adding in one session adds nothing in another, and signs nobody in', async () => {
  const [one, other] = [await someone(), await someone()]
  const [first, second] = [await at('/account/passkeys/add', one), await at('/account/passkeys/add', other)]
  const options = (await optionsOf(first, await first.get('/account/passkeys/add')))!
  const passkey = softPasskey(issuer)
  const page = await answer(second, await second.get('/account/passkeys/add'), passkey.register(options), { name: '' })
  assert.equal(page.status, 422)
  assert.deepEqual([await factors(one), await factors(other)], [['totp'], ['totp']])
})
test('wrong answers after the password use the sign-in up after five, with 429', async () => {
  const who = await someone()
  const { passkey } = await adding(who)
  const browser = world.browser()
  let page = await password(browser, await navigate(browser, '/account'), who.email)
  const statuses = []
  for (let tries = 0; tries < 6; tries++) {
    const answered = await pressPasskey(browser, page, passkey, {
      alter: { clientData: { origin: 'http://evil-localhost' } },
    })
    statuses.push(answered.status)
    page = await browser.get('/sign-in/passkey?next=%2Faccount')
    if (answered.status === 429) break
  }
  assert.deepEqual(statuses, [422, 422, 422, 422, 422, 429])
  assert.equal((await navigate(browser, '/account')).url.pathname, '/sign-in')
})
test('bad answers get a clear 4xx and change nothing', async () => {
  const who = await someone()
  const { browser, passkey } = await adding(who)
  const before = await factors(who)
  const add = await browser.get('/account/passkeys/add')
  for (const response of [
    '',
    '{',
    'null',
    '[]',
    '{"id":1}',
    JSON.stringify({ id: 'AA', rawId: 'AA', type: 'public-key' }),
    `"${'A'.repeat(9_000)}"`,
  ]) {
    const refused = await fill(browser, add, { answer: response }, 'answer')
    assert.equal(refused.status, 422, response.slice(0, 40))
    assert.match(refused.text, /We didn't understand the answer/u)
  }
  assert.equal((await browser.submit(add, { answer: 'A'.repeat(20_000) }, add.form('answer'))).status, 413)
  const unnamed = await fill(browser, add, { name: 'x'.repeat(50), answer: '{}' }, 'answer')
  assert.equal(unnamed.status, 422)
  assert.match(unnamed.body, /value="x{50}"/u, 'what was typed is there still')
  assert.equal(
    (
      await browser.ask('/account/passkeys/options', {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: issuer },
        body: '{}',
      })
    ).status,
    415,
  )
  assert.equal((await browser.post('/account/passkeys/options', { csrf: 'wrong' })).status, 403)
  const again = await pressPasskey(browser, add, passkey)
  assert.equal(again.status, 422)
  assert.deepEqual(await factors(who), before)
})
test('an answer that was altered signs nobody in; the page says so and offers another proof', async () => {
  const who = await someone()
  const { passkey } = await adding(who)
  const browser = world.browser()
  const refused = await pressPasskey(browser, await navigate(browser, '/sign-in?next=%2Faccount'), passkey, {
    alter: { flags: { uv: false } },
  })
  assert.equal(refused.status, 422)
  assert.equal(refused.heading, 'You are not logged in yet')
  assert.equal((await navigate(browser, '/account')).url.pathname, '/sign-in')
  assert.equal((await pressPasskey(browser, refused, passkey)).url.pathname, '/account')
})
test('a session of somebody else in this browser ends when a passkey signs in (CVE-2025-12390)', async () => {
  const [one, other] = [await someone(), await someone()]
  const { passkey } = await adding(one)
  const { browser } = await signInAs(world, other)
  const request = authorizationRequest(issuer, { prompt: 'login' })
  const { url } = await begin(browser, request)
  assert.equal(url.pathname, '/sign-in/password')
  const page = await pressPasskey(browser, await navigate(browser, `/sign-in${url.search}&other`), passkey)
  assert.equal((await redeem(issuer, request, await driveSignIn(browser, world, page, one))).idToken.sub, one.sub)
  assert.deepEqual(await world.identity.activeSessions.listByPerson(other.sub, world.clock.now()), [])
})
test('a locked account is not opened by a passkey: its owner reads what to do', async () => {
  const who = await someone()
  const { passkey } = await adding(who)
  await world.identity.people.lock(who.sub, world.clock.now())
  const browser = world.browser()
  const page = await pressPasskey(browser, await navigate(browser, '/sign-in?next=%2Faccount'), passkey)
  assert.equal(page.status, 403)
  assert.equal(page.heading, 'Your account is locked')
})
test('who has proved nothing sees the same options for every address: nothing tells which accounts there are', async () => {
  const browser = world.browser()
  const options = (await optionsOf(browser, await navigate(browser, '/sign-in?next=%2F'))) as {
    allowCredentials?: unknown
    userVerification: string
  } & { challenge: string }
  assert.equal(options.allowCredentials, undefined)
  assert.equal(options.userVerification, 'required')
  assert.equal(Buffer.from(options.challenge, 'base64url').length, 32)
})
test('a passkey is renamed and removed; after that it is refused, and another session that rests on it is over', async () => {
  const who = await someone()
  const { browser, passkey } = await adding(who)
  const elsewhere = world.browser()
  assert.equal(
    (await pressPasskey(elsewhere, await navigate(elsewhere, '/sign-in?next=%2Faccount'), passkey)).url.pathname,
    '/account',
  )
  const list = await browser.get('/account/passkeys')
  const one = await browser.get(list.links.find(({ href }) => /^\/account\/passkeys\/[0-9a-f-]{36}$/u.test(href))!.href)
  const named = await fill(browser, one, { name: '  My   <b>work</b> laptop ' }, 'name')
  assert.match(named.text, /The name was changed\..*My <b>work<\/b> laptop/su)
  const ask = await browser.get(one.links.find(({ href }) => href.endsWith('/remove'))!.href)
  const removed = await fill(browser, ask, {}, one.url.pathname + '/remove')
  assert.match(removed.text, /The passkey was removed/u)
  assert.deepEqual(await factors(who), ['totp'])
  assert.equal((await navigate(elsewhere, '/account')).url.pathname, '/sign-in')
  const refused = await pressPasskey(elsewhere, await navigate(elsewhere, '/sign-in?next=%2Faccount'), passkey)
  assert.match(refused.text, /This passkey doesn't work here/u)
})
test('somebody else’s passkey looks like none: 404, and nothing changes', async () => {
  const [mine, theirs] = [await someone(), await someone()]
  const [{ browser }] = [await adding(mine), await adding(theirs)]
  const id = (await world.identity.passkeys.listByPerson(theirs.sub))[0]!.id
  assert.equal((await browser.get(`/account/passkeys/${id}`)).status, 404)
  assert.equal(
    (await postForm(browser, `/account/passkeys/${id}/name`, { name: 'mine' }, '/account/passkeys/add')).status,
    404,
  )
  assert.equal((await postForm(browser, `/account/passkeys/${id}/remove`, {}, '/account/passkeys/add')).status, 404)
  assert.equal((await world.identity.passkeys.listByPerson(theirs.sub))[0]!.name, 'Phone of mine')
})
test('without script no passkey is offered: the forms are hidden, and each page offers another proof', async () => {
  const who = await someone()
  const { browser } = await adding(who)
  for (const page of [
    await navigate(world.browser(), '/sign-in?next=%2F'),
    await browser.get('/account/passkeys/add'),
  ]) {
    for (const [form] of page.body.matchAll(/<form[^>]*data-passkey[^>]*>/gu)) assert.match(form, / hidden/u)
  }
  const other = world.browser()
  const second = await password(other, await navigate(other, '/account'), who.email, PASSWORD)
  assert.match(second.text, /It can't be asked for here/u)
  assert.ok(second.links.some(({ href }) => href.startsWith('/sign-in/other')))
  assert.notEqual(csrfOf(second), '')
})
test('a network that others have used up refuses no right passkey, and writes no more of the wrong ones down', async () => {
  const who = await someone()
  const { passkey } = await adding(who)
  const bucket = 'passkey-network:127.0.0.1'
  const inOneDrop = { capacity: 1, perHour: PASSKEY_PER_NETWORK.perHour / PASSKEY_PER_NETWORK.capacity }
  await world.identity.attempts.reset(bucket)
  assert.equal(await world.identity.attempts.fill(bucket, inOneDrop, world.clock.now()), null)
  const stranger = world.browser()
  const refused = await pressPasskey(stranger, await begin(stranger, authorizationRequest(issuer)), passkey, {
    alter: { rpId: 'evil.example' },
  })
  assert.equal(refused.status, 429)
  const browser = world.browser()
  const page = await pressPasskey(browser, await begin(browser, authorizationRequest(issuer)), passkey)
  assert.match(page.url.pathname, /access$/u)
  await world.identity.attempts.reset(bucket)
})
