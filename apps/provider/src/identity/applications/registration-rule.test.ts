// What may be registered of an application: all that is wrong is named at once, and what can never go together is not
// taken.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { STRICT } from './application.ts'
import { bodyOf, readRegistration, withChange, withStrictDefaults } from './registration-rule.ts'

const APP = { name: 'App', redirect_uris: ['https://app.example/back'] }
const bytes = (count: number, byte = 0xff) => Buffer.alloc(count, byte).toString('base64url')
// RFC 7515 §A.3, RFC 8037 §A.2.
const EC = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
}
const ED = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
const { n } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
const RSA = { kty: 'RSA', n: n!, e: 'AQAB' }
const isInside = (address: string) => address.startsWith('https://10.')
const KEYS = { authentication: 'private_key_jwt', jwks: { keys: [EC] } }
const NATIVE = { kind: 'native', redirect_uris: ['com.example.app:/back', 'http://127.0.0.1/back'] }

const read = (chosen: Record<string, unknown>, isDemo = false) =>
  readRegistration(withStrictDefaults({ ...APP, ...chosen }), { isDemo, isInside })
const faultsOf = (chosen: Record<string, unknown>) => {
  const answer = read(chosen)
  return answer.ok ? [] : answer.faults.map(({ path, message }) => `${path} ${message}`)
}

const taken: [what: string, chosen: Record<string, unknown>][] = [
  ['nothing but a name and an address', {}],
  ['an application that only does things by itself', { redirect_uris: [], api_scopes: ['directory'] }],
  ['a native application, which is public without being told so', NATIVE],
  ['a public one in the browser', { authentication: 'none' }],
  ['one that cannot do PKCE', { pkce: 'nonce-instead', authentication: 'client_secret_post' }],
  ['keys of each kind', { ...KEYS, jwks: { keys: [EC, ED, RSA].map((key, at) => ({ ...key, kid: `${at}` })) } }],
  ['an address of keys', { ...KEYS, jwks: null, jwks_uri: 'https://app.example/keys' }],
  ['JWTs for a minute', { access_token_format: 'jwt', access_token_seconds: 60, refresh_token_days: 1 }],
  ['only people of its directory', { known_people_only: true, api_scopes: ['directory'] }],
  ['names of its own in each language', { names: { nl: 'Roosters', en: 'Rosters' } }],
  ['a terminal without a browser', { redirect_uris: [], device_grant: true }],
]
for (const [what, chosen] of taken) test(`${what}: taken`, () => assert.deepEqual(faultsOf(chosen), []))

const refused: [what: string, chosen: Record<string, unknown>, ...faults: string[]][] = [
  [
    'a native application with a secret',
    { ...NATIVE, authentication: 'client_secret_basic' },
    'authentication must be none',
  ],
  ['a native application without PKCE', { ...NATIVE, pkce: 'nonce-instead' }, 'pkce must be required'],
  ['a public one without PKCE', { authentication: 'none', pkce: 'nonce-instead' }, 'pkce must be required'],
  ['private_key_jwt without a key', { authentication: 'private_key_jwt' }, 'jwks is needed'],
  ['keys twice', { ...KEYS, jwks_uri: 'https://app.example/keys' }, 'jwks is needed'],
  ['keys beside a secret', { jwks: { keys: [EC] } }, 'jwks is for private_key_jwt alone'],
  ['keys inside', { ...KEYS, jwks: null, jwks_uri: 'https://10.0.0.1/keys' }, 'jwks_uri lies inside'],
  ['log-outs told inside', { backchannel_logout_uri: 'https://10.0.0.1/' }, 'backchannel_logout_uri lies inside'],
  ['keys fetched by http', { ...KEYS, jwks: null, jwks_uri: 'http://localhost/keys' }, 'jwks_uri is by http'],
  [
    'a JWT for ten minutes',
    { access_token_format: 'jwt', access_token_seconds: 600 },
    'access_token_seconds must be at most 300',
  ],
  ['a public directory', { authentication: 'none', api_scopes: ['directory'] }, 'api_scopes must be empty'],
  [
    'a public one that asks about tokens',
    { authentication: 'none', introspects: ['kade'] },
    'introspects must be empty',
  ],
  ['people of no directory', { known_people_only: true }, 'known_people_only needs the API scope directory'],
  ['people without openid', { scopes: ['email'] }, 'scopes must have openid'],
  ['one that can do nothing', { redirect_uris: [] }, 'redirect_uris is missing'],
  [
    'the same address twice',
    { redirect_uris: ['https://a.example/', 'https://a.example/'] },
    'redirect_uris.1 stands there twice',
  ],
  [
    '51 addresses',
    { redirect_uris: Array.from({ length: 51 }, (_, at) => `https://a.example/${at}`) },
    'redirect_uris has more than 50',
  ],
  ['a name that turns around', { name: 'App\u202Egpj' }, 'name has control characters'],
  ['a name of signs', { names: { nl: '…' } }, 'names.nl has no letter'],
  ['an unknown language', { names: { fr: 'App' } }, 'names.fr is no setting'],
  ['an unknown setting', { redirect_uri: 'https://a.example/' }, 'redirect_uri is no setting'],
  ['an unknown scope', { api_scopes: ['everything'] }, 'api_scopes.0 must be directory or obligation or applications'],
]
for (const [what, chosen, ...faults] of refused)
  test(`${what}: refused`, () => {
    const found = faultsOf(chosen)
    assert.equal(found.length, faults.length, found.join('\n'))
    for (const [at, fault] of faults.entries()) assert.ok(found[at]!.startsWith(fault), found[at])
  })

