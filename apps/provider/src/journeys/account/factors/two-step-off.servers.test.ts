// Switching two-step verification off: never while somebody demands it, and then whole (P7, P16).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { runningWorld } from '#testing/running-world.ts'
import { openAccountPage, makeProofStale } from '#testing/account-driver.ts'
import { authorizationRequest, begin, fill } from '#testing/openid-driver.ts'
import {
  enrolledPerson,
  postForm,
  submitAndFollow,
  signInWithTokens,
  statusOf,
  userinfo,
  navigate,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity } = world
const OFF = '/account/two-step/off'

test('while it is mandatory it stays on: the page shows the reason and the instant, and a posted form changes nothing (P16)', async () => {
  const who = await enrolledPerson(world, 'must', ['required', 'none'])
  const { browser, page } = await openAccountPage(world, who, OFF)
  assert.deepEqual([page.status, page.heading], [409, 'Two-step verification stays on'])
  assert.match(page.text, /It is mandatory at Garage Van Dijk since \d+ \w+ \d{4} at \d\d:\d\d/u)
  const details = await navigate(browser, '/account')
  assert.ok(!details.body.includes(OFF), 'what would be refused is not offered')
  assert.match(details.text, /You cannot switch it off\. It is mandatory at Garage Van Dijk since/u)
  assert.equal((await submitAndFollow(browser, OFF, {}, '/account')).status, 409)
  assert.equal((await identity.factors.listByPerson(who.sub)).length, 1)
})

for (const span of ['announce', 'prompt'])
  test(`before the date (${span}) it may be switched off, and the page says from when it is mandatory`, async () => {
    const who = await enrolledPerson(world, `before-${span}`, [span])
    const { browser, page } = await openAccountPage(world, who, OFF)
    assert.equal(page.heading, 'Switch two-step verification off?')
    assert.ok((await navigate(browser, '/account')).body.includes(OFF))
    assert.match(
      page.text,
      /It becomes mandatory at .* on \d+ \w+ \d{4} at \d\d:\d\d\. If you switch it off now, you set it up again then\./u,
    )
    assert.match((await fill(browser, page, {}, OFF)).text, /Two-step verification is off/u)
    assert.equal((await statusOf(world, `before-${span}`))['enrolled'], false)
  })

test('off is whole: factors, recovery codes, remembered browsers and other sessions end; this one goes on with one factor; its owner is notified', async () => {
  const who = await enrolledPerson(world, 'off', ['none'])
  const elsewhere = await signInWithTokens(world, who)
  const token = await identity.remembered.remember(
    who.sub,
    { kind: 'totp', at: world.clock.now() },
    'Firefox, Linux',
    world.clock.now(),
  )
  const { browser, page } = await openAccountPage(world, who, OFF)
  const done = await fill(browser, page, {}, OFF)
  assert.equal(done.heading, 'My details')
  assert.deepEqual(
    [
      await identity.factors.listByPerson(who.sub),
      await identity.recovery.findByPerson(who.sub),
      await identity.remembered.useByToken(token, who.sub, world.clock.now()),
    ],
    [[], undefined, null],
  )
  assert.equal((await userinfo(world, elsewhere.accessToken)).status, 401)
  const { idToken } = await signInWithTokens(world, who, {}, browser)
  assert.deepEqual([idToken['acr'], idToken['amr']], ['urn:sluis:acr:one-factor', ['pwd']])
  await world.mail.waitFor((each) => each.to.includes(who.email) && each.subject === 'Two-step verification is off')
  const { rows } = await world.provider.database.pool.query<{ action: string }>(
    'select action from audit_event where person_id = $1',
    [who.sub],
  )
  assert.ok(rows.some(({ action }) => action === 'two-step-off'))
  // The button is back (P7), and sets it up anew behind the guard of a first enrolment.
  const home = await navigate(browser, '/account')
  assert.ok(home.links.some(({ text }) => text === 'Enable two-factor authentication'))
  makeProofStale(world)
  assert.equal(
    (await driveSignIn(browser, world, await navigate(browser, '/account/two-step'), who)).heading,
    'First, check that it is you',
  )
})

test('with it on the button is gone and the status is shown (P7)', async () => {
  const who = await enrolledPerson(world, 'status', ['none'])
  const { page } = await openAccountPage(world, who, '/account')
  assert.ok(!page.links.some(({ text }) => text === 'Enable two-factor authentication'))
  assert.match(page.text, /Two-step verification On .*status@example\.org.*10 left/u)
})

test('administrators cannot switch it off', async () => {
  const who = await enrolledPerson(world, 'admin', ['none'], { administrator: true })
  const { browser, page } = await openAccountPage(world, who, OFF)
  assert.deepEqual([page.status, /mandatory for administrators/u.test(page.text)], [409, true])
  assert.equal((await submitAndFollow(browser, OFF, {}, '/account')).status, 409)
  assert.equal((await identity.factors.listByPerson(who.sub)).length, 1)
})

test('it asks for a second factor that was shown a moment ago (ASVS 7.5.1): a session of an hour ago does not do', async () => {
  const who = await enrolledPerson(world, 'stale', ['none'])
  const { browser } = await signInWithTokens(world, who)
  makeProofStale(world)
  assert.equal((await navigate(browser, OFF)).heading, 'Enter your password')
  const refused = await postForm(browser, OFF, {}, '/account')
  assert.ok(refused.status !== 200 && (await identity.factors.listByPerson(who.sub)).length === 1)
})

test('switched off in the prompt phase, the date demands it again: the wizard, with no way around (E3)', async () => {
  const who = await enrolledPerson(world, 'again', ['prompt'])
  const { browser, page } = await openAccountPage(world, who, OFF)
  await fill(browser, page, {}, OFF)
  world.clock.moveBy(8 * 86_400_000)
  const next = world.browser()
  assert.equal(
    (
      await driveSignIn(next, world, await begin(next, authorizationRequest(world.settings.issuer)), {
        ...who,
        secret: undefined as never,
      })
    ).heading,
    'First, check that it is you',
  )
})
