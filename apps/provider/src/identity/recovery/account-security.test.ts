// How well an account is protected: every combination of factors and recovery codes, and the one next thing to do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FactorKind } from '#identity/second-factors/factor-kinds.ts'
import { accountSecurityOf, type Missing, type NextAction, type SecurityFacts } from './account-security.ts'

const THEN = new Date('2026-06-01T10:00:00Z')
const factor = (kind: FactorKind, name = kind as string, more: Partial<SecurityFacts['factors'][0]> = {}) => ({
  id: `${kind}-${name}`,
  kind,
  name,
  lostAt: null,
  quarantinedAt: null,
  ...more,
})
const app = factor('totp')
const number = factor('sms')
const passkey = factor('passkey')
const account = (factors: SecurityFacts['factors'], codesLeft: number | null = 10, canMakePasskey = false) => ({
  factors,
  codesLeft,
  canMakePasskey,
})

const cases: [string, SecurityFacts, Missing[], NextAction['does'] | null][] = [
  ['only a password: set up', account([], null), ['second-step'], 'set-up'],
  ['recovery codes alone are no second step', account([], 10), ['second-step'], 'set-up'],
  ['an app that is lost protects nothing', account([{ ...app, lostAt: THEN }]), ['second-step'], 'set-up'],
  ['nor does one in quarantine', account([{ ...app, quarantinedAt: THEN }]), ['second-step'], 'set-up'],
  ['one app: a backup first', account([app]), ['backup'], 'add-backup'],
  ['one number: a backup first', account([number]), ['backup'], 'add-backup'],
  ['one passkey: a backup first', account([passkey]), ['backup'], 'add-backup'],
  ['a lost one is no backup', account([app, { ...number, lostAt: THEN }]), ['backup'], 'add-backup'],
  ['one app and few codes: two things, the backup first', account([app], 3), ['backup', 'codes'], 'add-backup'],
  ['one app that never had codes: the same', account([app], null), ['backup', 'codes'], 'add-backup'],
  ['a backup and four codes: nothing', account([app, number], 4), [], null],
  ['a backup and three codes: new codes', account([app, number], 3), ['codes'], 'renew-codes'],
  ['a backup and no code left: new codes', account([app, passkey], 0), ['codes'], 'renew-codes'],
  ['a backup and never any codes: codes', account([app, number], null), ['codes'], 'renew-codes'],
  ['two apps with names: nothing', account([factor('totp', 'phone'), factor('totp', 'tablet')]), [], null],
  ['two apps, one without a name: name it', account([factor('totp', 'phone'), factor('totp', '')]), [], 'name-app'],
  ['one app without a name needs none', account([factor('totp', ''), number]), [], null],
  ['names come after codes', account([factor('totp', 'a'), factor('totp', '')], 1), ['codes'], 'renew-codes'],
  ['a device that can: a passkey', account([app, number], 10, true), [], 'add-passkey'],
  ['a passkey that there is is not offered again', account([app, passkey], 10, true), [], null],
  ['a passkey comes after what is missing', account([app], 10, true), ['backup'], 'add-backup'],
]
for (const [rule, facts, missing, does] of cases)
  test(`an account’s security: ${rule}`, () => {
    const security = accountSecurityOf(facts)
    assert.deepEqual([security.missing, security.next?.does ?? null], [missing, does])
  })

test('the app that is to be named is the one without a name, and what is counted is what works', () => {
  const nameless = factor('totp', '')
  const security = accountSecurityOf(account([factor('totp', 'phone'), nameless, { ...number, lostAt: THEN }]))
  assert.deepEqual(security.next, { does: 'name-app', factorId: nameless.id })
  assert.deepEqual(security.count, { passkey: 0, totp: 2, sms: 0 })
})

test('whatever there is, the next thing to do is one of what is missing, and nothing is missing where all is well', () => {
  const some = [[], [app], [number], [passkey], [app, number], [app, passkey], [app, number, passkey]]
  for (const factors of some)
    for (const codesLeft of [null, 0, 1, 2, 3, 4, 10])
      for (const canMakePasskey of [false, true]) {
        const { missing, next } = accountSecurityOf({ factors, codesLeft, canMakePasskey })
        const does = { 'second-step': 'set-up', backup: 'add-backup', codes: 'renew-codes' } as const
        if (missing[0]) assert.equal(next?.does, does[missing[0]])
        else assert.ok(next === null || next.does === 'add-passkey')
      }
})
