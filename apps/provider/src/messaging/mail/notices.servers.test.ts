// Notices in a running provider: each change is told at every address of its owner, with device and place, in their
// language; what others can bring about is told sparingly (I10, P15, ASVS 6.3.5, 6.3.7).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { until } from '#testing/until.ts'
import { addApp, openAccountPage, makeProofStale } from '#testing/account-driver.ts'
import { PASSWORD, runningWorld } from '#testing/running-world.ts'
import { arrive, authorizationRequest, begin, enrol, fill } from '#testing/openid-driver.ts'
import {
  type TestPerson,
  codeNow,
  type EnrolledPerson,
  enrolledPerson,
  freshCode,
  signInAs,
  postForm,
  signInWithTokens,
  navigate,
  voucherFor,
  driveSignIn,
  wrongCode,
} from '#testing/sign-in-driver.ts'
import type { NoticeKind } from './mail-templates.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity, clock } = world
const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36'
const TWO_FACTOR = 'urn:sluis:acr:two-factor'
const MINUTE = 60_000
const DAY = 86_400_000
const onChrome = () => world.browser({ 'user-agent': AGENT })
let people = 0
const somebody = () => enrolledPerson(world, `told-${++people}`, ['none'])

/**
 * The kinds of all notices of somebody, in order: a notice stands in the audit trail if and only if its mails stand in
 * the queue.
 */
const noticesOf = async ({ sub }: TestPerson): Promise<string[]> =>
  (
    await world.provider.database.pool.query<{ kind: string }>(
      `select entry::json #>> '{detail,notice}' as kind from audit_event where person_id = $1 and action = 'notice-sent' order by seq`,
      [sub],
    )
  ).rows.map(({ kind }) => kind)
const countNotices = async (who: TestPerson, kind: NoticeKind): Promise<number> =>
  (await noticesOf(who)).filter((each) => each === kind).length
const mailAt = (to: string, subject: RegExp) =>
  world.mail.waitFor((mail) => mail.to.includes(to) && subject.test(mail.subject))
/** At the code, after the password. */
const atCode = async (who: EnrolledPerson, browser = onChrome()): Promise<{ browser: CookieBrowser; page: Page }> => ({
  browser,
  page: await driveSignIn(
    browser,
    world,
    await begin(browser, authorizationRequest(world.settings.issuer, { acr_values: TWO_FACTOR })),
    {
      id: who.id,
      sub: who.sub,
      email: who.email,
    },
  ),
})

