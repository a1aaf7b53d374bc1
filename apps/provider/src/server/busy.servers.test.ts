// When the queue of hashes is full: whoever presses is told at once, loses nothing and no try, and whoever needs no
// hash does not notice (decision 0052).
import { createHashQueue } from '@sluis/server-kit/hash-queue'
import { softPasskey } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { authorizationRequest, begin, enrol, fill, password } from '#testing/openid-driver.ts'
import { runningWorld } from '#testing/running-world.ts'
import { driveSignIn, enrolledPerson, freshCode, navigate, signInAs, voucherFor } from '#testing/sign-in-driver.ts'
import { atSecondFactor, codeSentTo, pressSend, RECOVERY_CODES, withPhone } from '#testing/sms-helpers.ts'
import { pressPasskey } from '#testing/with-passkey.ts'

const hashQueue = createHashQueue(1, 0)
const world = await runningWorld(undefined, { hashQueue })
after(() => world.stop())
const { issuer } = world.settings
const { db } = world.provider.database

/** While the only place for a hash is taken, and none may wait. */
async function whileBusy<Result>(work: () => Promise<Result>): Promise<Result> {
  const end = Promise.withResolvers<void>()
  const taken = hashQueue.run(() => end.promise)
  try {
    return await work()
  } finally {
    end.resolve()
    await taken
  }
}
const counted = async (): Promise<number> =>
  (await db.selectFrom('attempt').select('failures').execute()).reduce((sum, { failures }) => sum + failures, 0)
const triesOf = async (personId: string): Promise<number[]> =>
  (await db.selectFrom('session').select('code_tries').where('person_id', '=', personId).execute()).map(
    ({ code_tries: tries }) => tries,
  )

test('a password pressed then is told so with Retry-After and the way back to its page, is no try, and works afterwards', async () => {
  const who = await enrolledPerson(world, 'presses', ['none'])
  const browser = world.browser()
  const page = await fill(browser, await navigate(browser, '/account'), { username: who.email }, 'username')
  const before = await counted()
  const busy = await whileBusy(() =>
    browser.submit(page, { password: 'een lange zin voor thuis' }, page.form('password')),
  )
  assert.deepEqual([busy.status, busy.heading, busy.headers.get('retry-after')], [503, 'It is very busy', '5'])
  assert.match(busy.text, /Nothing was lost, and this does not count as a try\./u)
  assert.doesNotMatch(busy.body, /een lange zin voor thuis/u, 'no page keeps a password')
  const again = busy.links.find(({ text }) => text === 'Try again')!
  assert.equal(again.href, `${page.url.pathname}${page.url.search}`)
  assert.equal(await counted(), before)
  assert.equal((await password(browser, await browser.get(again.href), who.email)).url.pathname, '/sign-in/code')
})

test('a code, a code by text message, a passkey and a recovery code ask for no hash, and go through', async () => {
  const codes = await enrolledPerson(world, 'by-code', ['required'])
  const phone = await withPhone(world)
  const recovery = await withPhone(world, { recoveryCodes: RECOVERY_CODES })
  const key = await enrolledPerson(world, 'by-passkey', ['required'])
  const passkey = softPasskey(issuer)
  const own = world.browser()
  await driveSignIn(own, world, await navigate(own, '/account/passkeys/add'), key)
  await pressPasskey(own, await own.get('/account/passkeys/add'), passkey, { name: 'Mine' })

  const [byCode, byText, byRecovery] = [
    await atSecondFactor(world, { ...codes, secret: undefined as never }),
    await atSecondFactor(world, phone),
    await atSecondFactor(world, recovery),
  ]
  const sent = await pressSend(byText.browser, byText.page)
  const textCode = await codeSentTo(world, phone.number)
  const recoveryPage = await navigate(
    byRecovery.browser,
    `/sign-in/recovery?next=${encodeURIComponent(byRecovery.next)}`,
  )
  const withKey = world.browser()
  const keyPage = await begin(withKey, authorizationRequest(issuer))
  const ends = await whileBusy(async () => [
    await fill(byCode.browser, byCode.page, { code: freshCode(world, codes) }, 'code'),
    await fill(byText.browser, sent, { code: textCode }, 'code'),
    await fill(byRecovery.browser, recoveryPage, { 'recovery-code': RECOVERY_CODES[0]! }, 'recovery-code'),
    await pressPasskey(withKey, keyPage, passkey),
  ])
  assert.deepEqual(
    ends.map(({ status, url }) => [status, url.pathname.replace(/^\/continue\/[^/]+/u, '')]),
    ['/access', '/access', '/sign-in/phone', '/access'].map((path) => [200, path]),
  )
})

test('a recovery code of before, whose hash is slow, is told so, and its try is given back', async () => {
  const SLOW = RECOVERY_CODES.map((code) => code.slice(0, 20))
  const who = await withPhone(world, { recoveryCodes: SLOW })
  const { browser, next } = await atSecondFactor(world, who)
  const page = await navigate(browser, `/sign-in/recovery?next=${encodeURIComponent(next)}`)
  const before = [await counted(), await triesOf(who.sub)]
  const busy = await whileBusy(() => browser.submit(page, { 'recovery-code': SLOW[0]! }, page.form('recovery-code')))
  assert.equal(busy.status, 503)
  assert.deepEqual([await counted(), await triesOf(who.sub)], before)
  const proved = await fill(browser, page, { 'recovery-code': SLOW[0]! }, 'recovery-code')
  assert.equal(proved.url.pathname, '/sign-in/phone')
})

test('a first enrolment that has begun goes through to its recovery codes', async () => {
  const newcomer = await world.person('enrols', ['prompt'])
  const more = { voucher: await voucherFor(world, 'enrols'), acr_values: 'urn:sluis:acr:two-factor' }
  const { browser, page } = await signInAs(world, newcomer, more)
  assert.equal(page.url.pathname, '/enrol')
  const { codes } = await whileBusy(() => enrol(world, browser, page))
  assert.equal(new Set(codes).size, 10)
})
