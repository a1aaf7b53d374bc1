// The soft phone: it shows what a real authenticator app shows.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { softPhone } from './index.ts'

test('shows the code of RFC 6238, from a secret as a page shows it', () => {
  const phone = softPhone('gezd gnbv gy3t qojq gezd gnbv gy3t qojq')
  assert.equal(phone.codeAt(new Date(59_000)), '287082')
})

test('supports an account with other than the usual parameters', () => {
  const phone = softPhone('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', { digits: 8, periodSeconds: 60 })
  assert.equal(phone.codeAt(new Date(119_000)), '94287082')
})

test('refuses a secret that no phone can read', () => {
  assert.throws(() => softPhone('12345678'), /not-base32/u)
})
