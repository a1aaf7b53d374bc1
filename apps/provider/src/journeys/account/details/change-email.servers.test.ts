// Changing one's e-mail address: asked with a fresh factor, confirmed from the new mailbox by its own person, undone
// from the old one for 72 hours.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { PASSWORD, runningWorld } from '#testing/running-world.ts'
import { fill } from '#testing/openid-driver.ts'
import { chooseNewPassword, linkIn, mailsTo, mailTo, resetLink } from '#testing/recovery-driver.ts'
import {
  type EnrolledPerson,
  enrolledPerson,
  freshCode,
  signInAs,
  postForm,
  submitAndFollow,
  signInWithTokens,
  userinfo,
  navigate,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity, clock } = world
const HOUR = 3_600_000
const CONFIRM = /^Confirm your new e-mail address$/u
const emailOf = async (who: EnrolledPerson) => (await identity.people.findById(who.sub))?.email

const ask = async (browser: CookieBrowser, email: string): Promise<Page> =>
  fill(browser, await navigate(browser, '/account/email'), { email }, '/account/email')
async function asked(
  id: string,
  email = `${id}@thuis.example`,
): Promise<{ who: EnrolledPerson; browser: CookieBrowser; link: string }> {
  const who = await enrolledPerson(world, id, ['none'])
  const { browser } = await signInWithTokens(world, who)
  assert.equal((await ask(browser, email)).heading, 'Look in the mail of your new address')
  return { who, browser, link: linkIn(world, await mailTo(world, email, CONFIRM), 'new-address') }
}
async function changed(
  id: string,
): Promise<{ who: EnrolledPerson; browser: CookieBrowser; email: string; undo: string }> {
  const { who, browser, link } = await asked(id)
  await fill(browser, await navigate(browser, link), {}, link)
  return {
    who,
    browser,
    email: `${id}@thuis.example`,
    undo: linkIn(world, await mailTo(world, who.email, /^Your e-mail address was changed$/u), 'undo-address'),
  }
}

