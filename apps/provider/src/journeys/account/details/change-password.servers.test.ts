// Changing one's password at My details: with everything proved a moment ago; every other session ends (ASVS 7.4.3,
// CVE-2025-57766).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { PASSWORD, runningWorld } from '#testing/running-world.ts'
import { fill } from '#testing/openid-driver.ts'
import { mailTo, NEW_PASSWORD, resetLink } from '#testing/recovery-driver.ts'
import {
  enrolledPerson,
  freshCode,
  signInAs,
  postForm,
  refresh,
  signInWithTokens,
  navigate,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())

test('a new password: this session goes on, the others end with their tokens, links by mail die, and its owner is notified', async () => {
  const who = await enrolledPerson(world, 'changes', ['none'])
  const other = await signInWithTokens(world, who)
  const here = await signInWithTokens(world, who)
  const link = await resetLink(world, who.email)
  const page = await navigate(here.browser, '/account/password')
  assert.equal(page.heading, 'Change your password')
  const done = await fill(here.browser, page, { 'new-password': NEW_PASSWORD }, '/account/password')
  assert.equal(done.heading, 'My details')
  assert.match(done.text, /Your password is changed/u)
  assert.ok((await navigate(other.browser, '/account')).url.pathname.startsWith('/sign-in'))
  assert.equal((await refresh(world, other.refreshToken)).body['error'], 'invalid_grant')
  assert.equal((await world.browser().get(link)).status, 410)
  assert.equal((await signInAs(world, who)).page.heading, 'Enter your password', 'the old one is over')
  assert.ok((await signInWithTokens(world, { ...who, password: NEW_PASSWORD })).accessToken)
  const notice = await mailTo(world, who.email, /^Your password was changed$/u)
  assert.ok(!`${notice.text}${notice.html}`.includes(NEW_PASSWORD))
})
test('what was proved more than five minutes ago is asked again, password and second factor (ASVS 7.5.1)', async () => {
  const who = await enrolledPerson(world, 'stale', ['none'])
  const { browser } = await signInWithTokens(world, who)
  world.clock.moveBy(6 * 60_000)
  const stale = await navigate(browser, '/account/password')
  assert.equal(stale.heading, 'Enter your password')
  const refused = await postForm(browser, '/account/password', { 'new-password': NEW_PASSWORD }, stale.url.href)
  assert.ok(refused.status === 303 && refused.location!.pathname.startsWith('/sign-in'))
  const atCode = await fill(browser, stale, { password: PASSWORD }, 'password')
  assert.equal(atCode.heading, 'Enter the code')
  assert.equal((await fill(browser, atCode, { code: freshCode(world, who) }, 'code')).heading, 'Change your password')
  assert.ok((await signInWithTokens(world, who)).accessToken, 'nothing had changed')
})
test('who has only the password of somebody with a second factor changes nothing (rule 4)', async () => {
  const who = await enrolledPerson(world, 'only-password', ['none'])
  const { browser, page } = await signInAs(world, { ...who, secret: undefined as never })
  const before = (await world.identity.passwords.findByPerson(who.sub))!.hash
  await postForm(browser, '/account/password', { 'new-password': NEW_PASSWORD }, page.url.href)
  assert.equal((await navigate(browser, '/account/password')).heading, 'Enter the code')
  assert.equal((await world.identity.passwords.findByPerson(who.sub))!.hash, before)
})
for (const [rule, password, sentence] of [
  ['the same one', PASSWORD, /the password that you had/u],
  ['one that is too short', 'abc', /at least 8 characters/u],
  ['none', '', /Enter a new password/u],
] as const) {
  test(`refused: ${rule}`, async () => {
    const who = await enrolledPerson(world, `refused-${password.length}`, ['none'])
    const { browser } = await signInWithTokens(world, who)
    const refused = await fill(
      browser,
      await navigate(browser, '/account/password'),
      { 'new-password': password },
      '/account/password',
    )
    assert.equal(refused.status, 422)
    assert.match(refused.text, sentence)
  })
}
test('a remembered browser is forgotten by it (edge case 42)', async () => {
  const who = await enrolledPerson(world, 'remembered', ['none'])
  const { browser } = await signInWithTokens(world, who)
  await world.identity.remembered.remember(
    who.sub,
    { kind: 'totp', at: world.clock.now() },
    'Chrome, Linux',
    world.clock.now(),
  )
  await fill(
    browser,
    await navigate(browser, '/account/password'),
    { 'new-password': NEW_PASSWORD },
    '/account/password',
  )
  assert.deepEqual(await world.identity.remembered.listByPerson(who.sub, world.clock.now()), [])
})
