// Wrong codes are counted before they are checked: concurrency and several processes exceed no limit (rule 3).
import { type CookieBrowser, type Page, softPhone } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertNoFault, outcome, turnedAway, withPassword } from './driver.ts'
import { type Human, type RaceWorld, raceWorld } from './race-world.ts'
import { concurrently, inLanes, tally } from './http-client.ts'

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const RECOVERY_CODES = [...Array(10).keys()].map((index) => `${index}ABCDEFGHJKMNPQRSTVWXYZ1`)
const PER_PERSON = 10
const PER_SIGN_IN = 5

let world: RaceWorld
before(async () => void (world = await raceWorld()))
after(() => world.stop())

const phone = softPhone(SECRET)
const codeAhead = (steps: number): string => phone.codeAt(new Date(world.instance.phoneAt + steps * 30_000))
/** Six digits that the phone shows at no time that the provider accepts. */
const RIGHT = new Set([...Array(121).keys()].map((index) => codeAtStart(index - 40)))
const WRONG = Array.from({ length: 300 }, (_, index) => String(index * 991 + 7).padStart(6, '0')).filter(
  (code) => !RIGHT.has(code),
)
function codeAtStart(steps: number): string {
  return phone.codeAt(new Date(Date.now() + steps * 30_000))
}

type AtCodePage = { browser: CookieBrowser; code: Page; recovery: Page }
const browsersAtCode = (person: Human, count: number): Promise<AtCodePage[]> =>
  inLanes(3, count, async () => {
    const { browser, page } = await withPassword(world, person)
    return { browser, code: page, recovery: await browser.get('/sign-in/recovery?next=%2Faccount') }
  })
const guess = ({ browser, code }: AtCodePage, digits: string) =>
  browser.submit(code, { code: digits }, code.form('code'))
const guessRecovery = ({ browser, recovery }: AtCodePage, text: string) =>
  browser.submit(recovery, { 'recovery-code': text }, recovery.form('recovery-code'))

const looked = async (person: Human): Promise<{ codes: number; recovery: number; both: number }> => {
  const [codes, recovery] = [
    await world.audited('second-factor-refused', person.sub),
    await world.audited('recovery-code-refused', person.sub),
  ]
  return { codes, recovery, both: codes + recovery }
}

/** Never one more; one less only if an overloaded machine refused a request between counting and checking. */
function assertBudget(pages: readonly Page[], lookedAt: number, shown?: string): void {
  const away = turnedAway(world, pages)
  assert.ok(lookedAt <= PER_PERSON, `${lookedAt} were checked: ${shown ?? ''}`)
  if (away === 0) assert.equal(lookedAt, PER_PERSON, shown)
  assert.ok((tally(pages, outcome)['wrong'] ?? 0) <= PER_PERSON)
  assert.ok(pages.every((page) => [422, 503].includes(page.status) || /^(?:locked|start again)$/u.test(outcome(page))))
}

test('of 200 concurrent wrong codes from 40 sign-ins of one person exactly 10 are checked, and then even the right one is refused', async () => {
  const person = await world.person('guessed', ['none'], { totpSecret: SECRET, recoveryCodes: RECOVERY_CODES })
  const signIns = await browsersAtCode(person, 41)
  const guessers = signIns.slice(0, 40)
  const pages = await concurrently(200, (index) => guess(guessers[index % 40]!, WRONG[index]!))
  assertBudget(pages, (await looked(person)).both)

  const calm = signIns[40]!
  assert.equal(outcome(await guess(calm, codeAhead(0))), 'locked', 'a right code while locked')
  assert.equal(await world.audited('second-factor-proved', person.sub), 0)

  await world.moveClock(16)
  assert.equal(outcome(await guess(calm, codeAhead(0))), 'to /account', 'the right code when the lock is over')
})

