// Activity: what happened to one's account, in plain words, by day, for 90 days; never somebody else's; and the way to
// lock it from there (P15, edge case 57).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openAccountPage, makeProofStale } from '#testing/account-driver.ts'
import { PASSWORD, runningWorld } from '#testing/running-world.ts'
import { authorizationRequest, begin, fill } from '#testing/openid-driver.ts'
import {
  type TestPerson,
  type EnrolledPerson,
  enrolledPerson,
  signInAs,
  postForm,
  refresh,
  signInWithTokens,
  userinfo,
  navigate,
  driveSignIn,
  wrongCode,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity, clock } = world
const PATH = '/account/activity'
const DAY = 86_400_000
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36'
let people = 0
const somebody = () => enrolledPerson(world, `active-${++people}`, ['none'])
const onlyPassword = ({ id, sub, email }: EnrolledPerson): TestPerson => ({ id, sub, email })
const happened = (who: TestPerson, count: number) =>
  identity.transaction(async (stores) => {
    for (let time = 0; time < count; time++)
      await stores.audit.append(
        { action: 'factor-renamed', result: 'done', actor: who.sub, personId: who.sub },
        clock.now(),
      )
  })
const rowsOf = (text: string): number => text.match(/Extra step renamed/gu)?.length ?? 0

test('sign-ins, changes and refused tries are listed by day, with device, place and app', async () => {
  const who = await somebody()
  const laptop = world.browser({ 'user-agent': CHROME })
  const wrong = world.browser()
  await fill(
    wrong,
    await fill(
      wrong,
      await begin(wrong, authorizationRequest(world.settings.issuer)),
      { username: who.email },
      'username',
    ),
    { password: `${PASSWORD}!` },
    'password',
  )
  const atCode = await driveSignIn(
    laptop,
    world,
    await begin(laptop, authorizationRequest(world.settings.issuer)),
    onlyPassword(who),
  )
  await fill(laptop, atCode, { code: wrongCode(world, who) }, 'code')
  await signInWithTokens(world, who, {}, laptop)
  const { page } = await openAccountPage(world, who, PATH, laptop)
  assert.deepEqual([page.status, page.heading], [200, 'Activity'])
  assert.match(page.text, /Logged in to Kade\s*\d\d:\d\d · Chrome on Windows · a local network/u)
  assert.match(page.text, /Kade was given access/u)
  assert.match(page.text, /A wrong code was entered\s*\d\d:\d\d · Chrome on Windows · a local network/u)
  assert.match(page.text, /Somebody tried to log in with a wrong password\s*\d\d:\d\d · a local network/u)
  clock.moveBy(DAY)
  const tomorrow = (await openAccountPage(world, who, PATH)).page
  assert.equal(tomorrow.body.match(/<h2>\d+ \w+ \d{4}<\/h2>/gu)?.length, 2, 'two days, two headings')
})

test('a try that never became a session shows its place too', async () => {
  const [who, stranger] = [await somebody(), world.browser({ 'user-agent': CHROME })]
  const page = await driveSignIn(
    stranger,
    world,
    await begin(stranger, authorizationRequest(world.settings.issuer)),
    onlyPassword(who),
  )
  await fill(stranger, page, { code: wrongCode(world, who) }, 'code')
  assert.match(
    (await openAccountPage(world, who, PATH)).page.text,
    /A wrong code was entered\s*\d\d:\d\d · Chrome on Windows · a local network/u,
  )
})

test('it is in Dutch for somebody who chose Dutch', async () => {
  const who = await somebody()
  await identity.people.chooseLanguage(who.sub, 'nl')
  const { page } = await openAccountPage(world, who, PATH)
  assert.equal(page.heading, 'Activiteit')
  assert.match(page.text, /Ingelogd\s*\d\d:\d\d/u)
})

test('somebody else’s activity is never there, whatever the address says (IDOR)', async () => {
  const [mine, theirs] = [await somebody(), await somebody()]
  await happened(theirs, 3)
  const { browser } = await openAccountPage(world, mine, PATH)
  const { seq } = await identity.audit.head()
  for (const query of [
    '',
    `?person=${theirs.sub}`,
    `?before=${seq + 1}`,
    '?before=999999999',
    `?before=${theirs.sub}`,
  ]) {
    const page = await browser.get(PATH + query)
    assert.deepEqual([page.status, rowsOf(page.text)], [200, 0], query)
  }
})

test('50 on a page, and links to the older and back to the newest', async () => {
  const who = await somebody()
  const { browser } = await openAccountPage(world, who, PATH)
  await happened(who, 120)
  const counts: number[] = []
  let page = await browser.get(PATH)
  for (let pages = 0; pages < 3; pages++) {
    counts.push(rowsOf(page.text))
    const older = page.links.find(({ text }) => text === 'Older')
    if (older) page = await navigate(browser, older.href)
  }
  assert.deepEqual(counts, [50, 50, 20])
  assert.equal(
    page.links.some(({ text }) => text === 'Older'),
    false,
  )
  assert.equal(
    rowsOf((await navigate(browser, page.links.find(({ text }) => text === 'Back to the newest')!.href)).text),
    50,
  )
})
for (const before of ['0', '-1', '1.5', '1e9', '%00', "1' or '1'='1", '9'.repeat(400), '2&before=1', '__proto__']) {
  test(`?before=${before.slice(0, 14)} is no place in the list: the page is shown, with no more than what is one’s own`, async () => {
    const { browser } = await openAccountPage(world, await somebody(), PATH)
    assert.ok([200, 400].includes((await browser.get(`${PATH}?before=${before}`)).status))
  })
}

