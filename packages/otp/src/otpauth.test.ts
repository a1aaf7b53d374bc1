// otpauth addresses: what is built is read back, and what other issuers write is understood.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { buildOtpauth, parseOtpauth, type OtpauthRefusal } from './index.ts'

const secret = new TextEncoder().encode('foobar')
const plain = { issuer: null, account: 'jan', secret, algorithm: 'SHA1', digits: 6, kind: 'totp', periodSeconds: 30 }

test('an address says everything, and encodes what would be misread', () => {
  assert.equal(
    buildOtpauth({ issuer: 'Kade & Zn', account: 'jan+hr@example.com', secret }),
    'otpauth://totp/Kade%20%26%20Zn:jan%2Bhr%40example.com?secret=MZXW6YTBOI&issuer=Kade%20%26%20Zn&algorithm=SHA1&digits=6&period=30',
  )
})

test('what is built is read back', () => {
  for (const name of ['jan', 'Zoë & Co?', '100% #1/2', 'a+b=c d', '\u5f20\u4f1f']) {
    const account = {
      issuer: `By ${name}`,
      account: name,
      secret: new Uint8Array(randomBytes(20)),
      algorithm: 'SHA256',
      digits: 8,
      periodSeconds: 60,
    } as const
    assert.deepEqual(parseOtpauth(buildOtpauth(account)), { ok: true, account: { ...account, kind: 'totp' } })
  }
})

for (const [issuer, account] of [
  ['Kade: HR', 'jan'],
  ['Kade', 'a:b'],
  ['', 'jan'],
  ['Kade', ''],
] as const) {
  test(`"${issuer}" with "${account}" makes no address`, () => {
    assert.throws(() => buildOtpauth({ issuer, account, secret }), RangeError)
  })
}

const understood: [string, string, object][] = [
  ['an address with a secret only', 'otpauth://totp/jan?secret=MZXW6YTBOI', plain],
  ['the issuer in the label', 'otpauth://totp/Kade:jan?secret=MZXW6YTBOI', { ...plain, issuer: 'Kade' }],
  [
    'an encoded colon and a space after it',
    'otpauth://totp/Kade%3A%20jan?secret=MZXW6YTBOI',
    { ...plain, issuer: 'Kade' },
  ],
  [
    'the parameter before the label',
    'otpauth://totp/Old:jan?secret=MZXW6YTBOI&issuer=New',
    { ...plain, issuer: 'New' },
  ],
  [
    'a plus sign in an e-mail address',
    'otpauth://totp/jan+hr@example.com?secret=MZXW6YTBOI',
    { ...plain, account: 'jan+hr@example.com' },
  ],
  ['a percent sign that encodes nothing', 'otpauth://totp/100%?secret=MZXW6YTBOI', { ...plain, account: '100%' }],
  ['scheme and kind in upper case, with spaces around', ' OTPAUTH://TOTP/jan?secret=MZXW6YTBOI ', plain],
  ['a secret in lower case with padding', 'otpauth://totp/jan?secret=mzxw6ytboi======', plain],
  [
    'other spellings of the algorithm',
    'otpauth://totp/jan?secret=MZXW6YTBOI&algorithm=HmacSHA512',
    { ...plain, algorithm: 'SHA512' },
  ],
  [
    'all that may differ',
    'otpauth://totp/jan?secret=MZXW6YTBOI&algorithm=sha-256&digits=7&period=60',
    { ...plain, algorithm: 'SHA256', digits: 7, periodSeconds: 60 },
  ],
  ['an unknown parameter', 'otpauth://totp/jan?secret=MZXW6YTBOI&image=x', plain],
  ['no label', 'otpauth://totp?secret=MZXW6YTBOI', { ...plain, account: '' }],
  [
    'a counter',
    'otpauth://hotp/jan?secret=MZXW6YTBOI&counter=5',
    { issuer: null, account: 'jan', secret, algorithm: 'SHA1', digits: 6, kind: 'hotp', counter: 5 },
  ],
]
for (const [rule, address, account] of understood) {
  test(`understands ${rule}`, () => assert.deepEqual(parseOtpauth(address), { ok: true, account }))
}

const refused: [string, OtpauthRefusal][] = [
  ['https://example.com/?secret=MZXW6YTBOI', 'not-otpauth'],
  ['MZXW6YTBOI', 'not-otpauth'],
  ['', 'not-otpauth'],
  ['otpauth-migration://offline?data=x', 'not-otpauth'],
  ['otpauth://steam/jan?secret=MZXW6YTBOI', 'unknown-kind'],
  ['otpauth://totp/jan', 'no-secret'],
  ['otpauth://totp/jan?secret=', 'no-secret'],
  ['otpauth://totp/jan?secret=1234', 'wrong-secret'],
  ['otpauth://totp/jan?secret=M', 'wrong-secret'],
  ['otpauth://totp/jan?secret====', 'wrong-secret'],
  ['otpauth://totp/jan?secret=MZXW6YTBOI&algorithm=MD5', 'unknown-algorithm'],
  ['otpauth://totp/jan?secret=MZXW6YTBOI&digits=5', 'wrong-digits'],
  ['otpauth://totp/jan?secret=MZXW6YTBOI&digits=six', 'wrong-digits'],
  ['otpauth://totp/jan?secret=MZXW6YTBOI&period=0', 'wrong-period'],
  ['otpauth://totp/jan?secret=MZXW6YTBOI&period=-30', 'wrong-period'],
  ['otpauth://hotp/jan?secret=MZXW6YTBOI', 'wrong-counter'],
]
for (const [address, refusal] of refused) {
  test(`refuses "${address}" as ${refusal}`, () => assert.deepEqual(parseOtpauth(address), { ok: false, refusal }))
}
