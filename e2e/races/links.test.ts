// Mailed links work once when 30 requests on two processes use each concurrently; a locked account is unlocked once.
import { randomId } from '@sluis/server-kit/random'
import { type Page, softPhone } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { arrive, assertNoFault, fill, passwordOn, withPassword } from './driver.ts'
import { type Human, type RaceWorld, raceWorld } from './race-world.ts'
import { inLanes, tally } from './http-client.ts'

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const NEW_PASSWORD = 'paarse fietsen rijden door'
const PRESSES = 30

let world: RaceWorld
before(async () => void (world = await raceWorld()))
after(() => world.stop())

/** Somebody who enrolled long ago: a lock quarantines none of their factors. */
async function settled(id: string): Promise<Human> {
  const person = await world.person(id, ['none'], { totpSecret: SECRET })
  await world.rows("update second_factor set enrolled_at = enrolled_at - interval '100 hours' where person_id = $1", [
    person.sub,
  ])
  return person
}
/** A new browser that is signed in. */
async function inside(person: Human, next = '/account') {
  const { browser, page } = await withPassword(world, person, next)
  await world.movePhones(2)
  return {
    browser,
    page: await fill(browser, page, { code: softPhone(SECRET).codeAt(new Date(world.instance.phoneAt)) }, 'code'),
  }
}
/** Many browsers load this page; then all press its button concurrently, while `meanwhile` happens. */
async function pressed(
  link: string,
  fields: Record<string, string>,
  {
    browserAt = () => world.browser(),
    meanwhile,
  }: { browserAt?: () => ReturnType<RaceWorld['browser']>; meanwhile?: () => Promise<unknown> } = {},
) {
  const ready = await inLanes(4, PRESSES, async () => {
    const browser = browserAt()
    return { browser, page: await browser.get(link) }
  })
  const [responses] = await Promise.all([
    Promise.all(ready.map(({ browser, page }) => browser.submit(page, fields, page.form(link)))),
    meanwhile?.(),
  ])
  assertNoFault(world, responses)
  return responses
}

/** There, or back at the address of the link, which is over. */
const wentTo =
  (path: string) =>
  ({ location }: Page): string =>
    location?.pathname === path ? 'there' : 'over'

test('a link for a new password, pressed 30 times concurrently, sets one password, records it once, and signs nobody in', async () => {
  const person = await settled('resets')
  const token = await world.opened.identity.resetLinks.create(person.sub, world.clock.now())
  const consumed = await world.watchConsumption('reset_link')
  const responses = await pressed(`/forgotten/${token}`, { 'new-password': NEW_PASSWORD })
  assert.deepEqual(tally(responses, wentTo('/forgotten/done')), { there: 1, over: PRESSES - 1 })
  assert.equal(await consumed(`was->>'person_id' = '${person.sub}'`), 1)
  assert.equal(await world.audited('password-reset', person.sub), 1)
  assert.deepEqual(
    await world.rows('select 1 from session where person_id = $1 and ended_at is null', [person.sub]),
    [],
  )
})

test('30 concurrent requests for a link give one link, the same in each mail', async () => {
  const person = await settled('asks')
  const tokens = await Promise.all(
    Array.from({ length: PRESSES }, () => world.opened.identity.resetLinks.create(person.sub, world.clock.now())),
  )
  assert.equal(new Set(tokens).size, 1)
  assert.equal((await world.browser().get(`/forgotten/${tokens[0]}`)).status, 200)
})

test('a link to a new address, pressed 30 times concurrently, changes it once; the link that undoes it, too', async () => {
  const person = await settled('moves')
  const { browser } = await inside(person)
  const { identity } = world.opened
  const token = await identity.emailChanges.create(
    {
      personId: person.sub,
      previousEmail: person.email,
      previousKey: person.email,
      previousChosenAt: null,
      newEmail: 'moves@thuis.example',
    },
    world.clock.now(),
  )
  const confirmed = await pressed(`/new-address/${token}`, {}, { browserAt: () => browser })
  assert.deepEqual(tally(confirmed, wentTo('/account')), { there: 1, over: PRESSES - 1 })
  assert.equal(await world.audited('email-changed', person.sub), 1)
  assert.equal((await identity.people.findById(person.sub))?.email, 'moves@thuis.example')

  const mail = await world.mail.waitFor(
    ({ to, text }) => to.includes(person.email) && text.includes('/undo-address/'),
    15_000,
  )
  const undone = await pressed(/\/undo-address\/[\w-]{43}/u.exec(mail.text)![0], {})
  assert.deepEqual(tally(undone, wentTo('/undo-address/done')), { there: 1, over: PRESSES - 1 })
  assert.equal(await world.audited('email-change-undone', person.sub), 1)
  assert.equal((await identity.people.findById(person.sub))?.email, person.email)
})

