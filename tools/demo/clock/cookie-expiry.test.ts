// Cookies of a moved clock expire at the matching instant of the browser's real clock.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { realExpiry } from './cookie-expiry.ts'

const DAY_MS = 86_400_000
const cases: [string, string, number, string][] = [
  [
    'forward by a day: the expiry moves back by a day',
    'a=b; path=/; expires=Wed, 01 Jul 2026 10:00:00 GMT; httponly',
    DAY_MS,
    'a=b; path=/; expires=Tue, 30 Jun 2026 10:00:00 GMT; httponly',
  ],
  [
    'back by a day: it moves on by a day',
    'a=b; Expires=Wed, 01 Jul 2026 10:00:00 GMT',
    -DAY_MS,
    'a=b; Expires=Thu, 02 Jul 2026 10:00:00 GMT',
  ],
  [
    'a cookie that is deleted stays deleted',
    'a=; expires=Thu, 01 Jan 1970 00:00:00 GMT',
    -DAY_MS,
    'a=; expires=Thu, 01 Jan 1970 00:00:00 GMT',
  ],
  ['Max-Age is a span, and no instant', 'a=b; Max-Age=60', DAY_MS, 'a=b; Max-Age=60'],
  ['what is no date stays as it is', 'a=b; expires=soon', DAY_MS, 'a=b; expires=soon'],
]
for (const [rule, cookie, offset, expected] of cases)
  test(rule, () => assert.equal(realExpiry(cookie, offset), expected))
