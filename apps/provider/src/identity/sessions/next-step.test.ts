// The way in as a table: every step, and the promise that no combination of facts leads around a demanded factor.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isProved, type SignInFacts, nextStep, STEPS, type StepName } from './next-step.ts'

const nobody: SignInFacts = {
  passwordProved: false,
  hasSecondFactor: false,
  hasUsableFactor: false,
  lacksMoreThanText: false,
  factorProved: false,
  locked: false,
  usedRecoveryCode: false,
  phoneAnswer: null,
  accessGranted: true,
  factorRequired: false,
  enrolmentAuthorised: false,
  codesUnsaved: false,
  passkeyRequired: false,
  passkeyProved: false,
}
const known = { passwordProved: true }
const enrolled = { ...known, hasSecondFactor: true, hasUsableFactor: true }
const through = { ...enrolled, factorProved: true }
const recovered = { ...through, usedRecoveryCode: true }
const textOnly = { ...through, factorRequired: true, lacksMoreThanText: true }
const lost = { ...enrolled, hasUsableFactor: false }

const cases: [string, Partial<SignInFacts>, StepName | null][] = [
  ['everyone starts with the password', {}, 'enter-password'],
  [
    'a code does not stand in for the password (CVE-2025-66489)',
    { ...through, passwordProved: false },
    'enter-password',
  ],
  [
    'nothing that was granted or vouched stands in for the password',
    { accessGranted: true, enrolmentAuthorised: true, factorRequired: true },
    'enter-password',
  ],
  ['nobody outside a roll-out is asked for more', known, null],
  ['a factor once enrolled is asked for, demanded or not (E5)', enrolled, 'enter-code'],
  ['a factor that was proved is not asked again', through, null],
  ['a factor that is lost still counts: it is asked for, so that nobody gets by with less', lost, 'enter-code'],
  ['after a recovery code it is asked where the phone is', recovered, 'find-phone'],
  ['a phone that is elsewhere: on, and nothing changes', { ...recovered, phoneAnswer: 'elsewhere' }, null],
  [
    'a phone that is gone leads into enrolment, demanded or not',
    { ...recovered, phoneAnswer: 'gone', hasUsableFactor: false },
    'enrol',
  ],
  [
    'a new phone needs no mail, since a factor was proved',
    { ...recovered, phoneAnswer: 'gone', hasUsableFactor: false, enrolmentAuthorised: false },
    'enrol',
  ],
  ['a locked account asks for a factor, also where somebody has none', { ...known, locked: true }, 'enter-code'],
  [
    'a locked account is opened before anything else goes on',
    { ...through, locked: true, accessGranted: false, codesUnsaved: true },
    'unlock-account',
  ],
  [
    'an application is granted access before anything is set up',
    { ...known, accessGranted: false, factorRequired: true },
    'grant-access',
  ],
  ['an application is granted access after the code, not before', { ...enrolled, accessGranted: false }, 'enter-code'],
  ['a first enrolment needs a second proof (rule 4)', { ...known, factorRequired: true }, 'confirm-email'],
  [
    'a person whose enrolment is authorised sets it up',
    { ...known, factorRequired: true, enrolmentAuthorised: true },
    'enrol',
  ],
  ['a voucher alone asks for no enrolment', { ...known, enrolmentAuthorised: true }, null],
  ['somebody who has a factor is not made to set up another', { ...through, factorRequired: true }, null],
  ['where text messages alone do not do, they are asked for, and then an app is set up', textOnly, 'enrol'],
  ['and not before the text message was proved', { ...textOnly, factorProved: false }, 'enter-code'],
  [
    'after a recovery code it is asked first where the phone is',
    { ...textOnly, usedRecoveryCode: true, phoneAnswer: null },
    'find-phone',
  ],
  ['fresh recovery codes are kept before anything else goes on', { ...through, codesUnsaved: true }, 'keep-codes'],
  ['where an application demands a passkey, a code does not do', { ...through, passkeyRequired: true }, 'use-passkey'],
  ['and a passkey does', { ...through, passkeyRequired: true, passkeyProved: true }, null],
  ['recovery codes are not shown before the factor was proved', { ...enrolled, codesUnsaved: true }, 'enter-code'],
]
for (const [rule, facts, step] of cases) test(rule, () => assert.equal(nextStep({ ...nobody, ...facts }), step))

