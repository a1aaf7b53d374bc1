// Several authenticator apps side by side: added, named, tried out, removed, and a new phone in the place of the old
// one.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { runningWorld } from '#testing/running-world.ts'
import { addApp, openAccountPage, makeProofStale } from '#testing/account-driver.ts'
import { fill, setupKeyOf } from '#testing/openid-driver.ts'
import {
  type EnrolledPerson,
  codeNow,
  enrolledPerson,
  freshCode,
  postForm,
  submitAndFollow,
  signInWithTokens,
  userinfo,
  navigate,
  driveSignIn,
  wrongCode,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity, clock } = world

const appsOf = (who: EnrolledPerson) => identity.totp.listByPerson(who.sub)
const auditOf = async (who: EnrolledPerson) =>
  (
    await world.provider.database.pool.query<{ action: string }>(
      'select action from audit_event where person_id = $1 order by seq',
      [who.sub],
    )
  ).rows.map(({ action }) => action)
const mailsTo = (who: EnrolledPerson) => world.mail.messages.filter(({ to }) => to.includes(who.email))
let people = 0
const somebody = (companies = ['required']) => enrolledPerson(world, `app-${++people}`, companies)
/** With a second app beside the first. */
async function withTwo(companies?: string[]) {
  const who = await somebody(companies)
  const { browser } = await openAccountPage(world, who, '/account/authenticators/add')
  const { secret, page } = await addApp(world, browser)
  const [added, first] = (await appsOf(who)) as [
    Awaited<ReturnType<typeof appsOf>>[0],
    Awaited<ReturnType<typeof appsOf>>[0],
  ]
  return { who, browser, secret, page, added, first }
}

test('a further app is kept beside the first, both work, and the recovery codes stay (issue 3, factors)', async () => {
  const { who, page, secret } = await withTwo()
  assert.equal(page.heading, 'Authenticator app')
  assert.match(page.text, /Your new app works\. Give it a name/u)
  assert.ok(page.body.indexOf('id="name"') < page.body.indexOf('id="code"'), 'its name is asked for first')
  assert.equal((await appsOf(who)).length, 2)
  const codes = await identity.recovery.findByPerson(who.sub)
  assert.deepEqual([codes?.left, codes?.isSaved], [10, true])
  for (const each of [who.secret, secret]) {
    const browser = world.browser()
    assert.equal(
      (await driveSignIn(browser, world, await navigate(browser, '/account'), { ...who, secret: each })).heading,
      'My details',
    )
  }
  assert.ok((await auditOf(who)).includes('factor-added'))
  const mail = await world.mail.waitFor(
    (each) => each.to.includes(who.email) && each.subject === 'A way to log in was added',
  )
  assert.match(mail.text, /authenticator app/u)
})

test('entries of one day differ by a number, also from one that was shown and never confirmed (edge case 6)', async () => {
  const who = await somebody()
  const today = (await appsOf(who))[0]!.label
  const { browser } = await openAccountPage(world, who, '/account/authenticators/add')
  await browser.get('/account/authenticators/add/key')
  const elsewhere = (await openAccountPage(world, who, '/account/authenticators/add')).browser
  await addApp(world, elsewhere)
  const labels = (await appsOf(who)).map(({ label }) => label)
  assert.deepEqual(labels.toSorted(), [today, today.replace(/\)$/u, ', 3)')].toSorted())
})

test('the key stays the same after a reload and in a second tab, and is not asked a factor for again in the middle (M13, P8)', async () => {
  const who = await somebody()
  const { browser } = await openAccountPage(world, who, '/account/authenticators/add')
  const first = await browser.get('/account/authenticators/add/key')
  makeProofStale(world)
  const again = await browser.get('/account/authenticators/add/key')
  assert.deepEqual(
    [again.status, /[A-Z2-7]{32}/u.exec(again.body.replace(/<[^>]+>/gu, ''))?.[0]],
    [200, /[A-Z2-7]{32}/u.exec(first.body.replace(/<[^>]+>/gu, ''))?.[0]],
  )
  assert.equal(
    (await navigate(browser, '/account/authenticators/add')).heading,
    'Enter your password',
    'a new one is begun with fresh proofs alone',
  )
})

