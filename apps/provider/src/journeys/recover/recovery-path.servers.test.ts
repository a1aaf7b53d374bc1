// After "this was not me": what was added lately is out, and its owner opens the account alone with a new password and
// what they had before (decision 0012).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import { encodeBase32, stepAt } from '@sluis/otp'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { randomBytes } from 'node:crypto'
import { runningWorld } from '#testing/running-world.ts'
import { answerOf, authorizationRequest, arrive, begin, fill } from '#testing/openid-driver.ts'
import {
  requestReset,
  chooseNewPassword,
  lockAccountByLink,
  linkIn,
  mailsTo,
  mailTo,
  NEW_PASSWORD,
  RESET,
  resetLink,
} from '#testing/recovery-driver.ts'
import {
  type EnrolledPerson,
  enrolledPerson,
  freshCode,
  signInAs,
  postForm,
  signInWithTokens,
  statusOf,
  navigate,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const HOUR = 3_600_000
const notice = (who: EnrolledPerson) =>
  world.identity.transaction(async (stores) => stores.notMe.create(who.sub, 'enrolled', world.clock.now()))

/** Closes the account by a link as notices carry it. */
async function locked(who: EnrolledPerson): Promise<Page> {
  const link = `/not-me/${await notice(who)}`
  const browser = world.browser()
  return fill(browser, await browser.get(link), {}, link)
}
/** A further authenticator app, as an intruder would add one. */
async function addApp(who: EnrolledPerson, name: string): Promise<{ secret: string }> {
  const secret = randomBytes(20)
  await world.identity.totp.add(
    { id: randomId(), personId: who.sub, secret, label: name, step: stepAt(world.clock.now()) - 2 },
    world.clock.now(),
  )
  return { secret: encodeBase32(secret) }
}
/** Somebody whose own app is from more than three days ago. */
async function settled(id: string): Promise<EnrolledPerson> {
  const who = await enrolledPerson(world, id, ['none'])
  world.clock.moveBy(80 * HOUR)
  return who
}
const usable = async (who: EnrolledPerson) =>
  (await world.identity.factors.listByPerson(who.sub)).filter(
    ({ quarantinedAt, lostAt }) => quarantinedAt === null && lostAt === null,
  ).length
/** With the new password as far as it goes. */
const comeBack = async (who: EnrolledPerson, browser: CookieBrowser = world.browser()) =>
  signInAs(world, { ...who, password: NEW_PASSWORD, secret: undefined as never }, {}, browser)

test('recovery without help: a new password by mail, the app from before, and one button; what the intruder added is gone for good', async () => {
  const who = await settled('alone')
  const intruder = await addApp(who, 'intruder')
  const closed = await locked(who)
  assert.equal(closed.heading, 'Your account is locked')
  assert.match(closed.text, /Choose a new password\. We mail you a link/u)
  assert.equal(await usable(who), 1, 'the newer one is set aside')

  const refused = await signInAs(world, who)
  assert.deepEqual([refused.page.status, refused.page.heading], [403, 'Your account is locked'])
  assert.ok(
    refused.page.links.some(({ href }) => href === '/forgotten'),
    'it says what to do next',
  )

  const done = await chooseNewPassword(world.browser(), await resetLink(world, who.email))
  assert.match(done.text, /still locked/u)
  assert.equal((await statusOf(world, 'alone'))['reason'], 'locked', 'a reset opens nothing')

  const { browser, page: atCode } = await comeBack(who)
  assert.equal(atCode.heading, 'Enter the code')
  assert.equal(
    (await fill(browser, atCode, { code: freshCode(world, intruder) }, 'code')).status,
    422,
    'what was set aside proves nothing',
  )
  const unlockPage = await fill(browser, atCode, { code: freshCode(world, who) }, 'code')
  assert.equal(unlockPage.heading, 'Open your account again')
  assert.match(unlockPage.text, /Authenticator app/u)
  assert.equal((await statusOf(world, 'alone'))['reason'], 'locked', 'not before the button')
  const through = await driveSignIn(
    browser,
    world,
    await fill(browser, unlockPage, {}, unlockPage.forms[0]!.action),
    who,
  )
  assert.ok(answerOf(through).get('code'), 'and on to where they were going')
  assert.equal((await world.identity.factors.listByPerson(who.sub)).length, 1)
  assert.equal((await world.identity.recovery.findByPerson(who.sub))?.left, 10)
  const mail = await mailTo(world, who.email, /^Your account is open again$/u)
  assert.match(mail.text, /\/not-me\//u)
})

test('nothing but the page that unlocks the account is open during recovery', async () => {
  const who = await settled('nothing-else')
  await locked(who)
  await chooseNewPassword(world.browser(), await resetLink(world, who.email))
  const { browser, page: atCode } = await comeBack(who)
  const unlockPage = await fill(browser, atCode, { code: freshCode(world, who) }, 'code')
  assert.equal(unlockPage.heading, 'Open your account again')
  for (const address of [
    '/',
    '/account',
    '/account/email',
    '/account/password',
    '/account/recovery-codes',
    '/enrol?next=%2F',
    '/account/sessions',
    '/admin',
    '/check-up',
  ]) {
    const answer = await navigate(browser, address)
    assert.ok(answer.url.pathname.startsWith('/sign-in') || answer.status === 403, `${address}: ${answer.heading}`)
  }
  const request = authorizationRequest(world.settings.issuer)
  assert.equal((await begin(browser, request)).heading, 'Open your account again', 'no application gets anything')
  await postForm(browser, '/account/language', { language: 'nl' }, unlockPage.url.href)
  assert.equal((await world.identity.people.findById(who.sub))?.language, 'en')
})

test('the password of before opens nothing, with whatever second factor', async () => {
  const who = await settled('old-password')
  await locked(who)
  const { page } = await signInAs(world, who)
  assert.equal(page.status, 403)
})
test('with a new password and no second factor nobody gets by: not with a posted form, not at another address', async () => {
  const who = await settled('no-factor')
  await locked(who)
  await chooseNewPassword(world.browser(), await resetLink(world, who.email))
  const { browser, page } = await comeBack(who)
  assert.equal(page.heading, 'Enter the code')
  await postForm(browser, '/sign-in/open?next=%2F', {}, page.url.href)
  assert.equal((await world.identity.people.findById(who.sub))?.lockedAt === null, false)
})
test('an older recovery code will do as well: with the mailbox these are two proofs of recovery (NIST SP 800-63B-4 §4.2.2.2)', async () => {
  const who = await settled('by-code')
  await locked(who)
  await chooseNewPassword(world.browser(), await resetLink(world, who.email))
  const { browser, page } = await comeBack(who)
  const proofs = await navigate(browser, page.links.find(({ text }) => text.startsWith('Try another way'))!.href)
  const recovery = await navigate(browser, proofs.links.find(({ text }) => text.startsWith('A recovery code'))!.href)
  const unlockPage = await fill(browser, recovery, { 'recovery-code': who.recoveryCodes[0]! }, 'recovery-code')
  assert.equal(unlockPage.heading, 'Open your account again')
  assert.equal(
    (await fill(browser, unlockPage, {}, unlockPage.forms[0]!.action)).heading,
    'Where is your phone?',
    'then the fork, as after every recovery code',
  )
  assert.equal((await world.identity.people.findById(who.sub))?.lockedAt, null)
})
test('recovery codes that an intruder made are set aside: they prove nothing', async () => {
  const who = await settled('new-codes')
  const set = (await world.identity.recovery.findByPerson(who.sub))!
  await world.provider.database.db
    .updateTable('recovery_code_set')
    .set({ created_at: world.clock.now() })
    .where('id', '=', set.id)
    .execute()
  await locked(who)
  assert.equal((await world.identity.recovery.findByPerson(who.sub))?.left, 0)
  await chooseNewPassword(world.browser(), await resetLink(world, who.email))
  const { browser, page } = await comeBack(who)
  await postForm(browser, '/sign-in/recovery?next=%2F', { 'recovery-code': who.recoveryCodes[0]! }, page.url.href)
  assert.ok((await navigate(browser, '/account')).url.pathname.startsWith('/sign-in'))
  assert.notEqual((await world.identity.people.findById(who.sub))?.lockedAt, null)
})
test('where every second factor is new, the page says that a human has to unlock it, and nothing leads around that', async () => {
  const who = await enrolledPerson(world, 'all-new', ['none'])
  const closed = await locked(who)
  assert.match(closed.text, /Ask the HR department/u)
  assert.ok(!closed.links.some(({ href }) => href === '/forgotten'), 'no advice that leads nowhere')
  const done = await chooseNewPassword(world.browser(), await resetLink(world, who.email), 'paarse fietsen rijden door')
  assert.match(done.text, /Ask the HR department/u)
  const { page } = await comeBack(who)
  assert.deepEqual([page.status, page.heading], [403, 'Your account is locked'])
  assert.match(page.text, /Ask the HR department/u)
})
test('a lock drops what was under way: links for a new password, an address that waits, an enrolment', async () => {
  const who = await settled('under-way')
  const link = await resetLink(world, who.email)
  const waiting = await world.identity.emailChanges.create(
    {
      personId: who.sub,
      previousEmail: who.email,
      previousKey: who.email,
      previousChosenAt: null,
      newEmail: 'intruder@example.com',
    },
    world.clock.now(),
  )
  const { browser } = await signInWithTokens(world, who)
  await locked(who)
  assert.equal((await world.browser().get(link)).status, 410)
  assert.equal(await world.identity.emailChanges.findByToken(waiting, world.clock.now()), undefined)
  assert.ok((await navigate(browser, '/account')).url.pathname.startsWith('/sign-in'))
  assert.equal(mailsTo(world, 'intruder@example.com', /./u), 0)
})
test('a lock brings back the address from before all changes of the last three days, and its notice goes there alone', async () => {
  const who = await settled('address')
  const { identity, clock } = world
  for (const [previous, fresh] of [
    [who.email, 'first@evil.example'],
    ['first@evil.example', 'second@evil.example'],
  ] as const) {
    const token = await identity.emailChanges.create(
      { personId: who.sub, previousEmail: previous, previousKey: previous, previousChosenAt: null, newEmail: fresh },
      clock.now(),
    )
    await identity.transaction(async (stores) => {
      await stores.emailChanges.confirm(token, who.sub, clock.now())
      await stores.people.changeEmail(who.sub, fresh, fresh, clock.now())
      await stores.previousAddresses.save(who.sub, previous, clock.now())
    })
    clock.moveBy(HOUR)
  }
  await locked(who)
  assert.equal((await identity.people.findById(who.sub))?.email, who.email)
  await mailTo(world, who.email, /^Your account is locked$/u)
  assert.equal(mailsTo(world, 'first@evil.example', /./u) + mailsTo(world, 'second@evil.example', /./u), 0)
  assert.deepEqual(await identity.previousAddresses.listByPerson(who.sub, clock.now()), [])
})
test('of the link one wins: the second press finds it over, and says what to do', async () => {
  const who = await settled('once')
  const link = `/not-me/${await notice(who)}`
  const browsers = [world.browser(), world.browser()] as const
  const pages = [await browsers[0].get(link), await browsers[1].get(link)] as const
  const answers = await Promise.all(browsers.map((browser, at) => fill(browser, pages[at]!, {}, link)))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((one, other) => one - other),
    [200, 410],
  )
  assert.ok(answers.find(({ status }) => status === 410)!.links.some(({ href }) => href === '/forgotten'))
})
test('pressed again from the mail of a new password that somebody else chose, it is over with that password too', async () => {
  const who = await settled('again')
  await locked(who)
  await chooseNewPassword(world.browser(), await resetLink(world, who.email))
  assert.equal((await comeBack(who)).page.heading, 'Enter the code')
  await lockAccountByLink(world, await mailTo(world, who.email, /^You have a new password$/u))
  assert.equal((await comeBack(who)).page.status, 403)
})
test('the mail of a recovery code leads the same way, and asking for a link while locked works', async () => {
  const who = await settled('mailed')
  const { browser, page } = await signInAs(world, { ...who, secret: undefined as never })
  const recovery = await navigate(
    browser,
    (await navigate(browser, page.links.find(({ text }) => text.startsWith('Try another way'))!.href)).links.find(
      ({ text }) => text.startsWith('A recovery code'),
    )!.href,
  )
  await fill(browser, recovery, { 'recovery-code': who.recoveryCodes[3]! }, 'recovery-code')
  assert.equal(
    (await lockAccountByLink(world, await mailTo(world, who.email, /recovery code was used/u))).heading,
    'Your account is locked',
  )
  await requestReset(world, who.email)
  assert.ok(linkIn(world, await mailTo(world, who.email, RESET), 'forgotten'))
  await arrive(browser, await browser.get('/'))
})