test('a lock during 30 new passwords leaves the account locked: a password that was chosen before it does not sign in', async () => {
  const person = await settled('locks')
  const token = await world.opened.identity.resetLinks.create(person.sub, world.clock.now())
  const notMe = `/not-me/${await world.opened.identity.notMe.create(person.sub, 'enrolled', world.clock.now())}`
  const reader = world.browser()
  const page = await reader.get(notMe)
  const responses = await pressed(
    `/forgotten/${token}`,
    { 'new-password': NEW_PASSWORD },
    { meanwhile: async () => assert.equal((await reader.submit(page)).location?.pathname, '/locked') },
  )
  assert.ok((tally(responses, wentTo('/forgotten/done'))['there'] ?? 0) <= 1)
  const browser = world.browser()
  const atPassword = await fill(
    browser,
    await arrive(browser, await browser.get('/sign-in?next=%2F')),
    { username: person.email },
    'username',
  )
  const answer = await browser.submit(atPassword, { password: NEW_PASSWORD }, atPassword.form('password'))
  assert.ok(answer.location?.pathname === '/locked' || answer.status === 422, String(answer.status))
})

test('the button that unlocks an account, pressed 30 times concurrently, unlocks it once and records it once', async () => {
  const person = await settled('opens')
  const { identity } = world.opened
  await identity.people.lock(person.sub, new Date(world.clock.now().getTime() - 60_000))
  const reset = `/forgotten/${await identity.resetLinks.create(person.sub, world.clock.now())}`
  const reader = world.browser()
  await fill(reader, await reader.get(reset), { 'new-password': NEW_PASSWORD }, reset)
  const browser = world.browser()
  const first = await passwordOn(browser, await arrive(browser, await browser.get('/sign-in?next=%2F')), person.email)
  assert.equal(first.status, 422, 'the old password')
  const atCode = await fill(browser, first, { password: NEW_PASSWORD }, 'password')
  await world.movePhones(2)
  const unlockPage = await fill(
    browser,
    atCode,
    { code: softPhone(SECRET).codeAt(new Date(world.instance.phoneAt)) },
    'code',
  )
  assert.equal(unlockPage.heading, 'Open your account again')
  const action = unlockPage.forms[0]!.action
  const responses = await Promise.all(
    Array.from({ length: PRESSES }, () => browser.submit(unlockPage, {}, unlockPage.form(action))),
  )
  assertNoFault(world, responses)
  assert.equal(await world.audited('account-opened', person.sub), 1)
  assert.equal((await identity.people.findById(person.sub))?.lockedAt, null)
})

test('a factor that is being added while its owner locks the account is quarantined with the others', async () => {
  const person = await settled('adds')
  const { identity } = world.opened
  const id = randomId()
  const [added, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const adding = identity.transaction(async (stores) => {
    await stores.factors.add({ id, personId: person.sub, kind: 'totp', name: 'intruder' }, world.clock.now())
    added.resolve()
    await release.promise
  })
  await added.promise
  const reader = world.browser()
  const page = await reader.get(`/not-me/${await identity.notMe.create(person.sub, 'enrolled', world.clock.now())}`)
  const locking = reader.submit(page)
  // Until the lock waits for the transaction that adds the factor.
  while ((await world.rows('select 1 from pg_locks where not granted')).length === 0)
    await new Promise((resolve) => setImmediate(resolve))
  release.resolve()
  await adding
  assert.equal((await locking).location?.pathname, '/locked')
  assert.notEqual((await identity.factors.find(person.sub, id))?.quarantinedAt ?? null, null)
})