test('Back after a further app says that it is connected: no error of before is told, and no other key begun', async () => {
  const who = await somebody()
  const { browser, page: intro } = await openAccountPage(world, who, '/account/authenticators/add')
  const key = await navigate(browser, intro.links.find(({ text }) => text === 'Next')!.href)
  const secret = setupKeyOf(key)
  const wrong = await fill(browser, key, { code: wrongCode(world, { secret }) }, 'code')
  assert.match(wrong.text, /That code isn.t right/u)
  await fill(browser, wrong, { code: codeNow(world, { secret }) }, 'code')
  const begun = async () => (await auditOf(who)).filter((action) => action === 'enrolment-begun').length
  const before = await begun()
  for (const { url } of [wrong, key]) {
    const back = await navigate(browser, url.pathname + url.search)
    assert.deepEqual([back.status, back.heading], [200, 'This app is connected'])
    assert.ok(back.links.some(({ href, text }) => href === '/account' && text === 'To My details'))
  }
  assert.equal(await begun(), before)
  // Asked for anew, there is another key.
  const anew = await navigate(
    browser,
    (await navigate(browser, intro.url.pathname)).links.find(({ text }) => text === 'Next')!.href,
  )
  assert.ok(setupKeyOf(anew) !== secret && anew.heading === 'Connect your app')
})

test('left half-way, a further app is not there (P10); a wrong code adds nothing', async () => {
  const who = await somebody()
  const { browser } = await openAccountPage(world, who, '/account/authenticators/add')
  await browser.get('/account/authenticators/add/key')
  const page = await fill(browser, await browser.get('/account/authenticators/add/code'), { code: '000000' }, 'code')
  assert.equal(page.status, 422)
  assert.equal((await appsOf(who)).length, 1)
})

test('of ten that confirm one further app at the same time, one adds it', async () => {
  const who = await somebody()
  const { browser } = await openAccountPage(world, who, '/account/authenticators/add')
  const key = await browser.get('/account/authenticators/add/key')
  const secret = /[A-Z2-7]{32}/u.exec(key.body.replace(/<[^>]+>/gu, ''))![0]
  const page = await browser.get('/account/authenticators/add/code')
  await Promise.all(
    Array.from({ length: 10 }, () => browser.submit(page, { code: codeNow(world, { secret }) }, page.form('code'))),
  )
  assert.equal((await appsOf(who)).length, 2)
})

test('an app gets a name, which My details shows as text; one that is too long is refused', async () => {
  const { who, browser, page } = await withTwo()
  const named = await fill(browser, page, { name: ' Work <b>tablet</b>\u202E ' }, 'name')
  assert.equal(named.heading, 'Work <b>tablet</b>')
  assert.ok(!named.body.includes('<b>tablet'))
  assert.equal((await fill(browser, named, { name: 'x'.repeat(41) }, 'name')).status, 422)
  assert.match((await navigate(browser, '/account')).text, /Work <b>tablet<\/b>/u)
  assert.deepEqual(
    (await appsOf(who)).map(({ name }) => name),
    ['Work <b>tablet</b>', ''],
  )
  // The same again is no change, neither there nor in Activity; none is told as none.
  const same = await fill(browser, named, { name: 'Work <b>tablet</b>' }, 'name')
  assert.match(same.text, /Nothing was changed/u)
  assert.match((await fill(browser, same, { name: ' ' }, 'name')).text, /The name was removed/u)
  assert.match((await fill(browser, same, { name: '' }, 'name')).text, /Nothing was changed/u)
  assert.equal((await auditOf(who)).filter((action) => action === 'factor-renamed').length, 2)
})

test('trying out a code says right, wrong, used, or a wrong clock, consumes a right one, and changes nothing else', async () => {
  const who = await somebody()
  const app = (await appsOf(who))[0]!
  const { browser } = await openAccountPage(world, who, `/account/authenticators/${app.id}`)
  const here = () => navigate(browser, `/account/authenticators/${app.id}`)
  const tries = async (code: string) => fill(browser, await here(), { code }, 'code')
  const right = freshCode(world, who)
  assert.match((await tries(right)).text, /That code is right\. Your app works\./u)
  assert.match((await tries(right)).text, /This code was already used/u)
  const wrong = await tries(wrongCode(world, who))
  assert.deepEqual([wrong.status, /That code isn.t right\./u.test(wrong.text)], [422, true])
  assert.match((await tries('12345')).text, /The code has 6 digits\. You entered 5/u)
  const [before] = await appsOf(who)
  assert.deepEqual([(await appsOf(who)).length, before?.label], [1, app.label])
  assert.ok((await auditOf(who)).includes('factor-tested'))
})

test('tries on the page that tests a code count like every other try: it is no place to guess (rule 3)', async () => {
  const who = await somebody()
  const app = (await appsOf(who))[0]!
  const { browser, page } = await openAccountPage(world, who, `/account/authenticators/${app.id}`)
  let last = page
  for (let time = 0; time < 5; time++)
    last = await fill(
      browser,
      await navigate(browser, `/account/authenticators/${app.id}`),
      { code: wrongCode(world, who) },
      'code',
    )
  last = await fill(
    browser,
    await navigate(browser, `/account/authenticators/${app.id}`),
    { code: codeNow(world, who) },
    'code',
  )
  assert.deepEqual([last.status, /Too many wrong codes/u.test(last.text)], [429, true])
})

