// The way back of a locked account, by its facts (decision 0012).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LockedAccount, recoveryPathOf } from './recovery-path.ts'

const at = (hours: number): Date => new Date(Date.UTC(2026, 5, 15) + hours * 3_600_000)
const app = { enrolledAt: at(-100), lostAt: null, quarantinedAt: null }
const locked: LockedAccount = { lockedAt: at(0), passwordChangedAt: at(-1000), factors: [app], recoveryCodesLeft: 0 }

const cases: [string, Partial<LockedAccount>, ReturnType<typeof recoveryPathOf>][] = [
  ['with an older factor: a new password first', {}, 'new-password'],
  ['with a password from after the lock: the older factor', { passwordChangedAt: at(1) }, 'older-factor'],
  ['a password of the very moment of the lock is not newer', { passwordChangedAt: at(0) }, 'new-password'],
  ['who never had a password chooses one', { passwordChangedAt: null }, 'new-password'],
  [
    'a factor that was set aside is none',
    { passwordChangedAt: at(1), factors: [{ ...app, quarantinedAt: at(0) }] },
    'human',
  ],
  ['a factor that is lost is none', { passwordChangedAt: at(1), factors: [{ ...app, lostAt: at(-5) }] }, 'human'],
  [
    'a factor from after the lock is none, however it came there',
    { passwordChangedAt: at(1), factors: [{ ...app, enrolledAt: at(1) }] },
    'human',
  ],
  [
    'an older one beside one that was set aside will do',
    { passwordChangedAt: at(1), factors: [{ ...app, quarantinedAt: at(0) }, app] },
    'older-factor',
  ],
  [
    'recovery codes will do where the phone is lost',
    { passwordChangedAt: at(1), factors: [{ ...app, lostAt: at(-5) }], recoveryCodesLeft: 3 },
    'older-factor',
  ],
  ['who had a password alone asks a human', { passwordChangedAt: at(1), factors: [] }, 'human'],
]
for (const [rule, more, expected] of cases)
  test(rule, () => assert.equal(recoveryPathOf({ ...locked, ...more }), expected))
