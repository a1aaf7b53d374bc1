// The claims parameter, read: what is none, what it needs access for, and the acr that it demands.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACR } from '#identity/sessions/assurance.ts'
import { acrOfRequest, claimsOfScopes, readClaims, scopesOfClaims, subjectsOf } from './claims.ts'

const { oneFactor, twoFactor, phishingResistant } = ACR
const request = (id_token: Record<string, unknown>) => readClaims(JSON.stringify({ id_token }))!

for (const text of [
  'x',
  '',
  'null',
  '1',
  '[]',
  '{"id_token":[]}',
  '{"id_token":"acr"}',
  '{"userinfo":{"email":true}}',
  '{"userinfo":{"email":[]}}',
  '{"id_token":{"acr":{"essential":"yes"}}}',
  '{"id_token":{"acr":{"values":"urn:x"}}}',
  '{"id_token":{"sub":{"value":5}}}',
  '{"userinfo":{"sub":{"value":null}}}',
  '{"id_token":{"sub":{"values":["x",5]}}}',
])
  test(`${text === '' ? 'nothing' : text} is no request for claims (OpenID Connect Core §5.5)`, () =>
    assert.equal(readClaims(text), null))

test('what a request does not name is empty, and what is not known may be asked for', () => {
  assert.deepEqual(readClaims(undefined), { id_token: {}, userinfo: {} })
  assert.deepEqual(readClaims('{"userinfo":{"email":null,"http://x":{"essential":true}},"more":1}'), {
    id_token: {},
    userinfo: { email: null, 'http://x': { essential: true } },
  })
})
test('a claim that is asked for by name needs the access of its scope; what every application gets needs none', () => {
  const claims = readClaims('{"id_token":{"acr":null,"roles":null},"userinfo":{"email":null,"unknown":null}}')!
  assert.deepEqual(scopesOfClaims(claims), ['email', 'memberships'])
  assert.ok(claimsOfScopes('openid email').includes('email_verified'))
  assert.ok(!claimsOfScopes('openid email').includes('name'))
})
test('the acr of a claim is demanded as acr_values is, essential or not, as a value or as several', () => {
  for (const essential of [true, false, undefined])
    for (const wanted of [{ value: twoFactor }, { values: [phishingResistant, twoFactor] }])
      assert.equal(acrOfRequest(undefined, request({ acr: { essential, ...wanted } })), twoFactor)
  assert.equal(acrOfRequest(undefined, request({ acr: { essential: true } })), null, 'any will do')
  assert.equal(acrOfRequest(undefined, request({ acr: null })), null)
})
test('of acr_values and a claim the stricter decides, and a word that is none of ours is reached by nobody', () => {
  assert.equal(acrOfRequest(twoFactor, request({ acr: { value: oneFactor } })), twoFactor)
  assert.equal(acrOfRequest(oneFactor, request({ acr: { value: phishingResistant } })), phishingResistant)
  assert.equal(acrOfRequest(oneFactor, request({ acr: { essential: true, values: ['gold', 7] } })), 'unreachable')
  assert.equal(acrOfRequest('gold', request({ acr: { value: oneFactor } })), 'unreachable')
})
test('an acr that is asked for at userinfo is demanded too', () =>
  assert.equal(acrOfRequest(oneFactor, readClaims({ userinfo: { acr: { value: twoFactor } } })!), twoFactor))
test('a request may be about certain people alone, and all that it says of them holds (OpenID Connect Core §5.5.1)', () => {
  assert.deepEqual(subjectsOf(request({ sub: { value: 'somebody' } })), ['somebody'])
  assert.deepEqual(subjectsOf(request({ sub: { values: ['x', 'y'] } })), ['x', 'y'])
  assert.deepEqual(subjectsOf(request({ sub: { value: 'z', values: ['x', 'y'] } })), [], 'nobody')
  assert.deepEqual(subjectsOf(request({ sub: { values: [] } })), [], 'nobody')
  const [id_token, userinfo] = [{ sub: { value: 'x' } }, { sub: { values: ['x', 'y'] } }]
  assert.deepEqual(subjectsOf(readClaims({ id_token, userinfo })!), ['x'])
  for (const any of [null, {}, { essential: true }]) assert.equal(subjectsOf(request({ sub: any })), null)
})