test('an app is removed after one question; its code proves nothing from then on, and pages name the entry to delete (edge case 62)', async () => {
  const { who, browser, secret, added } = await withTwo()
  const asked = await navigate(browser, `/account/authenticators/${added.id}/remove`)
  assert.match(asked.heading, /^Remove “Authenticator app”\?$/u)
  assert.match(
    (await fill(browser, asked, {}, `/account/authenticators/${added.id}/remove`)).text,
    /That app was removed/u,
  )
  assert.equal((await appsOf(who)).length, 1)
  const back = await navigate(browser, `/account/authenticators/${added.id}`)
  assert.deepEqual([back.status, back.heading], [404, 'This is no longer there'])
  assert.ok(back.links.some(({ href, text }) => href === '/account' && text === 'To My details'))
  const other = world.browser()
  const atCode = await driveSignIn(other, world, await navigate(other, '/account'), {
    ...who,
    secret: undefined as never,
  })
  assert.match(
    atCode.text,
    new RegExp(`An old entry in your app no longer works.*${added.label.replaceAll(/[.()+]/gu, '\\$&')}`, 'u'),
  )
  assert.equal((await fill(other, atCode, { code: freshCode(world, { secret }) }, 'code')).status, 422)
  await world.mail.waitFor((each) => each.to.includes(who.email) && each.subject === 'A way to log in was removed')
  assert.ok((await auditOf(who)).includes('factor-removed'))
})

test('sessions that were let in by a removed app end; those of another factor go on (ASVS 7.4.3)', async () => {
  const { who, browser, secret, added } = await withTwo(['none'])
  const byAdded = await signInWithTokens(world, { ...who, secret })
  const byFirst = await signInWithTokens(world, who)
  const asked = await navigate(browser, `/account/authenticators/${added.id}/remove`)
  await fill(
    browser,
    asked.heading.startsWith('Remove') ? asked : await driveSignIn(browser, world, asked, who),
    {},
    `/account/authenticators/${added.id}/remove`,
  )
  assert.deepEqual(
    [(await userinfo(world, byAdded.accessToken)).status, (await userinfo(world, byFirst.accessToken)).status],
    [401, 200],
  )
})

test('the last app stays while a second factor is mandatory, with the reason and the instant (P16); of two removals at the same time one is refused', async () => {
  const { who, browser, added, first } = await withTwo()
  const remove = (id: string) => submitAndFollow(browser, `/account/authenticators/${id}/remove`, {}, '/account')
  const pages = await Promise.all([added, first].map(({ id }) => browser.get(`/account/authenticators/${id}/remove`)))
  await Promise.all(pages.map((page) => browser.submit(page, {}, page.form(page.url.pathname))))
  const left = await appsOf(who)
  assert.equal(left.length, 1)
  const refused = await remove(left[0]!.id)
  assert.deepEqual([refused.status, refused.heading], [409, 'This is your only way for the extra step'])
  assert.match(refused.text, /mandatory at Garage Van Dijk since \d+ \w+ \d{4} at \d\d:\d\d/u)
  assert.equal((await appsOf(who)).length, 1)
})

test('somebody else’s app, one that is not there and nonsense look the same: 404, and nothing changes', async () => {
  const [who, other] = [await somebody(), await somebody()]
  const foreign = (await appsOf(other))[0]!.id
  const { browser } = await openAccountPage(world, who, '/account/authenticators/add')
  for (const id of [foreign, '00000000-0000-4000-8000-000000000000', 'x', `${foreign}0`])
    for (const [path, fields] of [
      ['', null],
      ['/remove', null],
      ['/remove', {}],
      ['/name', { name: 'mine' }],
      ['/test', { code: codeNow(world, other) }],
    ] as const) {
      const address = `/account/authenticators/${id}${path}`
      const page = fields === null ? await browser.get(address) : await postForm(browser, address, fields, '/account')
      // What could be no such address leads nowhere of its own.
      assert.ok(page.status === 404 || (id.length !== 36 && page.status === 303), `${address}: ${page.status}`)
    }
  assert.deepEqual(
    (await appsOf(other)).map(({ name, id }) => [name, id]),
    [['', foreign]],
  )
})

