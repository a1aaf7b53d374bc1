// What the desk's phone takes as a key: what people paste, and what QR codes hold.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildOtpauth } from '@sluis/otp'
import { readKey } from './read-key.ts'

const SECRET = 'KEISZVRDZ22YVKSR2D37MV4WXW2D7WRH'
const plain = { account: '', secret: SECRET, algorithm: 'SHA1', digits: 6, periodSeconds: 30 }

test('the green code is taken as it is copied, in groups, in small letters, and with a name of one’s own', () => {
  for (const typed of [SECRET, ` ${SECRET.match(/.{4}/g)!.join(' ')}\n`, SECRET.toLowerCase()])
    assert.deepEqual(readKey(typed, ''), { ok: true, value: { name: 'Sluis', ...plain } })
  assert.deepEqual(readKey(SECRET, ' Sluis\n of  Emma '), { ok: true, value: { name: 'Sluis of Emma', ...plain } })
})

test('the address of a QR code names itself, and keeps its own shape of codes', () => {
  const secret = new Uint8Array(20).fill(7)
  const address = buildOtpauth({ issuer: 'Sluis', account: 'emma@x.example', secret, digits: 8, periodSeconds: 60 })
  const read = readKey(address, '')
  assert.ok(read.ok)
  const { name, account, digits, periodSeconds } = read.value
  assert.deepEqual([name, account, digits, periodSeconds], ['Sluis', 'emma@x.example', 8, 60])
})

for (const [rule, typed, refusal] of [
  ['nothing', ' \n', 'nothing'],
  ['a password', 'warm-brood-om-zes-uur!', 'not-a-key'],
  ['letters of another script', 'КЕІЅ ZVRD', 'not-a-key'],
  ['a six-digit code', '234567', 'cut-short'],
  ['half a key', SECRET.slice(0, 12), 'cut-short'],
  ['a text of a thousand letters and more', 'A'.repeat(5_000), 'not-a-key'],
  ['a link of another kind', 'https://example.org/?secret=KEISZVRD', 'not-a-key'],
  ['an address without a secret', 'otpauth://totp/Sluis:a?issuer=Sluis', 'not-a-key'],
  ['a key whose codes count', `otpauth://hotp/Sluis:a?secret=${SECRET}&counter=1`, 'counts'],
  ['many accounts at once', 'otpauth-migration://offline?data=CjEK', 'not-a-key'],
] as const)
  test(`it says what is wrong with ${rule}`, () => assert.deepEqual(readKey(typed, ''), { ok: false, refusal }))