test('after 90 days it is gone from the page', async () => {
  const who = await somebody()
  await happened(who, 1)
  clock.moveBy(89 * DAY)
  assert.equal(rowsOf((await openAccountPage(world, who, PATH)).page.text), 1)
  clock.moveBy(2 * DAY)
  assert.equal(rowsOf((await openAccountPage(world, who, PATH)).page.text), 0)
})

test('what a browser calls itself, and an app is called, is text (XSS)', async () => {
  const who = await somebody()
  const { browser } = await openAccountPage(
    world,
    who,
    PATH,
    world.browser({ 'user-agent': '<img src=x onerror=alert(1)> Chrome/147 Windows' }),
  )
  const { id } = (await identity.activeSessions.listByPerson(who.sub, clock.now()))[0]!
  // As if something let it through.
  await world.provider.database.db
    .updateTable('session')
    .set({ browser: '<script>alert(1)</script>, <b>' })
    .where('id', '=', id)
    .execute()
  const { body } = await browser.get(PATH)
  assert.doesNotMatch(body, /<script>alert|<img src=x|, <b>/u)
  assert.match(body, /&lt;script&gt;alert\(1\)/u)
})

test('My details shows the last three, and leads here', async () => {
  const who = await somebody()
  const { browser } = await openAccountPage(world, who, PATH)
  await happened(who, 5)
  const page = await browser.get('/account')
  assert.equal(rowsOf(page.text), 3)
  assert.ok(page.links.some(({ href }) => href.endsWith(PATH)))
})

test('“Lock my account”: asked once, then everybody is out, here and at applications, and its owner learns how to get back', async () => {
  const who = await somebody()
  clock.moveBy(4 * DAY)
  const elsewhere = await signInWithTokens(world, who)
  const { browser } = await openAccountPage(world, who, PATH)
  const lock = await browser.get(`${PATH}/lock`)
  assert.equal(lock.heading, 'Lock your account?')
  assert.equal((await identity.people.findById(who.sub))?.lockedAt, null, 'looking changes nothing')
  const done = await fill(browser, lock, {}, `${PATH}/lock`)
  assert.equal(done.heading, 'Your account is locked')
  assert.ok(
    done.links.some(({ href }) => href.endsWith('/forgotten')),
    'the way back is in sight',
  )
  assert.equal((await userinfo(world, elsewhere.accessToken)).status, 401)
  assert.equal((await refresh(world, elsewhere.refreshToken)).body['error'], 'invalid_grant')
  for (const each of [browser, elsewhere.browser])
    assert.notEqual((await navigate(each, '/account')).heading, 'My details')
  await world.mail.waitFor((mail) => mail.to.includes(who.email) && mail.subject === 'Your account is locked')
  assert.equal((await signInAs(world, who)).page.heading, 'Your account is locked')
})
test('it locks for nobody whose sign-in is not complete, and not from another site', async () => {
  const who = await somebody()
  const thief = world.browser()
  const page = await driveSignIn(thief, world, await navigate(thief, `/sign-in?next=${PATH}`), onlyPassword(who))
  assert.equal(page.url.pathname, '/sign-in/code')
  await postForm(thief, `${PATH}/lock`, {}, page.url.href)
  await postForm(world.browser(), `${PATH}/lock`, {}, '/sign-in?next=%2F')
  const { browser } = await openAccountPage(world, who, PATH)
  assert.equal(
    (
      await browser.ask(`${PATH}/lock`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: '',
      })
    ).status,
    403,
  )
  assert.equal((await identity.people.findById(who.sub))?.lockedAt, null)
  for (const address of [PATH, `${PATH}/lock`])
    assert.notEqual(
      (await navigate(thief, address)).status === 200 && (await navigate(thief, address)).heading,
      'Activity',
    )
  makeProofStale(world)
})
test('pressed ten times at the same time it locks once and mails once', async () => {
  const who = await somebody()
  const { browser } = await openAccountPage(world, who, PATH)
  const page = await browser.get(`${PATH}/lock`)
  await Promise.all(Array.from({ length: 10 }, () => browser.submit(page, {}, page.form(`${PATH}/lock`))))
  const { rows } = await world.provider.database.pool.query<{ action: string }>(
    `select action from audit_event where person_id = $1 and action = 'account-frozen'`,
    [who.sub],
  )
  assert.equal(rows.length, 1)
})
test('an application is called by its name in the reader’s language, and its logo stands beside it at Home', async () => {
  const kade = (await identity.applications.findByClientId('kade'))!
  await identity.applications.set(kade.id, { ...kade, names: { nl: 'Kade van het werk' } })
  const logo = { etag: 'e', mediaType: 'image/png', bytes: Buffer.from('x') } as const
  await identity.applicationLogos.set(kade.id, logo)
  const { browser } = await signInWithTokens(world, await somebody())
  assert.match((await navigate(browser, PATH)).text, /Logged in to Kade/u)
  await browser.get('/language/nl?back=/')
  const activity = await browser.get(PATH)
  assert.match(activity.text, /Ingelogd bij Kade van het werk/u)
  const img = `<img class="application-logo" src="/applications/${kade.id}/logo?v=e" alt="" width="32" height="32">`
  assert.ok((await browser.get('/')).body.includes(`${img}Kade van het werk</h3>`))
})
