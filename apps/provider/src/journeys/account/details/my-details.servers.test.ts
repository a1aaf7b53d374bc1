// Home and My details: what stands there, and taking back what was allowed once (P5, P6, M6, I7).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { logoutReceiver } from '#testing/logout-receiver.ts'
import { runningWorld } from '#testing/running-world.ts'
import { openAccountPage } from '#testing/account-driver.ts'
import { answerOf, arrive, authorizationRequest, begin, fill } from '#testing/openid-driver.ts'
import {
  enrolledPerson,
  signInAs,
  postForm,
  refresh,
  signInWithTokens,
  userinfo,
  navigate,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity, clock } = world
const kade = (await identity.applications.findByClientId('kade'))!

test('Home names each app with its companies and what one is there; an ended job is not among them', async () => {
  const person = await world.person('works', ['none', 'announce'])
  await identity.companies.replaceMemberships(
    kade.id,
    person.sub,
    [
      {
        employeeLogin: 'w1',
        companyId: await identity.companies.upsert(kade.id, {
          externalId: 'none',
          name: 'Boekhandel Letterrijk',
          timezone: 'Europe/Amsterdam',
        }),
        role: 'manager',
        endedAt: null,
      },
      {
        employeeLogin: 'w2',
        companyId: await identity.companies.upsert(kade.id, {
          externalId: 'none',
          name: 'Boekhandel Letterrijk',
          timezone: 'Europe/Amsterdam',
        }),
        role: 'employee',
        endedAt: null,
      },
    ],
    clock.now(),
  )
  const { page } = await openAccountPage(world, person, '/')
  assert.match(page.text, /Kade Open Kade Boekhandel Letterrijk ?Employee, Manager/u)
  assert.doesNotMatch(page.text, /Zonneveld/u)
})

test('somebody with hundreds of companies finds one by a part of its name, without script; nonsense finds nothing and breaks nothing (edge case 33)', async () => {
  const person = await world.person('accountant', ['none'])
  const memberships = []
  for (let number = 0; number < 300; number++) {
    const companyId = await identity.companies.upsert(kade.id, {
      externalId: `many-${number}`,
      name: `Klant ${number}${number === 123 ? ' Café Zeezicht' : ''}`,
      timezone: 'Europe/Amsterdam',
    })
    memberships.push({ employeeLogin: `many-${number}`, companyId, role: 'accountant' as const, endedAt: null })
  }
  await identity.companies.replaceMemberships(kade.id, person.sub, memberships, clock.now())
  const { browser, page } = await openAccountPage(world, person, '/')
  assert.match(page.text, /Search your 300 companies .* and 292 more/u)
  assert.ok(page.body.length < 40_000, 'a page of so many stays small')
  const found = await browser.submit(page, { q: 'cafe zee' }, page.form('q'))
  assert.match(found.text, /1 company with “cafe zee” in its name Klant 123 Café Zeezicht/u)
  for (const q of ['%', '_', '<script>', '\u0000', 'x'.repeat(5_000), ' ', '（'])
    assert.ok((await browser.get(`/?q=${encodeURIComponent(q)}`)).status < 500, q)
  assert.match((await browser.get(`/?q=${encodeURIComponent('<b>')}`)).body, /&lt;b&gt;/u)
})

test('two recovery codes left: Home and My details say so and lead to new ones; with three they are silent', async () => {
  const who = await enrolledPerson(world, 'few', ['none'])
  const { browser } = await openAccountPage(world, who, '/')
  const consume = async (count: number) =>
    void (await world.provider.database.pool.query(
      'update recovery_code set consumed_at = now() where (set_id, hash) in (select c.set_id, c.hash from recovery_code c join recovery_code_set s on s.id = c.set_id where s.person_id = $1 and c.consumed_at is null limit $2)',
      [who.sub, count],
    ))
  await consume(7)
  for (const address of ['/', '/account'])
    assert.doesNotMatch((await navigate(browser, address)).text, /You have \d recovery code/u)
  await consume(1)
  for (const address of ['/', '/account'])
    assert.match((await navigate(browser, address)).text, /You have 2 recovery codes left\. Make new ones/u)
  const page = await navigate(browser, '/account/recovery-codes')
  assert.equal((await fill(browser, page, {}, '/account/recovery-codes')).heading, 'Keep your recovery codes')
})

test('what was just done is shown from a closed list: the address bar puts no words on a page', async () => {
  const who = await enrolledPerson(world, 'said', ['none'])
  const { browser } = await openAccountPage(world, who, '/account')
  assert.match((await browser.get('/account?flash=withdrawn')).text, /The app no longer has access/u)
  for (const key of ['You are hacked', 'constructor', '__proto__', '<b>']) {
    const { text, body } = await browser.get(`/account?flash=${encodeURIComponent(key)}`)
    assert.deepEqual([text.includes('hacked'), body.includes('role="status"')], [false, false], key)
  }
})