test('every step is somebody’s', () => {
  const shown = new Set(cases.map(([, , step]) => step))
  assert.deepEqual(
    STEPS.filter(({ name }) => !shown.has(name)),
    [],
  )
})

/** All combinations of facts: 2^13 flags times 3 answers. */
function* combinations(): Generator<SignInFacts> {
  const flags = (Object.keys(nobody) as (keyof SignInFacts)[]).filter((name) => name !== 'phoneAnswer')
  for (const phoneAnswer of [null, 'elsewhere', 'gone'] as const) {
    for (let bits = 0; bits < 2 ** flags.length; bits++)
      yield { ...nobody, ...Object.fromEntries(flags.map((name, at) => [name, (bits & (1 << at)) !== 0])), phoneAnswer }
  }
}
const describe = (facts: SignInFacts): string => JSON.stringify(facts)

test('where a factor is demanded, no combination of facts goes through without one that is usable and proved (CVE-2026-94218)', () => {
  let seen = 0
  for (const facts of combinations()) {
    if (!facts.factorRequired || (facts.hasSecondFactor && facts.hasUsableFactor && facts.factorProved)) continue
    seen += 1
    assert.notEqual(nextStep(facts), null, describe(facts))
  }
  assert.ok(seen > 500)
})
test('somebody who has a second factor never goes through without having proved one, demanded or not', () => {
  for (const facts of combinations())
    if (facts.hasSecondFactor && !facts.factorProved)
      assert.ok(['enter-password', 'enter-code'].includes(nextStep(facts) ?? 'through'), describe(facts))
})
test('nobody goes through while the account is locked, nor sets anything up', () => {
  for (const facts of combinations())
    if (facts.locked)
      assert.ok(
        ['enter-password', 'enter-code', 'unlock-account'].includes(nextStep(facts) ?? 'through'),
        describe(facts),
      )
})
test('nobody goes through, or sees a key or recovery codes, without the password', () => {
  for (const facts of combinations())
    if (!facts.passwordProved) assert.equal(nextStep(facts), 'enter-password', describe(facts))
})
test('nobody enrols with the password alone: a factor, a voucher or a mailed code stands beside it (rule 4)', () => {
  for (const facts of combinations())
    if (nextStep(facts) === 'enrol')
      assert.ok(facts.passwordProved && (facts.factorProved || facts.enrolmentAuthorised), describe(facts))
})
test('where a passkey is demanded, no combination of facts goes through without one', () => {
  for (const facts of combinations())
    if (facts.passkeyRequired && !facts.passkeyProved) assert.notEqual(nextStep(facts), null, describe(facts))
})
test('nobody goes on to an application that was not granted access', () => {
  for (const facts of combinations()) if (!facts.accessGranted) assert.notEqual(nextStep(facts), null, describe(facts))
})

const proofs: [string, Partial<SignInFacts>, boolean][] = [
  ['nobody, before the password', {}, false],
  ['the password, where nothing more is asked', known, true],
  ['the password alone, where a second factor is demanded', { ...known, factorRequired: true }, false],
  ['the password and a voucher', { ...known, factorRequired: true, enrolmentAuthorised: true }, true],
  ['the password alone of somebody with a second factor', { ...enrolled, enrolmentAuthorised: true }, false],
  ['both factors', through, true],
  ['both factors of an account that its owner has locked', { ...through, locked: true }, false],
]
for (const [who, facts, expected] of proofs)
  test(`${who}: ${expected ? 'all' : 'not all'} is proved that may be asked (rule 4)`, () =>
    assert.equal(isProved({ ...nobody, ...facts }), expected))
