// In which order second factors are offered, and which of them are.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FactorKind, ProofKind } from './factor-kinds.ts'
import { type Factor, availableProofs } from './factors.ts'

const day = (number: number) => new Date(Date.UTC(2026, 6, number))
const a = (kind: FactorKind, lastUsed: number, more: Partial<Factor> = {}): Factor => ({
  id: `${kind}${lastUsed}`,
  kind,
  name: '',
  enrolledAt: day(1),
  lastUsedAt: day(lastUsed),
  lostAt: null,
  quarantinedAt: null,
  ...more,
})

const cases: [string, Factor[], { codes?: number; canSendSms?: boolean }, ProofKind[]][] = [
  [
    'the one used last comes first, the others by strength (I3)',
    [a('totp', 3), a('sms', 5), a('passkey', 1)],
    {},
    ['sms', 'passkey', 'totp', 'recovery'],
  ],
  [
    'a passkey comes before a code where it was used last',
    [a('totp', 3), a('passkey', 4)],
    {},
    ['passkey', 'totp', 'recovery'],
  ],
  [
    'a backup is not asked for first before it was proved once, however new it is',
    [a('totp', 3), a('sms', 5, { enrolledAt: day(5) })],
    {},
    ['totp', 'sms', 'recovery'],
  ],
  [
    'nor where the first one was not proved since it was set up either',
    [a('totp', 1), a('sms', 5, { enrolledAt: day(5) })],
    {},
    ['totp', 'sms', 'recovery'],
  ],
  [
    'proved once, it is the usual one',
    [a('totp', 3), a('sms', 6, { enrolledAt: day(5) })],
    {},
    ['sms', 'totp', 'recovery'],
  ],
  [
    'a passkey is asked for from when it was made',
    [a('totp', 3), a('passkey', 5, { enrolledAt: day(5) })],
    {},
    ['passkey', 'totp', 'recovery'],
  ],
  ['only what the person has is offered (U-10)', [a('totp', 3)], { codes: 0 }, ['totp']],
  ['of several of a kind the kind is offered once', [a('totp', 3), a('totp', 4)], { codes: 0 }, ['totp']],
  [
    'what is lost or set aside is not offered',
    [a('totp', 3, { lostAt: day(4) }), a('passkey', 2, { quarantinedAt: day(4) })],
    {},
    ['recovery'],
  ],
  [
    'text messages are not offered while none can be sent',
    [a('sms', 5), a('totp', 3)],
    { canSendSms: false },
    ['totp', 'recovery'],
  ],
  ['a recovery code is always the last', [a('sms', 5)], {}, ['sms', 'recovery']],
  ['with nothing there is nothing', [], { codes: 0 }, []],
]
for (const [rule, factors, { codes = 10, canSendSms = true }, proofs] of cases)
  test(rule, () =>
    assert.deepEqual(availableProofs({ factors, recoveryCodesLeft: codes, canSendSms: canSendSms }), proofs),
  )