const keys: [what: string, key: object, fault: RegExp][] = [
  ['a private key', { ...EC, d: bytes(32) }, /^jwks\.keys\.0 is a private key \(d\).*make another pair/u],
  ['a shared secret', { kty: 'oct', k: bytes(32) }, /is a private key \(k\)/u],
  ['a key of another curve', { ...EC, crv: 'P-384' }, /of a kind that is not taken/u],
  ['half a key', { ...EC, y: bytes(31) }, /is not whole/u],
  ['a short RSA key', { ...RSA, n: bytes(128) }, /fewer than 2048 bits/u],
  [
    'a short RSA key behind zeros',
    { ...RSA, n: Buffer.concat([Buffer.alloc(200), Buffer.alloc(128, 7)]).toString('base64url') },
    /fewer than 2048 bits/u,
  ],
  ['an RSA key that nobody could verify with', { ...RSA, n: bytes(1_100) }, /more than 8192 bits/u],
  ['an even modulus', { ...RSA, n: bytes(256, 0xfe) }, /is no key/u],
  ['a modulus with a small factor', { ...RSA, n: bytes(256) }, /is no key/u],
  ['an even exponent', { ...RSA, e: 'AQAC' }, /is no key/u],
  ['a point off the curve P-256', { ...EC, y: EC.x }, /is no key/u],
  ['the numbers of nothing', { ...EC, x: bytes(32, 0), y: bytes(32, 0) }, /is no key/u],
  ['coordinates beyond the field', { ...EC, x: bytes(32) }, /is no key/u],
  ['a point off the curve Ed25519', { ...ED, x: bytes(32, 2) }, /is no key/u],
  ['a y beyond the field of Ed25519', { ...ED, x: bytes(32) }, /is no key/u],
  ['a point of Ed25519 under which anybody can sign', { ...ED, x: bytes(32, 0) }, /is no key/u],
  ['an RSA key whose signatures anybody can make', { ...RSA, e: 'AQ' }, /exponent below 65537/u],
  ['a key for encryption', { ...EC, use: 'enc' }, /not for signatures/u],
  ['a key for another algorithm', { ...RSA, alg: 'RS256' }, /is for PS256/u],
  ['no key at all', [] as object, /is not a key/u],
]
for (const [what, key, fault] of keys)
  test(`${what} is refused, and the reason is said`, () => {
    assert.match(faultsOf({ ...KEYS, jwks: { keys: [key] } }).join('\n'), fault)
  })
test('a set of no keys, and several that nobody could tell apart, are refused', () => {
  assert.match(faultsOf({ ...KEYS, jwks: { keys: [] } }).join('\n'), /jwks\.keys has no key/u)
  assert.match(faultsOf({ ...KEYS, jwks: { keys: [EC, ED] } }).join('\n'), /without a kid/u)
  assert.match(faultsOf({ ...KEYS, jwks: 'keys' }).join('\n'), /^jwks is not a key set/u)
})
test('of a key only what verifies is kept', () => {
  const answer = read({ ...KEYS, jwks: { keys: [{ ...EC, x5u: 'https://evil.example/' }], more: 1 } })
  assert.deepEqual(answer.ok && answer.value.jwks, { keys: [EC] })
})

test('all that is wrong is named at once, whatever its kind', () => {
  const faults = faultsOf({
    name: '',
    kind: 'native',
    authentication: 'client_secret_post',
    redirect_uris: ['https://a.example/#', 'https://*.example/', 7],
    jwks_uri: 'ftp://a.example/',
    refresh_token_days: 365,
    device_grant: 'yes',
    id_token_algorithm: 'none',
    more: true,
  })
  assert.deepEqual(
    faults.map((fault) => fault.split(' ')[0]!).toSorted((one, other) => one.localeCompare(other)),
    [
      'authentication',
      'device_grant',
      'id_token_algorithm',
      'jwks_uri',
      'more',
      'name',
      'redirect_uris.0',
      'redirect_uris.1',
      'redirect_uris.2',
      'refresh_token_days',
    ],
  )
})
test('in the demo a machine may talk to itself by plain http, and to no other', () => {
  const local = { backchannel_logout_uri: 'http://localhost:4401/logout' }
  assert.deepEqual([read(local).ok, read(local, true).ok], [false, true])
  assert.equal(read({ backchannel_logout_uri: 'http://app.example/logout' }, true).ok, false)
})
test('what is read is what the API shows, and a change leaves what it does not name', () => {
  const answer = read({ ...KEYS, names: { nl: 'Roosters', en: 'Rosters' }, access_token_seconds: 120 })
  assert.ok(answer.ok)
  assert.deepEqual(readRegistration(bodyOf(answer.value), { isDemo: false, isInside }), answer)
  const changed = readRegistration(
    withChange(answer.value, { names: { en: null }, access_token_seconds: null, name: 'Other' }),
    { isDemo: false, isInside },
  )
  assert.deepEqual(changed, {
    ok: true,
    value: { ...answer.value, names: { nl: 'Roosters' }, accessTokenSeconds: null, name: 'Other' },
  })
})
test('what nobody chooses is strict', () => {
  const answer = read({})
  assert.deepEqual(answer.ok && answer.value, { ...STRICT, name: 'App', redirectUris: APP.redirect_uris })
})
