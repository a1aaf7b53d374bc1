// The fork after a recovery code, for whatever somebody has: apps, texts, passkeys. Nobody ends before a wall (edge
// cases 1, 2, 55).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { runningWorld } from '#testing/running-world.ts'
import { answerOf, authorizationRequest, begin, fill } from '#testing/openid-driver.ts'
import { type EnrolledPerson, enrolledPerson, navigate, driveSignIn } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity, clock } = world

const addPasskey = (who: EnrolledPerson) =>
  identity.transaction((stores) =>
    stores.factors.add({ id: randomId(), personId: who.sub, kind: 'passkey', name: 'Laptop' }, clock.now()),
  )
const removeApp = async (who: EnrolledPerson) => {
  for (const { id } of await identity.totp.listByPerson(who.sub)) await identity.factors.remove(who.sub, id)
}
async function atFork(who: EnrolledPerson): Promise<{ browser: CookieBrowser; page: Page }> {
  const browser = world.browser()
  const request = authorizationRequest(world.settings.issuer)
  await driveSignIn(browser, world, await begin(browser, request), { ...who, secret: undefined as never })
  const next =
    /^(\/continue\/[\w-]+)/u.exec(new URL((await begin(browser, request)).url).searchParams.get('next') ?? '')?.[1] ??
    '/'
  const recovery = await navigate(browser, `/sign-in/recovery?next=${encodeURIComponent(next)}`)
  return { browser, page: await fill(browser, recovery, { 'recovery-code': who.recoveryCodes[0]! }, 'recovery-code') }
}
const works = async (who: EnrolledPerson) =>
  (await identity.factors.listByPerson(who.sub))
    .filter(({ lostAt }) => lostAt === null)
    .map(({ kind }) => kind)
    .toSorted()
    .join()

test('with an app and a passkey: the phone takes the app with it, the passkey goes on, and so does the person', async () => {
  const who = await enrolledPerson(world, 'both', ['none'])
  await addPasskey(who)
  const { browser, page } = await atFork(who)
  assert.equal(page.heading, 'Where is your phone?')
  assert.match(page.text, /Your passkey goes on working/u)
  const through = await driveSignIn(browser, world, await fill(browser, page, { phone: 'gone' }, 'phone'), who)
  assert.ok(answerOf(through).get('code'))
  assert.equal(await works(who), 'passkey')
})
test('with an app and a passkey that are all gone: all of it is dead, and something new is set up at once', async () => {
  const who = await enrolledPerson(world, 'all-gone', ['none'])
  await addPasskey(who)
  const { browser, page } = await atFork(who)
  const wizard = await driveSignIn(browser, world, await fill(browser, page, { phone: 'everything' }, 'phone'), who)
  assert.equal(wizard.heading, 'Connect your app')
  assert.equal(await works(who), '')
})
test('with a passkey alone it is asked for the device, and gone leads to something new', async () => {
  const who = await enrolledPerson(world, 'passkey-only', ['none'])
  await addPasskey(who)
  await removeApp(who)
  const { browser, page } = await atFork(who)
  assert.equal(page.heading, 'Where is the device with your passkey?')
  assert.equal(
    (await fill(browser, page, { phone: 'everything' }, 'phone')).status,
    422,
    'no answer that is not offered',
  )
  const wizard = await driveSignIn(browser, world, await fill(browser, page, { phone: 'gone' }, 'phone'), who)
  assert.equal(wizard.heading, 'Connect your app')
  assert.equal(await works(who), '')
})
test('with a passkey that is only elsewhere nothing is switched off', async () => {
  const who = await enrolledPerson(world, 'elsewhere', ['none'])
  await addPasskey(who)
  const { browser, page } = await atFork(who)
  assert.ok(
    answerOf(await driveSignIn(browser, world, await fill(browser, page, { phone: 'elsewhere' }, 'phone'), who)).get(
      'code',
    ),
  )
  assert.equal(await works(who), 'passkey,totp')
})
for (const answer of ['', 'x', 'everything']) {
  test(`with an app alone “${answer}” is no answer: 422, and nothing is switched off`, async () => {
    const who = await enrolledPerson(world, `bad-${answer}x`, ['none'])
    const { browser, page } = await atFork(who)
    assert.equal((await fill(browser, page, answer === '' ? {} : { phone: answer }, 'phone')).status, 422)
    assert.equal(await works(who), 'totp')
  })
}
