// What goes on and what has ended: each fact by itself; and whoever has no step left has no end either.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACR } from './assurance.ts'
import { nextStep } from './next-step.ts'
import { endAtApplication, endOfRight, type EndOfRight, factorState, type RightFacts } from './right-to-go-on.ts'

const plain: RightFacts = {
  hasEnded: false,
  isRegistered: true,
  isLocked: false,
  isInService: true,
  isKnown: true,
  worksThere: true,
  hasAccess: true,
  factor: 'none',
  hasSecondFactor: false,
  obligation: 'none',
  claimed: ACR.oneFactor,
}
const strong: RightFacts = { ...plain, factor: 'counts', hasSecondFactor: true, claimed: ACR.twoFactor }

const cases: [string, RightFacts, EndOfRight | null][] = [
  ['one factor goes on where nobody asks for more', plain, null],
  ['one factor goes on before the date', { ...plain, obligation: 'invited' }, null],
  ['two factors go on, asked for or not', { ...strong, obligation: 'required' }, null],
  ['a session that ended, whatever it had', { ...strong, hasEnded: true }, 'signed-out'],
  ['a locked account', { ...strong, isLocked: true }, 'locked'],
  ['a person put out of service', { ...strong, isInService: false }, 'out-of-service'],
  [
    'an application that lets in only people whom its directory names, and not this one',
    { ...strong, isKnown: false },
    'not-listed',
  ],
  ['a company where the person works no more', { ...strong, worksThere: false }, 'membership-ended'],
  ['what the application is no longer registered for', { ...strong, isRegistered: false }, 'not-registered'],
  ['an application whose access was withdrawn', { ...strong, hasAccess: false }, 'access-withdrawn'],
  ['one factor, from the date on (E6)', { ...plain, obligation: 'required' }, 'date-passed'],
  ['one factor, once there is a second one (E5)', { ...plain, hasSecondFactor: true }, 'has-second-factor'],
  [
    'a token of one factor, in a session that has proved a second one since',
    { ...strong, claimed: ACR.oneFactor },
    'has-second-factor',
  ],
  [
    'a token of two factors whose remembered browser counts no more (decision 0013)',
    { ...strong, factor: 'withdrawn' },
    'remembered-withdrawn',
  ],
  [
    'the same, where nobody asks for two: it would say what is not so',
    { ...plain, factor: 'withdrawn', claimed: ACR.twoFactor },
    'remembered-withdrawn',
  ],
  ['a token of two factors whose session has one left', { ...plain, claimed: ACR.twoFactor }, 'factor-removed'],
  ['a session itself, remembered no more', { ...strong, factor: 'withdrawn', claimed: null }, 'remembered-withdrawn'],
  ['a session itself that says nothing of factors', { ...plain, claimed: null }, null],
]
for (const [rule, facts, end] of cases)
  test(`${end === null ? 'goes on' : 'ends'}: ${rule}`, () => assert.equal(endOfRight(facts), end))

test('at an application the lock goes before the directory, and a company is asked last', () => {
  const facts = { isLocked: true, isInService: false, isKnown: false, worksThere: false }
  assert.deepEqual(
    [
      endAtApplication(facts),
      endAtApplication({ ...facts, isLocked: false }),
      endAtApplication({ ...facts, isLocked: false, isInService: true }),
      endAtApplication({ ...facts, isLocked: false, isInService: true, isKnown: true }),
      endAtApplication({ isLocked: false, isInService: true, isKnown: true, worksThere: true }),
    ],
    ['locked', 'out-of-service', 'not-listed', 'membership-ended', null],
  )
})

test('a remembered factor counts while the browser is kept, all companies allow it and its owner is no administrator', () => {
  const remembered = { factorAt: new Date(0), isRemembered: true }
  const rest = { isAdministrator: false, isAllowed: true, isKept: true }
  assert.equal(factorState(remembered, rest), 'counts')
  for (const lacks of [{ isAdministrator: true }, { isAllowed: false }, { isKept: false }])
    assert.equal(factorState(remembered, { ...rest, ...lacks }), 'withdrawn', JSON.stringify(lacks))
  const nothing = { isAdministrator: true, isAllowed: false, isKept: false }
  assert.equal(factorState({ ...remembered, isRemembered: false }, nothing), 'counts', 'one proved in the session')
  assert.equal(factorState({ factorAt: null, isRemembered: false }, rest), 'none')
})

test('whoever has no step left at a sign-in is kept out by nothing but the directory', () => {
  const flags = [false, true]
  let seen = 0
  for (const factor of ['none', 'counts', 'withdrawn'] as const)
    for (const obligation of ['none', 'invited', 'required'] as const)
      for (const hasSecondFactor of flags)
        for (const hasUsableFactor of flags)
          for (const isLocked of flags)
            for (const hasAccess of flags) {
              const facts = { ...plain, claimed: null, factor, obligation, hasSecondFactor, isLocked, hasAccess }
              const step = nextStep({
                passwordProved: true,
                hasSecondFactor,
                hasUsableFactor: hasSecondFactor && hasUsableFactor,
                lacksMoreThanText: false,
                factorProved: factor === 'counts',
                locked: isLocked,
                usedRecoveryCode: false,
                phoneAnswer: null,
                accessGranted: hasAccess,
                factorRequired: obligation === 'required',
                enrolmentAuthorised: false,
                codesUnsaved: false,
                passkeyRequired: false,
                passkeyProved: false,
              })
              if (step !== null) continue
              seen += 1
              assert.equal(endOfRight(facts), null, JSON.stringify(facts))
            }
  assert.ok(seen >= 5, `${seen}`)
})