test('nothing changes until the link in the new mailbox is used by the person, signed in; then the new address is the one to log in with', async () => {
  const { who, browser, link } = await asked('moves')
  assert.equal(await emailOf(who), who.email)
  const page = await navigate(browser, link)
  assert.equal(page.heading, 'Use this address from now on?')
  assert.equal((await navigate(browser, link)).heading, 'Use this address from now on?', 'looking changes nothing')
  assert.equal(await emailOf(who), who.email)
  const done = await fill(browser, page, {}, link)
  assert.match(done.text, /Your e-mail address is changed/u)
  assert.equal(await emailOf(who), 'moves@thuis.example')
  assert.equal((await signInAs(world, who)).page.heading, 'Enter your password', 'the old address opens nothing')
  const there = await signInWithTokens(world, { ...who, email: 'moves@thuis.example' })
  assert.equal(there.idToken.sub, who.sub, 'the sub stays')
  assert.equal(
    ((await (await userinfo(world, there.accessToken)).json()) as { email: string }).email,
    'moves@thuis.example',
  )
  assert.equal((await navigate(browser, link)).status, 410, 'once')
})
test('the old address is notified, with a link to undo it; later notices go to both for 30 days, and no longer', async () => {
  const { who, browser, email } = await changed('told')
  const old = await mailTo(world, who.email, /^Your e-mail address was changed$/u)
  assert.ok(!old.text.includes(email), 'the new address is not told to whoever reads the old one')
  await mailTo(world, email, /^Your e-mail address was changed$/u)
  const change = async (password: string) =>
    fill(
      browser,
      await driveSignIn(browser, world, await navigate(browser, '/account/password'), { ...who, email }),
      { 'new-password': password },
      '/account/password',
    )
  assert.match((await change('paarse fietsen rijden door')).text, /Your password is changed/u)
  for (const address of [who.email, email]) await mailTo(world, address, /^Your password was changed$/u)
  clock.moveBy(31 * 24 * HOUR)
  assert.deepEqual(await identity.previousAddresses.listByPerson(who.sub, clock.now()), [])
})
test('the undo works once, without signing in: the old address is back, everybody is out, and links to the new mailbox are dead', async () => {
  const { who, browser, email, undo } = await changed('undoes')
  const reset = await resetLink(world, email)
  const stranger = world.browser()
  const page = await stranger.get(undo)
  assert.equal((await stranger.get(undo)).heading, 'Get your old e-mail address back', 'looking changes nothing')
  const done = await fill(stranger, page, {}, undo)
  assert.equal(done.heading, 'Your old address is back')
  assert.ok(
    done.links.some(({ href }) => href === '/forgotten'),
    'it says how to go on',
  )
  assert.equal(await emailOf(who), who.email)
  assert.ok((await navigate(browser, '/account')).url.pathname.startsWith('/sign-in'))
  assert.equal((await stranger.get(reset)).status, 410)
  assert.deepEqual(
    await identity.previousAddresses.listByPerson(who.sub, clock.now()),
    [],
    'the new one is told nothing any more',
  )
  assert.deepEqual(
    [(await stranger.get(undo)).status, (await submitAndFollow(stranger, undo, {}, '/forgotten')).status],
    [410, 410],
  )
})
test('a second change does not kill the undo of the first: it goes back to before both', async () => {
  const { who, browser, undo } = await changed('chain')
  await ask(browser, 'chain-2@thuis.example')
  const second = linkIn(world, await mailTo(world, 'chain-2@thuis.example', CONFIRM), 'new-address')
  await fill(browser, await navigate(browser, second), {}, second)
  assert.equal(await emailOf(who), 'chain-2@thuis.example')
  const laterUndo = linkIn(
    world,
    await mailTo(world, 'chain@thuis.example', /^Your e-mail address was changed$/u, 1),
    'undo-address',
  )
  const stranger = world.browser()
  await fill(stranger, await stranger.get(undo), {}, undo)
  assert.equal(await emailOf(who), who.email)
  assert.equal((await stranger.get(laterUndo)).status, 410, 'the undo of the second is over with it')
})
test('after 72 hours it is no longer undone', async () => {
  const { undo } = await changed('late')
  clock.moveBy(72 * HOUR - 60_000)
  assert.equal((await world.browser().get(undo)).status, 200)
  clock.moveBy(60_000)
  assert.equal((await world.browser().get(undo)).status, 410)
})
test('an address that may come back is nobody else’s meanwhile: not by another change, not by a directory', async () => {
  const { who, undo } = await changed('reserved')
  const other = await enrolledPerson(world, 'wants-it', ['none'])
  const { browser } = await signInWithTokens(world, other)
  assert.equal((await ask(browser, who.email)).heading, 'Look in the mail of your new address')
  const put = await world.api.call('PUT', '/api/directory/people/late-comer', {
    name: 'Late Comer',
    email: who.email,
    language: 'en',
    active: true,
    memberships: [],
  })
  assert.equal(put.status, 409)
  const stranger = world.browser()
  assert.equal((await fill(stranger, await stranger.get(undo), {}, undo)).status, 200)
  assert.equal(await emailOf(who), who.email)
})
test('a newer wish kills the older link, and a day is the longest that one lives', async () => {
  const { who, browser, link } = await asked('rethinks', 'first@thuis.example')
  await ask(browser, 'second@thuis.example')
  const newer = linkIn(world, await mailTo(world, 'second@thuis.example', CONFIRM), 'new-address')
  assert.equal((await navigate(browser, link)).status, 410)
  assert.equal((await navigate(browser, newer)).status, 200)
  clock.moveBy(25 * HOUR)
  assert.equal((await driveSignIn(browser, world, await navigate(browser, newer), who)).status, 410)
  assert.equal(await emailOf(who), who.email)
})
test('the link signs nobody in, and is worth nothing to anybody else: a stranger is led to the sign-in, another person is refused', async () => {
  const { who, link } = await asked('bound')
  const stranger = world.browser()
  assert.equal((await navigate(stranger, link)).heading, 'Log in')
  const other = await enrolledPerson(world, 'other', ['none'])
  const { browser } = await signInWithTokens(world, other)
  assert.equal((await navigate(browser, link)).status, 410)
  await postForm(browser, link, {}, '/account')
  assert.deepEqual([await emailOf(who), await emailOf(other)], [who.email, other.email])
  const own = await driveSignIn(stranger, world, await navigate(stranger, link), who)
  assert.equal(own.heading, 'Use this address from now on?', 'after signing in its owner comes back to it')
})