test('recovery codes are looked at while codes are locked: of 60 and 20 concurrent wrong ones 10 codes are checked, and all 20', async () => {
  const person = await world.person('mixed', ['none'], { totpSecret: SECRET, recoveryCodes: RECOVERY_CODES })
  const signIns = await browsersAtCode(person, 20)
  const pages = await concurrently(80, (index) =>
    index % 4 === 0
      ? guessRecovery(signIns[index % 20]!, `ZZZZZZZZZZZZZZZZZ${String(index).padStart(3, '0')}`)
      : guess(signIns[index % 20]!, WRONG[index]!),
  )
  const { codes, recovery } = await looked(person)
  assert.ok(codes <= PER_PERSON, `${codes} codes were checked`)
  if (turnedAway(world, pages) === 0) assert.deepEqual([codes, recovery], [PER_PERSON, 20])
  const calm = (await browsersAtCode(person, 1))[0]!
  assert.equal(outcome(await guess(calm, codeAhead(0))), 'locked', 'a right code')
  assert.notEqual(outcome(await guessRecovery(calm, RECOVERY_CODES[0]!)), 'locked', 'a right recovery code')
  assert.equal(await world.audited('second-factor-proved', person.sub), 1)
})

for (const round of [1, 2, 3]) {
  test(`of 20 concurrent wrong codes in one sign-in exactly 5 are checked, and the sign-in is over (round ${round})`, async () => {
    const person = await world.person(`one-sign-in-${round}`, ['none'], { totpSecret: SECRET })
    const [signIn, other] = await browsersAtCode(person, 2)
    const pages = await concurrently(20, (index) => guess(signIn!, WRONG[index]!))
    assertNoFault(world, pages)
    assert.equal((await looked(person)).both, PER_SIGN_IN)
    // It ends when all five are checked: by one of the twenty, or by this one.
    assert.ok(
      ['to /sign-in', 'start again'].includes(outcome(await guess(signIn!, codeAhead(0)))),
      'the right code in the sign-in that is over',
    )
    assert.equal(outcome(await guess(signIn!, codeAhead(0))), 'to /sign-in', 'and once more')
    assert.equal(outcome(await guess(other!, codeAhead(0))), 'to /account', 'the right code in another sign-in')
  })
}

test('30 concurrent right logins of different people all succeed', async () => {
  const people = await inLanes(3, 30, (index) => world.person(`right-${index}`, ['none'], { totpSecret: SECRET }))
  const pages = await Promise.all(
    people.map(async (person) => {
      const { browser, page } = await withPassword(world, person)
      return browser.submit(page, { code: codeAhead(0) }, page.form('code'))
    }),
  )
  assert.deepEqual(tally(pages, outcome), { 'to /account': 30 })
  assertNoFault(world, pages)
})

test('somebody who signs in with successive right codes concurrently, again and again, is never locked out', async () => {
  const person = await world.person('busy', ['none'], { totpSecret: SECRET })
  for (let round = 1; round <= 6; round++) {
    const signIns = await browsersAtCode(person, 3)
    const pages = await concurrently(3, (index) => guess(signIns[index]!, codeAhead(index - 1)))
    assertNoFault(world, pages)
    // The newest is newer than any used one, so it always passes; an older one that arrives after it is refused.
    assert.equal(outcome(pages[2]!), 'to /account', `round ${round}`)
    assert.ok(
      pages.every((page) => ['to /account', 'already used'].includes(outcome(page))),
      pages.map(outcome).join(),
    )
    await world.movePhones(3)
  }
})

test('of 100 concurrent tries at 10 addresses from one network five of each are looked at, and the network counts no more', async () => {
  const { attempts } = world.opened.identity
  const now = world.clock.now()
  const rateLimit = { maxFailures: 5, blockMinutes: 1, maxBlockMinutes: 15, resetAfterMinutes: 60, limit: null }
  const shared = { capacity: 60, perHour: 60 }
  const tries = await concurrently(100, (index) =>
    attempts.consumeAll(
      [
        { bucket: `a race at ${index % 10}`, rateLimit },
        { bucket: 'a race of one network', rateLimit: shared },
      ],
      now,
    ),
  )
  assert.equal(tries.filter((until) => until === null).length, 50)
  const left = await concurrently(20, () => attempts.fill('a race of one network', shared, now))
  assert.equal(left.filter((until) => until === null).length, 10)
})