/** Each change, as its owner brings it about, and how the mail about it is called. */
type Change = [NoticeKind, RegExp, (who: EnrolledPerson, browser: CookieBrowser) => Promise<unknown>]
const changes: Change[] = [
  ['new-device', /^Logged in on a new device$/u, (who) => signInWithTokens(world, who, {}, onChrome())],
  ['access-granted', /^You gave Kade access$/u, (who) => signInWithTokens(world, who, {}, onChrome())],
  [
    'access-withdrawn',
    /^Kade no longer has access$/u,
    async (who, browser) => {
      await signInWithTokens(world, who, {}, browser)
      const application = (await identity.applications.grantedBy(who.sub))[0]!
      await postForm(browser, `/account/applications/${application.id}/withdraw`, {}, '/account')
    },
  ],
  [
    'recovery-code-used',
    /^A recovery code was used$/u,
    async (who) => {
      const { browser, page } = await atCode(who)
      await fill(
        browser,
        await navigate(browser, page.url.href.replace('/code', '/recovery')),
        { 'recovery-code': who.recoveryCodes[0]! },
        'recovery-code',
      )
    },
  ],
  [
    'recovery-codes-made',
    /^New recovery codes$/u,
    async (who) => {
      const { browser, page } = await openAccountPage(world, who, '/account/recovery-codes', onChrome())
      await fill(browser, page, {}, '/account/recovery-codes')
    },
  ],
  [
    'factor-added',
    /^A way to log in was added$/u,
    async (who) =>
      addApp(world, (await openAccountPage(world, who, '/account/authenticators/add', onChrome())).browser),
  ],
  [
    'factor-removed',
    /^A way to log in was removed$/u,
    async (who) => {
      const { browser } = await openAccountPage(world, who, '/account/authenticators/add', onChrome())
      await addApp(world, browser)
      const [newest] = await identity.totp.listByPerson(who.sub)
      await postForm(browser, `/account/authenticators/${newest!.id}/remove`, {}, '/account')
    },
  ],
  [
    'two-step-off',
    /^Two-step verification is off$/u,
    async (who) => {
      const { browser, page } = await openAccountPage(world, who, '/account/two-step/off', onChrome())
      await fill(browser, page, {}, '/account/two-step/off')
    },
  ],
  [
    'password-changed',
    /^Your password was changed$/u,
    async (who) => {
      const { browser, page } = await openAccountPage(world, who, '/account/password', onChrome())
      await fill(browser, page, { 'new-password': 'groene laarzen in de gang' }, '/account/password')
    },
  ],
  ['right-password-wrong-code', /^Somebody knows your password$/u, async (who) => guess(who, 5)],
  [
    'locked',
    /^Your account is locked$/u,
    async (who) => {
      const { browser, page } = await openAccountPage(world, who, '/account/activity/lock', onChrome())
      await fill(
        browser,
        page.url.pathname === '/account/activity/lock' ? page : await navigate(browser, '/account/activity/lock'),
        {},
        '/account/activity/lock',
      )
    },
  ],
]
for (const [kind, subject, change] of changes) {
  test(`“${kind}” is told at the address of now and at that of before, with device and place (NIST SP 800-63B-4 §4.6)`, async () => {
    const who = await somebody()
    const previous = `former-${who.email}`
    await identity.previousAddresses.save(who.sub, previous, clock.now())
    await change(who, (await openAccountPage(world, who, '/account', onChrome())).browser)
    const mails = [await mailAt(who.email, subject), await mailAt(previous, subject)]
    const hasLink = kind !== 'locked'
    for (const mail of mails) {
      if (kind !== 'locked') assert.match(mail.text, /Device: Chrome on Windows/u)
      assert.match(mail.text, /Place: a local network/u)
      assert.match(mail.text, /When: \d+ \w+ \d{4} at \d\d:\d\d/u)
      assert.equal(mail.text.match(/\/not-me\//gu)?.length, hasLink ? 1 : undefined)
      assert.equal(mail.to.length, 1, 'nobody sees the other address')
      assert.doesNotMatch(mail.text, /@|\/sign-in|\/account/u)
    }
    // Where the person works is for the present mailbox alone.
    assert.deepEqual(
      mails.map(({ text }) => /^Sluis · Kade · \S/u.test(text)),
      [true, false],
    )
    if (hasLink) assert.notEqual(...(mails.map(({ text }) => /\/not-me\/\S+/u.exec(text)![0]) as [string, string]))
  })
}

test('“enrolled” is told with device and place, and no “new device” besides (one mail for one thing)', async () => {
  const person = await world.person('enrols', ['prompt'])
  const { browser, page } = await signInAs(
    world,
    person,
    { acr_values: TWO_FACTOR, voucher: await voucherFor(world, 'enrols') },
    onChrome(),
  )
  const { page: done } = await enrol(world, browser, page)
  await driveSignIn(
    browser,
    world,
    await navigate(browser, done.links.find(({ href }) => href.includes('/continue/'))!.href),
    person,
  )
  assert.deepEqual((await noticesOf(person)).toSorted(), ['access-granted', 'enrolled'])
  assert.match(
    (await mailAt(person.email, /^Two-step verification is on$/u)).text,
    /Device: Chrome on Windows\nPlace: a local network/u,
  )
})

test('a mail comes in the language of its owner, whatever the browser speaks', async () => {
  const who = await somebody()
  await identity.people.chooseLanguage(who.sub, 'nl')
  await signInWithTokens(world, who, {}, onChrome())
  const mail = await mailAt(who.email, /^Ingelogd op een nieuw apparaat$/u)
  assert.equal(mail.header('content-language'), 'nl')
  assert.match(mail.text, /Apparaat: Chrome op Windows\nPlaats: een lokaal netwerk/u)
})

test('a browser is new once: known from then on to this person, and new again to another one', async () => {
  const [who, other] = [await somebody(), await somebody()]
  const browser = onChrome()
  await signInWithTokens(world, who, {}, browser)
  clock.moveBy(11 * 60 * MINUTE)
  await signInWithTokens(world, who, {}, browser)
  assert.match((await mailAt(who.email, /^Logged in on a new device$/u)).text, /^App: Kade$/mu)
  assert.equal(await countNotices(who, 'new-device'), 1)
  clock.moveBy(11 * 60 * MINUTE)
  await signInWithTokens(world, other, {}, browser)
  assert.equal(await countNotices(other, 'new-device'), 1)
  clock.moveBy(399 * DAY)
  await signInWithTokens(world, who, {}, browser)
  assert.equal(await countNotices(who, 'new-device'), 1, 'as long as its cookie lives')
})
test('many new browsers in ten minutes are one mail, and the next ones are told again: mails are no weapon', async () => {
  const who = await somebody()
  for (let time = 0; time < 4; time++) await signInWithTokens(world, who, {}, onChrome())
  assert.equal(await countNotices(who, 'new-device'), 1)
  clock.moveBy(10 * MINUTE)
  await signInWithTokens(world, who, {}, onChrome())
  assert.equal(await countNotices(who, 'new-device'), 2)
})
test('of sign-ins at once from new browsers, one is told', async () => {
  const who = await world.person('at-once', ['none'])
  await Promise.all(Array.from({ length: 4 }, () => signInWithTokens(world, who, {}, onChrome())))
  assert.equal(await countNotices(who, 'new-device'), 1)
})
test('a made-up device cookie is a new browser like any other', async () => {
  const who = await somebody()
  for (const cookie of ['x', 'A'.repeat(43), 'A'.repeat(5000), "' or true --"]) {
    const browser = world.browser({ 'user-agent': AGENT, cookie: `sluis-device=${encodeURIComponent(cookie)}` })
    assert.equal((await browser.get('/sign-in?next=%2F')).status, 200)
  }
  await signInWithTokens(world, who, {}, onChrome())
  assert.equal(await countNotices(who, 'new-device'), 1)
})

async function guess(who: EnrolledPerson, times: number, browser?: CookieBrowser): Promise<CookieBrowser> {
  const begun = await atCode(who, browser)
  let { page } = begun
  for (let time = 0; time < times; time++)
    page = await fill(begun.browser, page, { code: wrongCode(world, who) }, 'code')
  return begun.browser
}
test('the right password with four wrong codes is a person who mistypes: nothing is told', async () => {
  const who = await somebody()
  const browser = await guess(who, 4)
  await driveSignIn(browser, world, await arrive(browser, await browser.get('/account')), who)
  assert.equal(await countNotices(who, 'right-password-wrong-code'), 0)
})
test('five wrong codes are told at the fifth, whether or not a sixth comes (OWASP: right password, wrong factor)', async () => {
  const who = await somebody()
  await guess(who, 5)
  assert.equal(await countNotices(who, 'right-password-wrong-code'), 1)
  await guess(who, 5)
  assert.equal(await countNotices(who, 'right-password-wrong-code'), 1, 'one mail in ten minutes')
})
test('somebody who spreads wrong codes over sign-ins is told of when the person’s budget locks', async () => {
  const who = await somebody()
  for (const times of [4, 4]) await guess(who, times)
  assert.equal(await countNotices(who, 'right-password-wrong-code'), 0)
  await guess(who, 2)
  assert.equal(await countNotices(who, 'right-password-wrong-code'), 1)
  const { rows } = await world.provider.database.pool.query(
    `select seq from audit_event where person_id = $1 and action = 'second-factor-locked'`,
    [who.sub],
  )
  assert.equal(rows.length, 1)
})
test('wrong recovery codes count, and are told, like wrong codes', async () => {
  const who = await somebody()
  const { browser, page } = await atCode(who)
  const recovery = await navigate(browser, page.url.href.replace('/code', '/recovery'))
  for (let time = 0; time < 5; time++)
    await fill(browser, recovery, { 'recovery-code': '0'.repeat(20) }, 'recovery-code')
  assert.equal(await countNotices(who, 'right-password-wrong-code'), 1)
})
test('a wrong password is told nobody by mail: anybody can type an address', async () => {
  const who = await somebody()
  const browser = onChrome()
  let page = await fill(
    browser,
    await begin(browser, authorizationRequest(world.settings.issuer)),
    { username: who.email },
    'username',
  )
  for (let time = 0; time < 4; time++) page = await fill(browser, page, { password: `${PASSWORD}!` }, 'password')
  assert.deepEqual(await noticesOf(who), [])
})

const putPerson = (who: TestPerson, more: Record<string, unknown>) =>
  world.api.call('PUT', `/api/directory/people/${who.id}`, {
    name: `Persoon ${who.id}`,
    email: who.email,
    language: 'en',
    active: true,
    memberships: [],
    ...more,
  })
test('an address that a directory changes is told at the old one and the new one; the old one hears of everything for 30 days, and then no more', async () => {
  const who = await somebody()
  const moved = { ...who, email: `moved-${who.email}` }
  assert.equal((await putPerson(who, { email: moved.email })).status, 200)
  for (const to of [who.email, moved.email])
    assert.match((await mailAt(to, /^Your e-mail address was changed$/u)).text, /App: Kade/u)
  clock.moveBy(29 * DAY)
  await signInWithTokens(world, moved, {}, onChrome())
  await mailAt(who.email, /^Logged in on a new device$/u)
  clock.moveBy(2 * DAY)
  await signInWithTokens(world, moved, {}, onChrome())
  assert.equal(await countNotices(who, 'new-device'), 2)
  await until(
    world.provider.database.pool,
    'every mail has left',
    async () =>
      (
        await world.provider.database.pool.query(
          `select id from pgboss.job where name = 'mail' and state <> 'completed'`,
        )
      ).rows.length === 0,
  )
  const countMails = (to: string) =>
    world.mail.messages.filter((mail) => mail.to.includes(to) && mail.subject === 'Logged in on a new device').length
  assert.deepEqual([countMails(moved.email), countMails(who.email)], [2, 1])
})
test('a directory that says the same address again, in other letters too, or one where the person chose another, tells nobody', async () => {
  const who = await somebody()
  for (const email of [who.email, who.email.toUpperCase()]) assert.equal((await putPerson(who, { email })).status, 200)
  await identity.people.changeEmail(who.sub, `own-${who.email}`, `own-${who.email}`, clock.now())
  assert.equal((await putPerson(who, { email: `other-${who.email}` })).status, 200)
  assert.deepEqual(await noticesOf(who), [])
})
for (const name of [
  'Sanne\r\nBcc: thief@evil.example',
  'Sanne\n\nLog in: https://evil.example',
  '<a href="https://evil.example">Sanne</a>',
]) {
  test(`a name from a directory makes no header, paragraph or link of its own: ${JSON.stringify(name).slice(0, 24)}`, async () => {
    const who = await somebody()
    const { status } = await putPerson(who, { name, email: `named-${who.email}` })
    assert.ok([200, 422].includes(status))
    if (status !== 200) return
    const mail = await mailAt(`named-${who.email}`, /^Your e-mail address was changed$/u)
    assert.deepEqual([mail.to, mail.header('bcc')], [[`named-${who.email}`], null])
    assert.doesNotMatch(mail.text, /^(?:Bcc|Log in):/mu)
    assert.doesNotMatch(mail.html, /<a href="https:\/\/evil/u)
  })
}

test('a code that was shown before is no guess: it tells nobody', async () => {
  const who = await somebody()
  const code = freshCode(world, who)
  const { browser, page } = await atCode(who)
  await fill(browser, page, { code }, 'code')
  const again = await atCode(who)
  let here = again.page
  for (let time = 0; time < 5; time++) here = await fill(again.browser, here, { code: codeNow(world, who) }, 'code')
  assert.equal(await countNotices(who, 'right-password-wrong-code'), 0)
  makeProofStale(world)
})
