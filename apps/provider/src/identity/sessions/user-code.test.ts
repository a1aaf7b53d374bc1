// The code that a device shows, as people type it (RFC 8628 §6.1).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatUserCode, readUserCode, USER_CODES } from './user-code.ts'

for (const typed of [
  'WDJB-MJHT',
  'wdjb-mjht',
  'WDJBMJHT',
  ' wdjb mjht ',
  'w d j b . m j h t',
  'WDJB\u2013MJHT',
  'WDJB\u200b-\u2011MJHT',
  '\uff37\uff24\uff2a\uff22 \uff2d\uff2a\uff28\uff34',
])
  test(`"${typed}" is read as the code WDJB-MJHT`, () => {
    const read = readUserCode(typed)
    assert.deepEqual(read, { ok: true, value: 'WDJBMJHT' })
    assert.equal(formatUserCode('WDJBMJHT'), 'WDJB-MJHT')
  })
for (const typed of ['WDJB-MJH', 'WDJB-MJHTT', 'WDJA-MJHT', '1234-5678', 'WDJB-MJH\u0422', '\u0000', 'x'.repeat(5000)])
  test(`${JSON.stringify(typed.slice(0, 20))} is no code of a device, and so no guess`, () =>
    assert.deepEqual(readUserCode(typed), { ok: false, refusal: 'no-user-code' }))
for (const typed of ['', '  ', '-', '\u200b'])
  test(`${JSON.stringify(typed)} is an empty field`, () =>
    assert.deepEqual(readUserCode(typed), { ok: false, refusal: 'empty' }))
test('there are so many codes that one in a thousand million tries finds none of a few (RFC 8628 §5.1)', () =>
  assert.ok(USER_CODES > 2.5e10))
