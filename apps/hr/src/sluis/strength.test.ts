// What came back is checked against what was asked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkClaims, ONE_FACTOR, TWO_FACTOR, type RequestedClaims, type Claims } from './strength.ts'

const issuedAt = new Date('2026-06-01T12:00:00Z')
const ago = (seconds: number) => new Date(issuedAt.getTime() - seconds * 1000)
const anything: RequestedClaims = { acr: null, maxAgeSeconds: null }
const stepUp: RequestedClaims = { acr: TWO_FACTOR, maxAgeSeconds: 300 }

const cases: [string, Partial<Claims>, RequestedClaims, 'ok' | 'too-weak' | 'too-old'][] = [
  ['one factor is enough where nothing was asked', { acr: ONE_FACTOR }, anything, 'ok'],
  [
    'one factor is too weak where two were asked',
    { acr: ONE_FACTOR },
    { acr: TWO_FACTOR, maxAgeSeconds: null },
    'too-weak',
  ],
  ['a stronger sign-in than asked is taken', { acr: 'urn:sluis:acr:phishing-resistant' }, stepUp, 'ok'],
  ['no acr at all is too weak, asked or not', { acr: undefined }, anything, 'too-weak'],
  ['an acr that nobody knows is too weak', { acr: 'urn:other:acr:best' }, anything, 'too-weak'],
  ['a sign-in within max_age is fresh', { authTime: ago(300) }, stepUp, 'ok'],
  ['thirty seconds of travel are forgiven', { authTime: ago(330) }, stepUp, 'ok'],
  ['an older sign-in is too old, whatever the provider answered', { authTime: ago(331) }, stepUp, 'too-old'],
  ['no auth_time is too old where max_age was asked', { authTime: null }, stepUp, 'too-old'],
]
for (const [rule, claims, asked, expected] of cases) {
  test(rule, () => {
    const decision = checkClaims({ acr: TWO_FACTOR, authTime: ago(1), issuedAt, ...claims }, asked)
    assert.equal(decision.ok ? 'ok' : decision.refusal, expected)
  })
}
