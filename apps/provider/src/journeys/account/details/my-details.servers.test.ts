// Home and My details: what stands there, and taking back what was allowed once (P5, P6, M6, I7).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { logoutReceiver } from '#testing/logout-receiver.ts'
import { runningWorld } from '#testing/running-world.ts'
import { addApp, openAccountPage } from '#testing/account-driver.ts'
import { newNumber } from '#testing/sms-helpers.ts'
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

/** An application reads from it that it need not ask for a password (decision 0039). */
const COMES_FROM_HERE = /class="button" href="[^"]+" referrerpolicy="origin"/u

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

test('a row at Home opens the application in that company, with Home as its origin; companies of one name are apart', async () => {
  const person = await world.person('namesakes', ['none'])
  const at = async (externalId: string, employeeLogin: string) => ({
    employeeLogin,
    companyId: await identity.companies.upsert(kade.id, { externalId, name: 'De Zon', timezone: 'Europe/Amsterdam' }),
    role: 'employee' as const,
    endedAt: null,
  })
  const memberships = [await at('sun&1', 's1'), await at('sun-2', 's2')]
  await identity.companies.replaceMemberships(kade.id, person.sub, memberships, clock.now())
  await identity.applications.upsert(
    { ...kade, homeUri: 'https://kade.example/?from=home', names: { en: 'Quay' } },
    clock.now(),
  )
  const { browser, page } = await openAccountPage(world, person, '/')
  const rows = [...page.body.matchAll(/<a class="row-item" href="(https:[^"]+)" referrerpolicy="origin">/gu)]
  assert.deepEqual(
    rows.map((row) => row[1]),
    ['https://kade.example/?from=home&amp;company=sun%261', 'https://kade.example/?from=home&amp;company=sun-2'],
  )
  assert.match(page.text, /Quay Open Quay/u, 'by the name that it has in this language')
  await identity.applications.upsert({ ...kade, homeUri: null }, clock.now())
  const without = await navigate(browser, '/')
  await identity.applications.upsert(kade, clock.now())
  assert.match(without.text, /Kade De Zon/u, 'its companies are there')
  assert.doesNotMatch(without.body, /Open Kade|<a class="row-item" href="https/u, 'and lead nowhere')
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
  assert.match(page.text, /Search your 300 companies .*and 294 more/u)
  assert.ok(page.body.length < 40_000, 'a page of so many stays small')
  const all = await browser.get(page.links.find(({ text }) => text === 'and 294 more')!.href)
  assert.match(all.text, /Klant 0 ?Accountant.*Klant 299.*Klant 99/u)
  assert.doesNotMatch(all.text, /\d more/u)
  const found = await browser.submit(page, { q: 'cafe zee' }, page.form('q'))
  assert.match(found.text, /1 company with “cafe zee” in its name Klant 123 Café Zeezicht/u)
  for (const q of ['%', '_', '<script>', '\u0000', 'x'.repeat(5_000), ' ', '（'])
    assert.ok((await browser.get(`/?q=${encodeURIComponent(q)}`)).status < 500, q)
  assert.match((await browser.get(`/?q=${encodeURIComponent('<b>')}`)).body, /&lt;b&gt;/u)
})

const greenOf = (body: string): string[] =>
  [...body.matchAll(/<(?:a|button) class="button(?: button--wide)?"[^>]*>(?:<svg.*?<\/svg>)?<span>([^<]*)/gu)].map(
    (match) => match[1]!,
  )

test('My details opens with how well the account is protected, and Home says it in a row; three codes left lead to new ones', async () => {
  const who = await enrolledPerson(world, 'few', ['none'])
  const { browser } = await openAccountPage(world, who, '/')
  await identity.transaction((stores) =>
    stores.phones.replace({ id: crypto.randomUUID(), personId: who.sub, e164: newNumber() }, clock.now()),
  )
  const home = await navigate(browser, '/')
  assert.match(
    home.text,
    /Your account is well protected ?Protected by 1 authenticator app, 1 phone number and 10 rec/u,
  )
  assert.deepEqual(greenOf(home.body), ['Open Kade'], 'one green button: the way on')
  assert.match(home.body, COMES_FROM_HERE)
  const consume = async (count: number) =>
    void (await world.provider.database.pool.query(
      'update recovery_code set consumed_at = now() where (set_id, hash) in (select c.set_id, c.hash from recovery_code c join recovery_code_set s on s.id = c.set_id where s.person_id = $1 and c.consumed_at is null limit $2)',
      [who.sub, count],
    ))
  await consume(6)
  const well = await navigate(browser, '/account')
  assert.match(well.text, /My details Your account is well protected ?All is well .*4 recovery codes There is nothing/u)
  assert.ok(well.body.indexOf('id="security"') < well.body.indexOf('id="you"'), 'before the sections')
  await consume(1)
  for (const address of ['/', '/account']) {
    const page = await navigate(browser, address)
    assert.match(page.text, /Your account can be safer/u)
    assert.ok(
      page.links.some(({ href, text }) => href === '/account/recovery-codes' && text.startsWith('Make new')),
      address,
    )
  }
  assert.match((await navigate(browser, '/account')).text, /Only 3 recovery codes left/u)
  const page = await navigate(browser, '/account/recovery-codes')
  assert.equal((await fill(browser, page, {}, '/account/recovery-codes')).heading, 'Keep your recovery codes')
})

test('somebody who never had recovery codes is not told that none is left', async () => {
  const who = await enrolledPerson(world, 'never-codes', ['none'])
  await world.provider.database.pool.query('delete from recovery_code_set where person_id = $1', [who.sub])
  const { browser, page } = await openAccountPage(world, who, '/account')
  assert.match(page.text, /No recovery codes yet/u)
  for (const { text } of [
    page,
    await navigate(browser, '/account/recovery-codes'),
    await navigate(browser, '/check-up'),
  ])
    assert.doesNotMatch(text, /none is left|No recovery codes left|0 left/u)
})

test('without two-step verification Home and My details say who requires it and from when, and the button is there once', async () => {
  const { browser, page } = await openAccountPage(world, await world.person('only-password', ['announce']), '/account')
  assert.match(
    page.text,
    /Two-step verification is off ?One thing left Only a password From \d+ \w+ \d{4}, .+ requires it/u,
  )
  assert.equal(page.links.filter(({ text }) => text === 'Enable two-factor authentication').length, 1)
  const home = await navigate(browser, '/')
  const free = await openAccountPage(world, await world.person('asked-nothing', ['none']), '/account')
  assert.match(free.page.text, /Two-step verification is off ?One tip Only a password/u, 'nothing is left to do')
  assert.match(home.text, /Two-step verification is off ?From \d+ \w+ \d{4}, .+ requires it/u)
  assert.deepEqual(
    greenOf(home.body),
    ['Enable two-factor authentication'],
    'what comes first is green, and nothing else',
  )
})

test('a link makes no page say that something was done, nor anything else', async () => {
  const who = await enrolledPerson(world, 'said', ['none'])
  const { browser } = await openAccountPage(world, who, '/account')
  for (const key of ['password', 'withdrawn', 'You are hacked', 'constructor', '__proto__', '<b>']) {
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
  const forgotten = await postForm(browser, '/account/remembered/forget', {}, '/account')
  assert.equal(forgotten.location?.hash, '', 'what was done stands at the top: nothing scrolls past it')
  assert.deepEqual(
    [
      (await identity.remembered.listByPerson(who.sub, clock.now())).length,
      (await identity.remembered.listByPerson(other.sub, clock.now())).length,
    ],
    [0, 1],
  )
})

test('what cannot be taken back asks first and is never green, on every page of one’s own', async () => {
  const who = await enrolledPerson(world, 'takes-back', ['none'])
  const { browser } = await openAccountPage(world, who, '/account/authenticators/add')
  await addApp(world, browser)
  const first = (await identity.totp.listByPerson(who.sub)).at(-1)!
  await signInWithTokens(world, who)
  for (let time = 0; time < 2; time++)
    await identity.remembered.remember(who.sub, { kind: 'totp', at: clock.now() }, 'Firefox, Linux', clock.now())
  await identity.transaction((stores) =>
    stores.phones.replace({ id: crypto.randomUUID(), personId: who.sub, e164: newNumber() }, clock.now()),
  )
  const found = new Set<string>()
  for (const address of [
    '/account',
    '/account/sessions',
    '/account/activity/lock',
    '/account/phone/remove',
    '/account/two-step/off',
    '/account/recovery-codes',
    `/account/authenticators/${first.id}/remove`,
    `/account/authenticators/new-phone/old?entry=${first.id}`,
  ]) {
    const main = (await navigate(browser, address)).body.replace(/^[\s\S]*<main/u, '<main')
    for (const form of main.matchAll(/<form[^>]* action="([^"]+)"[\s\S]*?<\/form>/gu)) {
      const [markup, action = ''] = form
      if (!/(?:remove|withdraw|forget|others|end|elsewhere|off|lock|recovery-codes|old|sign-out)$/u.test(action))
        continue
      found.add(action.replace(/[0-9a-f-]{36}|(?<=sessions\/)[^/]+(?=\/end)/u, ':id'))
      const isAsked = main.lastIndexOf('<details class="ask"', form.index) > main.lastIndexOf('</details>', form.index)
      assert.ok(isAsked || address.split('?')[0] === action, `${action} asks first`)
      assert.match(markup, /class="button button--danger"/u, action)
      assert.doesNotMatch(markup, /<button class="button"/u, action)
    }
  }
  assert.deepEqual([...found].toSorted(), [
    '/account/activity/lock',
    '/account/applications/:id/withdraw',
    '/account/authenticators/:id/remove',
    '/account/authenticators/new-phone/old',
    '/account/phone/remove',
    '/account/recovery-codes',
    '/account/remembered/:id/forget',
    '/account/remembered/forget',
    '/account/sessions/:id/end',
    '/account/sessions/others',
    '/account/sign-out-elsewhere',
    '/account/two-step/off',
    '/sign-out',
  ])
})
