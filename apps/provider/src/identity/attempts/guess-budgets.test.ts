// Where guesses are counted, what resets them, and how many there are at the most (decisions 0005 and 0023).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { budgetsOf, resetScopeOf, type ResettingEvent, type GuessSource } from './guess-budgets.ts'
import { GUESS_LIMITS, type GuessKind, isWhileOpened, maxGuesses, maxTries, SECOND_FACTOR } from './rate-limits.ts'

const KINDS = Object.keys(GUESS_LIMITS) as GuessKind[]
const own: GuessSource = { from: 'known-browser', token: 'a' }
const other: GuessSource = { from: 'known-browser', token: 'b' }
const stranger = (network: string, isOpened = false): GuessSource => ({
  from: 'stranger',
  signIn: 's',
  network,
  isOpened,
})
const SOURCES: readonly GuessSource[] = [own, other, ...['n', 'm'].flatMap((n) => [stranger(n), stranger(n, true)])]
const bucketsOf = (kind: GuessKind, source: GuessSource, person = 'p'): string[] =>
  budgetsOf(kind, person, source).map(({ bucket }) => bucket)

test('a guess from anywhere else counts nowhere that a known browser’s guesses count: of each kind, from each source', () => {
  for (const kind of KINDS)
    for (const source of SOURCES.filter((each) => each !== own))
      for (const bucket of bucketsOf(kind, source))
        assert.ok(!bucketsOf(kind, own).includes(bucket), `${kind} ${JSON.stringify(source)}`)
})
test('no two kinds and no two people share a count', () => {
  const all = KINDS.flatMap((kind) => ['p', 'q'].map((person) => bucketsOf(kind, stranger('n'), person)))
  assert.equal(new Set(all.flat()).size, all.flat().length)
})
test('strangers of all networks share one count of codes, also while a human’s opening is young', () => {
  const shared = [stranger('n'), stranger('m'), stranger('m', true)].map((source) => bucketsOf('code', source).at(-1))
  assert.equal(new Set(shared).size, 1)
})
test('a recovery code is never closed for good, and no longer than five minutes', () => {
  for (const source of SOURCES)
    for (const { rateLimit } of budgetsOf('recovery-code', 'p', source))
      assert.deepEqual([rateLimit.limit, rateLimit.maxBlockMinutes], [null, 5])
})
test('nothing closes for good while a human’s opening is young, but what is a known browser’s own', () => {
  for (const { rateLimit } of budgetsOf('code', 'p', stranger('n', true))) assert.equal(rateLimit.limit, null)
})
test('72 hours an opening is young', () => {
  const at = (hours: number): Date => new Date(hours * 3_600_000)
  assert.deepEqual(
    [isWhileOpened(null, at(0)), isWhileOpened(at(0), at(71.9)), isWhileOpened(at(0), at(72))],
    [false, true, false],
  )
})

const EXPECTED_SCOPES: Record<ResettingEvent, [withFactor: string, without: string]> = {
  'code-proved': ['own', 'own'],
  'mailed-code-proved': ['own', 'own'],
  'recovery-code-proved': ['all', 'all'],
  'passkey-proved': ['all', 'all'],
  'first-factor-enrolled': ['all', 'all'],
  'password-renewed': ['once-a-week', 'all'],
  'opened-by-owner': ['all', 'all'],
  'opened-by-human': ['all', 'all'],
}
for (const [event, expected] of Object.entries(EXPECTED_SCOPES) as [ResettingEvent, [string, string]][])
  test(`${event} resets ${expected.join(', without a factor ')}`, () =>
    assert.deepEqual([resetScopeOf(event, true), resetScopeOf(event, false)], expected))

const HOUR = 60
const MONTH = 30 * 24 * HOUR
const figures: [string, number, number][] = [
  ['codes in the first hour, from one network', maxGuesses('code', 1, HOUR), 30],
  ['codes in a month, from one network', maxGuesses('code', 1, MONTH), 100],
  ['codes in the first hour, from a thousand networks', maxGuesses('code', 1000, HOUR), 100],
  ['codes in a month, from a thousand networks', maxGuesses('code', 1000, MONTH), 100],
  ['codes in 72 hours after a human’s opening, from one network', maxGuesses('code', 1, 72 * HOUR, true), 70],
  ['… from a thousand networks', maxGuesses('code', 1000, 72 * HOUR, true), 2160],
  ['codes in a month in one known browser', maxTries(SECOND_FACTOR, MONTH), 100],
  ['mailed codes in a month, from a thousand networks', maxGuesses('mailed-code', 1000, MONTH), 1500],
  ['mails with a code in a day, whoever asks', maxGuesses('mailed-code-send', 1000, 24 * HOUR), 40],
]
for (const [what, most, expected] of figures)
  test(`at the most ${expected}: ${what}`, () => assert.equal(most, expected))
