// What a session's proofs are worth: acr, amr, their age, and what acr_values demands.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACR, acrOf, amrOf, authTimeOf, requiredAcr, isAtLeast, meets, type Proofs } from './assurance.ts'

const early = new Date('2026-07-01T08:00:00Z')
const late = new Date('2026-07-01T09:00:00Z')

const nothing: Proofs = {
  passwordAt: null,
  verifiedAt: null,
  factorAt: null,
  factorKind: null,
  keyKind: null,
  isRemembered: false,
}
const worth: [string, Partial<Proofs>, string, string[], Date][] = [
  ['a password', { passwordAt: late }, ACR.oneFactor, ['pwd'], late],
  [
    'a password and a code',
    { passwordAt: early, factorAt: late, factorKind: 'totp' },
    ACR.twoFactor,
    ['pwd', 'otp', 'mfa'],
    early,
  ],
  [
    'a code that is older than the password',
    { passwordAt: late, factorAt: early, factorKind: 'totp' },
    ACR.twoFactor,
    ['pwd', 'otp', 'mfa'],
    early,
  ],
  [
    'a password and a text message',
    { passwordAt: early, factorAt: late, factorKind: 'sms' },
    ACR.twoFactor,
    ['pwd', 'sms', 'mfa'],
    early,
  ],
  [
    'a recovery code',
    { passwordAt: early, factorAt: late, factorKind: 'recovery' },
    ACR.twoFactor,
    ['pwd', 'rcv', 'mfa'],
    early,
  ],
  [
    'a password and a passkey on a key of its own',
    { passwordAt: early, factorAt: late, factorKind: 'passkey', keyKind: 'hwk' },
    ACR.phishingResistant,
    ['pwd', 'hwk', 'pop', 'mfa'],
    early,
  ],
  [
    'a passkey alone that verified its owner',
    { verifiedAt: late, factorAt: late, factorKind: 'passkey', keyKind: 'swk' },
    ACR.phishingResistant,
    ['user', 'swk', 'pop', 'mfa'],
    late,
  ],
  [
    'a password after a passkey',
    { passwordAt: late, verifiedAt: early, factorAt: early, factorKind: 'passkey', keyKind: 'swk' },
    ACR.phishingResistant,
    ['pwd', 'swk', 'pop', 'mfa'],
    early,
  ],
  [
    'a password in a browser that is remembered',
    { passwordAt: late, factorAt: early, factorKind: 'totp', isRemembered: true },
    ACR.twoFactor,
    ['pwd', 'otp', 'rmb'],
    early,
  ],
  [
    'a browser that a passkey is remembered of',
    { passwordAt: late, factorAt: early, factorKind: 'passkey', isRemembered: true },
    ACR.twoFactor,
    ['pwd', 'swk', 'pop', 'rmb'],
    early,
  ],
]
for (const [rule, some, acr, amr, authTime] of worth) {
  const proofs = { ...nothing, ...some }
  test(`${rule}: ${acr}, ${amr.join(' ')} (RFC 8176), no fresher than its oldest proof`, () =>
    assert.deepEqual([acrOf(proofs), amrOf(proofs), authTimeOf(proofs)], [acr, amr, authTime]))
}
test('a second factor that was proved never lowers what the session is worth', () =>
  assert.ok(isAtLeast(acrOf({ ...nothing, factorAt: early, factorKind: 'recovery' }), ACR.twoFactor)))
test('a remembered browser answers no demand, whatever was proved in it (NIST SP 800-63B-4 §5.1)', () => {
  const remembered: Proofs = { ...nothing, passwordAt: late, factorAt: late, factorKind: 'passkey', isRemembered: true }
  assert.deepEqual(
    [null, ACR.oneFactor, ACR.twoFactor, ACR.phishingResistant].map((required) => meets(remembered, required)),
    [true, true, false, false],
  )
  assert.deepEqual(
    [null, ACR.oneFactor, ACR.twoFactor, ACR.phishingResistant].map((required) =>
      meets({ ...remembered, isRemembered: false }, required),
    ),
    [true, true, true, true],
  )
})

const { oneFactor, twoFactor, phishingResistant } = ACR
const ranks: [
  string,
  typeof oneFactor | typeof twoFactor | typeof phishingResistant,
  typeof oneFactor | typeof twoFactor | typeof phishingResistant,
  boolean,
][] = [
  ['one factor is one factor', oneFactor, oneFactor, true],
  ['one factor is not two', oneFactor, twoFactor, false],
  ['two factors are one and more', twoFactor, oneFactor, true],
  ['two factors are not phishing-resistant', twoFactor, phishingResistant, false],
  ['phishing-resistant is two factors and more', phishingResistant, twoFactor, true],
]
for (const [rule, has, wanted, answer] of ranks) test(rule, () => assert.equal(isAtLeast(has, wanted), answer))

const requirements: [string, string | undefined, ReturnType<typeof requiredAcr>][] = [
  ['nothing demands nothing', undefined, null],
  ['an empty value demands nothing', '', null],
  ['spaces demand nothing', '   ', null],
  ['one factor', oneFactor, oneFactor],
  ['two factors', twoFactor, twoFactor],
  ['of several the lowest, since each would do', `${twoFactor} ${oneFactor}`, oneFactor],
  ['of several the lowest, whatever the order', `${phishingResistant} ${twoFactor}`, twoFactor],
  ['phishing-resistant', phishingResistant, phishingResistant],
  ['an unknown word alone cannot be reached (RFC 9470 §5)', 'urn:example:gold', 'unreachable'],
  ['an unknown word beside a known one is passed over', `urn:example:gold ${twoFactor}`, twoFactor],
  ['a word in another case is another word', twoFactor.toUpperCase(), 'unreachable'],
  ['a word that every object has is no acr', 'constructor', 'unreachable'],
  ['nor is this one', '__proto__ toString', 'unreachable'],
]
for (const [rule, values, required] of requirements)
  test(`acr_values: ${rule}`, () => assert.equal(requiredAcr(values), required))