test('the account menu leads Home, to My details and out, each once (P5)', async () => {
  const { page } = await openAccountPage(world, await world.person('menu', ['none']), '/')
  const menu = /<details[^>]*class="[^"]*account[^"]*"[\s\S]*?<\/details>/u.exec(page.body)?.[0] ?? ''
  assert.match(menu, /Your account[\s\S]*href="\/"[\s\S]*href="\/account"[\s\S]*action="\/sign-out"/u)
})

test('access that is withdrawn is over at once: tokens, refresh tokens and this very session ask again (M6, I7); its owner is notified', async () => {
  const who = await enrolledPerson(world, 'withdraws', ['none'])
  const tokens = await signInWithTokens(world, who)
  const { browser, page } = await openAccountPage(world, who, '/account')
  assert.match(
    page.text,
    /Apps with access Kade Since .* A number that stands for you here Your name and language Your e-mail address/u,
  )
  const done = await fill(browser, page, {}, `/account/applications/${kade.id}/withdraw`)
  assert.match(done.text, /The app no longer has access\. .*You have not given any app access yet/u)
  assert.deepEqual(
    [(await userinfo(world, tokens.accessToken)).status, (await refresh(world, tokens.refreshToken)).status],
    [401, 400],
  )
  const { page: again } = await signInAs(world, { ...who, secret: undefined as never }, {}, tokens.browser)
  assert.equal(again.url.pathname.endsWith('/access') || answerOf(again).get('code') !== null, true)
  const silent = await arrive(
    tokens.browser,
    await tokens.browser.get(authorizationRequest(world.settings.issuer, { prompt: 'none' }).address),
  )
  assert.ok(['consent_required', null].includes(answerOf(silent).get('error')))
  const mail = await world.mail.waitFor(
    (each) => each.to.includes(who.email) && /no longer has access/u.test(each.subject),
  )
  assert.match(mail.subject, /^Kade/u)
})

test('an application that lost its access is notified of the sessions that it had reached, and ends its own', async () => {
  const receiver = await logoutReceiver()
  after(() => receiver.stop())
  await identity.applications.upsert({ ...kade, backchannelLogoutUri: receiver.address }, clock.now())
  const { browser, idToken } = await signInWithTokens(world, await enrolledPerson(world, 'told', ['none']))
  await postForm(browser, `/account/applications/${kade.id}/withdraw`, {}, '/account')
  assert.equal((await receiver.waitForSession(idToken['sid'])).claims['sid'], idToken['sid'])
  assert.equal((await navigate(browser, '/account')).heading, 'My details', 'the session here goes on')
})

test('the next sign-in at an application without access asks for it, in the session that goes on', async () => {
  const who = await enrolledPerson(world, 'asks-anew', ['none'])
  const { browser } = await signInWithTokens(world, who)
  await postForm(browser, `/account/applications/${kade.id}/withdraw`, {}, '/account')
  assert.equal((await begin(browser, authorizationRequest(world.settings.issuer))).heading, 'Grant access to Kade')
})

test('an application that was never let in, or does not exist, cannot be withdrawn: 404', async () => {
  const { browser } = await openAccountPage(world, await world.person('never', ['none']), '/account')
  for (const id of [kade.id, '00000000-0000-4000-8000-000000000000', 'x'])
    assert.equal((await postForm(browser, `/account/applications/${id}/withdraw`, {}, '/account')).status, 404, id)
})

test('a remembered browser is listed in words, forgotten by its owner alone, and one of many or all', async () => {
  const [who, other] = [
    await enrolledPerson(world, 'remembers', ['none']),
    await enrolledPerson(world, 'remembers-too', ['none']),
  ]
  const remember = (sub: string) =>
    identity.remembered.remember(sub, { kind: 'totp', at: clock.now() }, 'Firefox, Linux', clock.now())
  for (let time = 0; time < 3; time++) await remember(who.sub)
  await remember(other.sub)
  const { browser, page } = await openAccountPage(world, who, '/account')
  assert.match(page.text, /Firefox on Linux Until/u)
  const [first] = await identity.remembered.listByPerson(who.sub, clock.now())
  const [foreign] = await identity.remembered.listByPerson(other.sub, clock.now())
  assert.equal((await fill(browser, page, {}, `/account/remembered/${first!.id}/forget`)).heading, 'My details')
  for (const id of [first!.id, foreign!.id, 'x'])
    assert.equal((await postForm(browser, `/account/remembered/${id}/forget`, {}, '/account')).status, 404)
  assert.equal((await identity.remembered.listByPerson(who.sub, clock.now())).length, 2)
  await postForm(browser, '/account/remembered/forget', {}, '/account')
  assert.deepEqual(
    [
      (await identity.remembered.listByPerson(who.sub, clock.now())).length,
      (await identity.remembered.listByPerson(other.sub, clock.now())).length,
    ],
    [0, 1],
  )
})