test('an address of somebody else is answered as any other, and its owner is notified; it does not become the account’s (CVE-2026-53516)', async () => {
  const victim = await enrolledPerson(world, 'victim', ['none'])
  const who = await enrolledPerson(world, 'curious', ['none'])
  const { browser } = await signInWithTokens(world, who)
  const [taken, free] = [await ask(browser, victim.email), await ask(browser, 'nobody-at-all@thuis.example')]
  const textOf = (page: Page, email: string) =>
    page.body.replaceAll(email, 'EMAIL').replaceAll(/name="csrf" value="[^"]+"|note%3D[\w-]+/gu, '')
  assert.equal(textOf(taken, victim.email), textOf(free, 'nobody-at-all@thuis.example'))
  const notice = await mailTo(world, victim.email, /^Your e-mail address is in use already$/u)
  assert.ok(!/https?:\/\/\S+\/(?:new-address|forgotten)/u.test(notice.text) && !notice.text.includes(who.email))
  assert.equal(mailsTo(world, victim.email, CONFIRM), 0)
})
test('of two who want one free address the first who confirms has it; the other’s link says that it is over', async () => {
  const one = await asked('race-one', 'shared@thuis.example')
  const two = await enrolledPerson(world, 'race-two', ['none'])
  const { browser } = await signInWithTokens(world, two)
  await ask(browser, 'shared@thuis.example')
  const second = linkIn(world, await mailTo(world, 'shared@thuis.example', CONFIRM, 1), 'new-address')
  await fill(one.browser, await navigate(one.browser, one.link), {}, one.link)
  const page = await navigate(browser, second)
  assert.equal((await fill(browser, page, {}, second)).status, 410)
  assert.deepEqual([await emailOf(one.who), await emailOf(two)], ['shared@thuis.example', two.email])
})
for (const typed of [
  '',
  'x',
  'a@b.example,c@d.example',
  'a@b.example;c@d.example',
  'a@b.example\r\nbcc: c@d.example',
  'a＠b.example@c.example',
  'Evil <a@b.example>',
  `${'a'.repeat(300)}@b.example`,
  'a@b',
  'ongewenst\u202e@b.example',
]) {
  test(`no mail goes to ${JSON.stringify(typed.slice(0, 30))}: a clear refusal`, async () => {
    const id = `bad-${Buffer.from(typed).toString('hex').slice(0, 30)}${typed.length}`
    const who = await enrolledPerson(world, id, ['none'])
    const { browser } = await signInWithTokens(world, who)
    const page = await navigate(browser, '/account/email')
    const before = world.mail.messages.filter(({ subject }) => CONFIRM.test(subject)).length
    const answer = await fill(browser, page, { email: typed }, '/account/email')
    assert.equal(answer.status, 422)
    assert.equal(world.mail.messages.filter(({ subject }) => CONFIRM.test(subject)).length, before)
    assert.equal(await identity.emailChanges.findPending(who.sub, clock.now()), undefined)
  })
}
test('a look-alike is made plain before it is judged: full-width letters are letters, the own address is the own address (CVE-2026-73420)', async () => {
  const who = await enrolledPerson(world, 'wide', ['none'])
  const { browser } = await signInWithTokens(world, who)
  assert.match((await ask(browser, 'ＷＩＤＥ@example.org')).text, /You log in with this address already/u)
  await ask(browser, 'ＷＩＤＥ@thuis.example')
  await mailTo(world, 'wide@thuis.example', CONFIRM)
})
test('the sixth mail in a row waits, so that nobody is flooded', async () => {
  const who = await enrolledPerson(world, 'flood', ['none'])
  const { browser } = await signInWithTokens(world, who)
  for (let time = 0; time < 5; time++) assert.equal((await ask(browser, `flood-${time}@thuis.example`)).status, 200)
  assert.equal((await ask(browser, 'flood-6@thuis.example')).status, 429)
})

