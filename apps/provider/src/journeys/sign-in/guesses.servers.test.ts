// Whoever has somebody's password and guesses their codes shuts out strangers, and never the owner (decision 0023).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { softPhone } from '@sluis/test-kit'
import { sha256 } from '@sluis/server-kit/sealing'
import { budgetsOf } from '#identity/attempts/guess-budgets.ts'
import {
  chooseNewPassword,
  linkIn,
  lockAccountByLink,
  mailsTo,
  mailTo,
  NEW_PASSWORD,
  resetLink,
} from '#testing/recovery-driver.ts'
import { answerOf, authorizationRequest, begin, enrol, fill } from '#testing/openid-driver.ts'
import { runningWorld } from '#testing/running-world.ts'
import {
  driveSignIn,
  type EnrolledPerson,
  enrolledPerson,
  freshCode,
  navigate,
  signInAs,
  type TestPerson,
  voucherFor,
  wrongCode,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
world.settings.trustedProxies.addAddress('127.0.0.1')
const { issuer } = world.settings
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const TWO_FACTOR = 'urn:sluis:acr:two-factor'
const STRANGER = '203.0.113.66'
const from = (address: string): CookieBrowser => world.browser({ 'x-forwarded-for': address })

async function atCode(who: TestPerson, browser = world.browser()): Promise<{ browser: CookieBrowser; page: Page }> {
  const page = await driveSignIn(browser, world, await begin(browser, authorizationRequest(issuer)), {
    ...who,
    secret: undefined as never,
  })
  assert.equal(page.heading, 'Enter the code')
  return { browser, page }
}
const tryCode = async (who: EnrolledPerson, code: string, browser = world.browser()): Promise<Page> => {
  const at = await atCode(who, browser)
  return fill(at.browser, at.page, { code }, 'code')
}
/** As if a stranger had guessed so many times, at no pace. */
async function guessed(who: TestPerson, times: number): Promise<void> {
  for (const { bucket, rateLimit } of budgetsOf('code', who.sub, {
    from: 'stranger',
    signIn: 'any',
    network: STRANGER,
    isOpened: false,
  })) {
    await world.identity.attempts.consume(bucket, rateLimit, world.clock.now(), who.sub)
    await world.provider.database.db
      .updateTable('attempt')
      .set(({ eb }) => ({ failures: eb('failures', '+', times - 1) }))
      .where('bucket', '=', sha256(bucket))
      .execute()
  }
}
const CLOSED = /^Somebody is guessing your codes$/u
const admin = await enrolledPerson(world, 'helper', ['none'], { administrator: true })
const adminBrowser = world.browser()
async function openByHuman(who: TestPerson): Promise<Page> {
  world.clock.moveBy(30_000)
  const page = await driveSignIn(adminBrowser, world, await navigate(adminBrowser, '/admin'), admin)
  return fill(adminBrowser, page, { reason: 'called back on the known number' }, `/admin/people/${who.sub}/open`)
}

test('whoever a human lets in again gets in with what they set up anew, whatever was guessed before and since', async () => {
  const who = await enrolledPerson(world, 'let-in', ['none'])
  const app = { ...who, secret: undefined as never }
  await world.identity.previousAddresses.save(who.sub, 'before@example.org', world.clock.now())
  await guessed(who, 99)
  const { browser, page } = await atCode(who, from('203.0.113.1'))
  assert.equal((await fill(browser, page, { code: wrongCode(world, who) }, 'code')).status, 422)
  const closed = await fill(browser, page, { code: freshCode(world, who) }, 'code')
  assert.equal(closed.status, 403, 'at a hundred (NIST SP 800-63B-4 §3.2.2)')
  assert.match(closed.text, /Choose “Try another way”, or a new password/u)
  await mailTo(world, 'before@example.org', CLOSED)
  const mail = await mailTo(world, who.email, CLOSED)

  const older = await world.identity.notMe.create(who.sub, 'new-device', world.clock.now())
  await lockAccountByLink(world, mail)
  const reset = await resetLink(world, who.email)
  assert.match((await openByHuman(who)).text, /The account is open again/u)
  for (const link of [`/not-me/${older}`, linkIn(world, mail, 'not-me'), reset])
    assert.equal((await world.browser().get(link)).status, 410, 'a link from before it was opened is dead')

  await guessed(who, 100)
  const voucher = await voucherFor(world, 'let-in')
  const enrolling = await signInAs(world, app, { acr_values: TWO_FACTOR, voucher })
  const { secret } = await enrol(world, enrolling.browser, enrolling.page)
  const again = { ...who, secret }
  await guessed(who, 100)
  // Access was granted at the set-up.
  const isIn = async () => answerOf(await tryCode(again, freshCode(world, again))).has('code')
  assert.ok(await isIn(), 'in a new browser too')

  world.clock.moveBy(73 * HOUR)
  await guessed(who, 1)
  assert.equal((await tryCode(again, freshCode(world, again))).status, 403, 'what was guessed meanwhile counts then')
  assert.match((await openByHuman(who)).text, /The account is open again/u)
  await mailTo(world, who.email, /^Your codes work again$/u)
  assert.equal(await world.identity.attempts.isHeldUp(who.sub, 100, world.clock.now()), false)
  assert.ok(await isIn(), 'the app has stayed')
})
test('strangers keep the owner out neither of a browser in which they were let in before, nor with a recovery code', async () => {
  const who = await enrolledPerson(world, 'at-home', ['none'])
  const known = (await signInAs(world, who)).browser
  await guessed(who, 100)
  await fill(known, await navigate(known, '/'), {}, '/sign-out')
  assert.ok(answerOf((await signInAs(world, who, { prompt: 'login' }, known)).page).get('code'))
  const { browser, page } = await atCode(who)
  const refused = await fill(browser, page, { code: freshCode(world, who) }, 'code')
  assert.equal(refused.status, 403, 'which buys strangers no tries')
  const next = page.url.searchParams.get('next')!
  const recovery = await navigate(browser, `/sign-in/recovery?next=${encodeURIComponent(next)}`)
  const proved = await fill(browser, recovery, { 'recovery-code': who.recoveryCodes[0]! }, 'recovery-code')
  assert.equal(proved.heading, 'Where is your phone?')
  assert.ok(answerOf(await tryCode(who, freshCode(world, who))).get('code'), 'and the codes are open again')
})
test('a new password opens the codes that strangers have closed, and once a week, so that a mailbox buys no tries', async () => {
  const who = await enrolledPerson(world, 'renewed', ['none'])
  for (const [expected, password] of [
    [200, NEW_PASSWORD],
    [403, `${NEW_PASSWORD} nog eens`],
  ] as const) {
    await guessed(who, 100)
    await chooseNewPassword(world.browser(), await resetLink(world, who.email), password)
    const then = await tryCode({ ...who, password }, freshCode(world, who))
    assert.equal(then.status, expected)
  }
})
test('a code that was told to belong to a clock that is off is not taken when its time comes', async () => {
  const who = await enrolledPerson(world, 'oracle', ['none'])
  const { browser, page } = await atCode(who)
  const ahead = softPhone(who.secret).codeAt(new Date(world.clock.phoneTime().getTime() + 5 * MINUTE))
  assert.match((await fill(browser, page, { code: ahead }, 'code')).text, /clock is 5 minutes ahead of ours/u)
  world.clock.moveBy(5 * MINUTE)
  assert.match((await fill(browser, page, { code: ahead }, 'code')).text, /This code was already used/u)
  assert.equal((await fill(browser, page, { code: freshCode(world, who) }, 'code')).heading, 'Grant access to Kade')
})
test('of two sessions with a voucher that confirm at the same moment one sets up, and the other is asked for its code', async () => {
  const who = await world.person('two-at-once', ['prompt'])
  const ready = async () => {
    const more = { acr_values: TWO_FACTOR, voucher: await voucherFor(world, 'two-at-once') }
    const { browser, page } = await signInAs(world, who, more)
    const code = await fill(browser, page, { code: '' }, 'code')
    const secret = /([A-Z2-7]{32})/u.exec(page.body.replaceAll(/<[^>]+>|\s/gu, ''))![1]!
    return () => fill(browser, code, { code: softPhone(secret).codeAt(world.clock.phoneTime()) }, 'code')
  }
  const both = [await ready(), await ready()]
  const headings = (await Promise.all(both.map((press) => press()))).map(({ heading }) => heading)
  assert.deepEqual(headings.toSorted(), ['Enter the code', 'Keep your recovery codes'])
  assert.equal((await world.identity.totp.listByPerson(who.sub)).length, 1)
})

async function atGuard(who: TestPerson, browser: CookieBrowser): Promise<Page> {
  const { page } = await signInAs(world, who, {}, browser)
  assert.equal(page.heading, 'First, check that it is you')
  return page
}
const sendForm = (page: Page): string => page.forms.find(({ action }) => action.startsWith('/enrol/email/send'))!.action
test('wrong mailed codes are recorded and told, use up nothing of others, and a new password resets them', async () => {
  const who = await world.person('mailed-guesses', ['required'])
  const stranger = from(STRANGER)
  let page = await atGuard(who, stranger)
  for (let mail = 0; mail < 3; mail++) page = await fill(stranger, page, {}, sendForm(page))
  for (let time = 0; time < 10; time++) await fill(stranger, page, { code: '000000' }, 'code')
  assert.equal((await fill(stranger, page, { code: '000000' }, 'code')).status, 429)
  assert.equal((await fill(stranger, page, {}, sendForm(page))).status, 429)
  const trail = await world.identity.audit.listByPerson(who.sub, 50)
  assert.equal(trail.filter(({ action }) => action === 'mailed-code-refused').length, 10)
  await mailTo(world, who.email, /^Somebody knows your password$/u)
  assert.equal(mailsTo(world, who.email, /^Somebody knows your password$/u), 1)

  const owner = world.browser()
  const theirs = await atGuard(who, owner)
  const sent = await fill(owner, theirs, {}, sendForm(theirs))
  assert.equal(sent.status, 200)
  assert.equal((await fill(owner, sent, { code: '000000' }, 'code')).status, 422, 'looked at')

  await chooseNewPassword(world.browser(), await resetLink(world, who.email))
  const colleague = from(STRANGER)
  const then = await atGuard({ ...who, password: NEW_PASSWORD }, colleague)
  assert.equal((await fill(colleague, then, {}, sendForm(then))).status, 200)
})
