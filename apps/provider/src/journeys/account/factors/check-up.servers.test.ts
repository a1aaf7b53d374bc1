// The check-up four weeks after the set-up: on Home and by one mail; "later" waits a week, an answer ends it.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { runningWorld } from '#testing/running-world.ts'
import { fill } from '#testing/openid-driver.ts'
import { mailsTo, mailTo } from '#testing/recovery-driver.ts'
import { enrolledPerson, postForm, navigate, driveSignIn } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const DAY = 86_400_000
const SUBJECT = /^Does your extra step still work\?$/u
const mailThem = () => world.provider.schedules.find(({ name }) => name === 'mail the check-ups')!.run()
const atHome = async (who: Parameters<typeof driveSignIn>[3], browser = world.browser()) => ({
  browser,
  home: await driveSignIn(browser, world, await navigate(browser, '/'), who),
})
const asks = (page: { text: string }): boolean => page.text.includes('do you know where your recovery codes are?')

test('Home asks from the 28th day on; "later" is quiet for a week; an answer ends it', async () => {
  const who = await enrolledPerson(world, 'home', ['none'])
  assert.equal(asks((await atHome(who)).home), false)
  world.clock.moveBy(28 * DAY)
  const { browser, home } = await atHome(who)
  assert.equal(asks(home), true)
  const page = await navigate(browser, '/check-up')
  assert.equal(page.heading, 'Does everything still work?')
  assert.ok(page.links.some(({ href }) => href === '/account/recovery-codes'))
  assert.equal(asks(await fill(browser, page, { answer: 'later' }, '/check-up')), false)
  world.clock.moveBy(7 * DAY)
  const again = await atHome(who)
  assert.equal(asks(again.home), true)
  const done = await fill(again.browser, await navigate(again.browser, '/check-up'), { answer: 'done' }, '/check-up')
  assert.match(done.text, /We will not ask again/u)
  assert.equal(asks(done), false)
  world.clock.moveBy(60 * DAY)
  assert.equal(asks((await atHome(who)).home), false)
})
test('a code that was never used since is to be tried, on the page that tests it', async () => {
  const who = await enrolledPerson(world, 'unused', ['none'])
  await world.provider.database.db
    .updateTable('second_factor')
    .set({ enrolled_at: new Date(world.clock.now().getTime() - 30 * DAY) })
    .where('person_id', '=', who.sub)
    .execute()
  world.clock.moveBy(30_000)
  const { browser } = await atHome(who)
  await world.provider.database.db
    .updateTable('second_factor')
    .set({ last_used_at: new Date(world.clock.now().getTime() - 30 * DAY) })
    .where('person_id', '=', who.sub)
    .execute()
  const [app] = await world.identity.factors.listByPerson(who.sub)
  const page = await navigate(browser, '/check-up')
  assert.equal(
    (await navigate(browser, page.links.find(({ text }) => text === 'Try my code')!.href)).url.pathname,
    `/account/authenticators/${app!.id}`,
  )
})
test('the mail goes out once to each person, however many rounds and processes look, and not to those of long ago', async () => {
  const [due, fresh, old, locked] = [
    await enrolledPerson(world, 'due', ['none']),
    await enrolledPerson(world, 'fresh', ['none']),
    await enrolledPerson(world, 'old', ['none']),
    await enrolledPerson(world, 'locked', ['none']),
  ]
  const now = world.clock.now()
  const since = (who: { sub: string }, days: number) =>
    world.provider.database.db
      .updateTable('second_factor')
      .set({ enrolled_at: new Date(now.getTime() - days * DAY) })
      .where('person_id', '=', who.sub)
      .execute()
  await Promise.all([since(due, 29), since(fresh, 27), since(old, 61), since(locked, 29)])
  await world.identity.people.lock(locked.sub, now)
  await Promise.all(Array.from({ length: 5 }, mailThem))
  await mailThem()
  const mail = await mailTo(world, due.email, SUBJECT)
  assert.ok(!/https?:/u.test(mail.text) && !/<a /u.test(mail.html), 'no link: nobody should log in from a mail')
  const asked = await Promise.all(
    [due, fresh, old, locked].map(
      async ({ sub }) => (await world.identity.checkUps.findByPerson(sub))?.mailedAt instanceof Date,
    ),
  )
  assert.deepEqual(asked, [true, false, false, false])
  assert.equal(mailsTo(world, due.email, SUBJECT), 1)
})
test('bad answers change nothing', async () => {
  const who = await enrolledPerson(world, 'bad', ['none'])
  const { browser } = await atHome(who)
  for (const answer of ['', 'x', 'done later']) await postForm(browser, '/check-up', { answer }, '/check-up')
  assert.equal(await world.identity.checkUps.findByPerson(who.sub), undefined)
})