test('who has only the password changes no address: 403 for the one at the code, and for the one without a second factor (rule 4)', async () => {
  const who = await enrolledPerson(world, 'half-way', ['none'])
  const plain = { ...(await world.person('plain', ['none'])), secret: undefined as never, recoveryCodes: [] }
  for (const person of [{ ...who, secret: undefined as never }, plain]) {
    const { browser, page } = await signInAs(world, person)
    assert.equal((await navigate(browser, '/account/email')).status, 403)
    assert.equal(
      (
        await submitAndFollow(
          browser,
          '/account/email',
          { email: 'thief@evil.example' },
          page.location ? '/account' : page.url.href,
        )
      ).status,
      403,
    )
  }
  assert.equal(mailsTo(world, 'thief@evil.example', /./u), 0)
})
test('and it needs the factor fresh: after five minutes both are asked again', async () => {
  const who = await enrolledPerson(world, 'stale', ['none'])
  const { browser } = await signInWithTokens(world, who)
  clock.moveBy(6 * 60_000)
  const stale = await navigate(browser, '/account/email')
  const atCode = await fill(browser, stale, { password: PASSWORD }, 'password')
  assert.equal(
    (await fill(browser, atCode, { code: freshCode(world, who) }, 'code')).heading,
    'Change your e-mail address',
  )
})

test('a directory does not overwrite the address that somebody chose, nor the language; after an undo it does again', async () => {
  const { who, browser, email, undo } = await changed('own')
  await postForm(browser, '/account/language', { language: 'nl' }, '/account')
  const put = () =>
    world.api.call('PUT', `/api/directory/people/${who.id}`, {
      name: 'Nieuwe Naam',
      email: 'own-2@werk.example',
      language: 'en',
      active: true,
      memberships: [],
    })
  assert.equal((await put()).status, 200)
  const stored = await identity.people.findById(who.sub)
  assert.deepEqual([stored?.name, stored?.email, stored?.language], ['Nieuwe Naam', email, 'nl'])
  const stranger = world.browser()
  await fill(stranger, await stranger.get(undo), {}, undo)
  assert.equal((await put()).status, 200)
  assert.equal((await identity.people.findById(who.sub))?.email, 'own-2@werk.example')
})
test('the language that somebody chose is the one of the next page and the next mail', async () => {
  const who = await enrolledPerson(world, 'taal', ['none'])
  const { browser } = await signInWithTokens(world, who)
  await postForm(browser, '/account/language', { language: 'nl' }, '/account')
  assert.equal((await navigate(browser, '/account')).heading, 'Mijn gegevens')
  const unknown = await postForm(browser, '/account/language', { language: 'xx' }, '/account')
  assert.equal(unknown.location?.search, '', 'none that we have: the page of before, and nothing is said')
  const stranger = world.browser()
  await fill(stranger, await stranger.get('/forgotten'), { username: who.email }, '/forgotten')
  const mail = await world.mail.waitFor(
    (each) => each.to.includes(who.email) && each.subject === 'Kies een nieuw wachtwoord',
  )
  assert.equal((await chooseNewPassword(stranger, linkIn(world, mail, 'forgotten'), 'kort')).status, 422)
})
