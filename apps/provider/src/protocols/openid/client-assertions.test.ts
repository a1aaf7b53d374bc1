// What a proof by a key of one's own may say.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertionFault } from './client-assertions.ts'

const issuer = 'https://login.example'
const now = 1_800_000_000
const claims = { aud: issuer, exp: now + 60, iat: now, jti: 'j' }
const fault = (more: Record<string, unknown>, header: Record<string, unknown> = {}, mayUseRs256 = false) =>
  assertionFault({ header: { alg: 'ES256', ...header }, claims: { ...claims, ...more } }, { issuer, mayUseRs256, now })

test('a proof is for the issuer alone: no endpoint, no list, nothing like it (audience injection)', () => {
  assert.equal(fault({}), null)
  for (const aud of [
    `${issuer}/oidc/token`,
    [issuer],
    [issuer, 'https://evil.example'],
    `${issuer}/`,
    '',
    1,
    null,
    undefined,
  ])
    assert.match(fault({ aud }) ?? '', /^aud /u, JSON.stringify(aud))
})
test('what a header says must be understood is not (RFC 7515 §4.1.11)', () => {
  for (const crit of [['b64'], ['exp'], [], null]) assert.match(fault({}, { crit }) ?? '', /^crit /u)
})
test('its ids are text of a length that can be kept, and its type is of no other token (RFC 8725 §3.11)', () => {
  for (const wrong of [['a'], '', 5, null, 'x'.repeat(257)]) {
    assert.match(fault({}, { kid: wrong }) ?? '', /^kid /u)
    assert.match(fault({ jti: wrong }) ?? '', /^jti /u)
  }
  for (const typ of ['logout+jwt', 'at+jwt', '', ['JWT'], null]) assert.match(fault({}, { typ }) ?? '', /^typ /u)
  for (const typ of ['JWT', 'jwt', 'application/jwt', 'client-authentication+jwt'])
    assert.equal(fault({ jti: 'x'.repeat(256) }, { typ, kid: 'k' }), null)
})
test('RS256 is taken of an application that is registered for it, and of no other', () => {
  assert.match(fault({}, { alg: 'RS256' }) ?? '', /^RS256/u)
  assert.equal(fault({}, { alg: 'RS256' }, true), null)
})
test('a proof is of this hour: not issued in the future or long ago, not good for ever', () => {
  assert.match(fault({ exp: now + 3_601 }) ?? '', /hour/u)
  assert.match(fault({ exp: Infinity }) ?? '', /hour/u)
  assert.match(fault({ iat: now + 6 }) ?? '', /future/u)
  assert.match(fault({ iat: now - 3_601 }) ?? '', /ago/u)
  for (const iat of [undefined, now + 5, now - 3_600]) assert.equal(fault({ iat }), null)
})