test('New phone: the new one is added and proved, then the old one is removed by name; left half-way nothing is lost (edge case 5)', async () => {
  const who = await somebody()
  const { browser, page } = await openAccountPage(world, who, '/account/authenticators/new-phone')
  assert.equal(page.heading, 'New phone?')
  const { secret, page: old } = await addApp(world, browser, 'new-phone')
  assert.equal(old.heading, 'Now remove the old phone?')
  assert.equal((await appsOf(who)).length, 2, 'both work when it is left here')
  const back = await navigate(browser, '/account/authenticators/new-phone/old')
  assert.ok(back.text.includes((await appsOf(who))[1]!.label))
  const named = await fill(browser, back, { name: 'My new phone' }, 'name')
  assert.match(named.text, /The name is saved/u)
  assert.deepEqual(
    (await appsOf(who)).map(({ name }) => name),
    ['My new phone', ''],
  )
  const asked = await navigate(browser, back.links.find(({ text }) => text === 'Remove it')!.href)
  assert.equal(asked.heading, 'Remove “Authenticator app”?')
  assert.equal((await appsOf(who)).length, 2, 'asking removes nothing')
  const done = await fill(browser, asked, {}, 'entry')
  assert.match(done.text, /Your new phone has taken over/u)
  assert.deepEqual((await appsOf(who)).length, 1)
  const next = world.browser()
  assert.equal(
    (await driveSignIn(next, world, await navigate(next, '/account'), { ...who, secret })).heading,
    'My details',
  )
  assert.equal(
    (await navigate(next, '/account/authenticators/new-phone/old')).heading,
    'My details',
    'nothing is older any more',
  )
})

test('New phone: where a name is asked for there is a field for it; a name that is too long is told there and changes nothing', async () => {
  const who = await somebody()
  const { browser } = await openAccountPage(world, who, '/account/authenticators/new-phone')
  const { page: old } = await addApp(world, browser, 'new-phone')
  assert.match(old.text, /Give it a name here.*What do you call it\?/u)
  const refused = await fill(browser, old, { name: 'x'.repeat(200) }, 'name')
  assert.equal(refused.status, 422)
  assert.match(refused.text, /Something is wrong|There is a problem|at the most/u)
  assert.match(refused.body, /value="x{200}"/u, 'what was typed is there still')
  assert.ok((await appsOf(who)).every(({ name }) => name === ''))
})

test('New phone: the newest is not removed there, nor an id that somebody put into the form', async () => {
  const { who, browser, added } = await withTwo()
  for (const entry of [added.id, 'x', '', '00000000-0000-4000-8000-000000000000'])
    await postForm(browser, '/account/authenticators/new-phone/old', { entry }, '/account')
  assert.equal((await appsOf(who)).length, 2)
})

test('a recovery code adds a new app, and takes none away, makes no new codes and switches nothing off', async () => {
  const who = await somebody(['none'])
  const app = (await appsOf(who))[0]!
  const browser = world.browser()
  const atCode = await driveSignIn(browser, world, await navigate(browser, '/account'), {
    ...who,
    secret: undefined as never,
  })
  const recovery = await navigate(browser, `/sign-in/recovery?next=${encodeURIComponent('/account')}`)
  assert.equal(atCode.heading, 'Enter the code')
  const fork = await fill(browser, recovery, { 'recovery-code': who.recoveryCodes[0]! }, 'recovery-code')
  await fill(browser, fork, { phone: 'elsewhere' }, 'phone')
  for (const address of [
    `/account/authenticators/${app.id}/remove`,
    '/account/recovery-codes',
    '/account/two-step/off',
  ]) {
    assert.equal((await navigate(browser, address)).heading, 'First a code from an app', 'and is not offered it')
    const page = await submitAndFollow(browser, address, {}, '/account')
    assert.deepEqual([page.status, page.heading], [403, 'First a code from an app'], address)
  }
  assert.equal((await appsOf(who)).length, 1)
  assert.equal((await navigate(browser, '/account/authenticators/add')).heading, 'Add an authenticator app')
})

test('a clock that runs ahead in right codes is shown in My details, and never at first (edge case 12)', async () => {
  const who = await somebody()
  const ahead = { ...clock, phoneTime: () => new Date(clock.phoneTime().getTime() + 30_000) }
  const { browser } = await openAccountPage(world, who, '/account')
  assert.doesNotMatch((await navigate(browser, '/account')).text, /The clock of the phone/u)
  for (let time = 0; time < 3; time++) {
    const again = world.browser()
    clock.moveBy(60_000)
    const atCode = await driveSignIn(again, world, await navigate(again, '/account'), {
      ...who,
      secret: undefined as never,
    })
    await fill(again, atCode, { code: codeNow({ ...world, clock: ahead }, who) }, 'code')
  }
  assert.match(
    (await navigate(browser, '/account')).text,
    /The clock of the phone with “[^”]+” is fast\. Set its date and time to automatic/u,
  )
})

test('mails of a change go out once for each', async () => {
  const { who, browser, added } = await withTwo()
  const asked = await navigate(browser, `/account/authenticators/${added.id}/remove`)
  await Promise.all(
    Array.from({ length: 5 }, () =>
      browser.submit(asked, {}, asked.form(`/account/authenticators/${added.id}/remove`)),
    ),
  )
  await world.mail.waitFor((each) => each.to.includes(who.email) && each.subject === 'A way to log in was removed')
  assert.equal(mailsTo(who).filter(({ subject }) => subject === 'A way to log in was removed').length, 1)
})
