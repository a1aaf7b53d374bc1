// Each departure from the strict settings is a sentence, and so is a secret that ends.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { later, NOW } from '#testing/migrated-database.ts'
import { type Application, type ApplicationSecret, STRICT } from './application.ts'
import { secretWarnings, warningsOf } from './registration-warnings.ts'

const DAY = 86_400_000
const APP: Application = { id: 'i', clientId: 'app', logo: null, ...structuredClone(STRICT), name: 'App' }
const ALIVE = { id: 's', createdAt: NOW, expiresAt: null }
const ends = (days: number) => ({ ...ALIVE, expiresAt: later(days * DAY) })
const namesOf = (more: Partial<Application>) =>
  warningsOf({ ...APP, ...more }, [ALIVE], NOW, []).map(({ name }) => name)

const departures: [Partial<Application>, ...names: string[]][] = [
  [{}],
  [{ redirectUris: ['https://app.example/'], accessTokenSeconds: 60, refreshTokenDays: 1, knownPeopleOnly: true }],
  [{ pkce: 'nonce-instead', authentication: 'client_secret_post' }, 'no-pkce', 'secret-in-body'],
  [{ pkce: 'optional' }, 'nothing-binds-codes'],
  [{ authentication: 'none' }, 'public'],
  [{ kind: 'native', authentication: 'none', redirectUris: ['http://127.0.0.1/'] }, 'native'],
  [{ authentication: 'private_key_jwt', jwksUri: 'https://app.example/keys' }, 'own-key'],
  [{ idTokenAlgorithm: 'RS256', accessTokenFormat: 'jwt' }, 'rs256', 'jwt'],
  [{ accessTokenSeconds: 3600 }, 'long-tokens'],
  [{ redirectUris: ['http://localhost/'] }, 'loopback'],
  [{ redirectUris: ['https://localhost/', 'https://[::1]/', 'https://xn--bcher-kva.example/'] }],
  [{ redirectUris: ['https://intranet/'] }, 'one-label'],
  [{ homeUri: 'https://xn--pple-43d.example/' }, 'foreign-letters'],
  [
    { hasDeviceGrant: true, introspects: ['kade'], apiClientScope: 'applications' },
    'device-grant',
    'introspects',
    'applications',
  ],
]
test('an application is warned of for each setting that is laxer than the strict one, and for no other', () => {
  for (const [settings, ...names] of departures) assert.deepEqual(namesOf(settings), names, JSON.stringify(settings))
  assert.equal(
    warningsOf({ ...APP, pkce: 'nonce-instead' }, [ALIVE], NOW, [])[0]!.text,
    'takes codes without PKCE (nonce required)',
  )
})
test('an id that differs from another one by its case alone is warned of', () => {
  const all = ['app', 'APP', 'apps'].map((clientId) => ({ clientId, name: clientId, names: {} }))
  assert.deepEqual(
    warningsOf({ ...APP, name: 'Another' }, [ALIVE], NOW, all).map(({ name, text }) => [name, text]),
    [['same-id', 'has an id that differs in its case alone from APP']],
  )
})
test('a secret that ends within 30 days is warned of, unless another one follows it', () => {
  const names = (...secrets: (typeof ALIVE | ReturnType<typeof ends>)[]) =>
    secretWarnings(secrets, NOW).map(({ name }) => name)
  assert.deepEqual(names(ends(31)), [])
  assert.deepEqual(names(ends(30)), ['secret-ends'])
  assert.deepEqual(names(ends(7), ALIVE), [])
  assert.deepEqual(names(ends(7), ends(90)), [])
  assert.deepEqual(names(ends(0)), ['no-secret'])
  assert.deepEqual(names(), ['no-secret'])
})
test('a new secret whose life is shorter than that of the one whose place it takes is warned of', () => {
  const newer = (days: number) => ({ ...ends(days), createdAt: new Date(NOW.getTime() + 1) })
  const names = (...secrets: ApplicationSecret[]) => secretWarnings(secrets, NOW).map(({ name }) => name)
  assert.deepEqual(names(newer(40), ends(90)), ['newest-secret-ends-first'])
  assert.deepEqual(names(newer(40), ALIVE), ['newest-secret-ends-first'])
  assert.deepEqual(names(newer(3), ends(7)), ['newest-secret-ends-first', 'secret-ends'])
  assert.deepEqual(names(newer(90), ends(7)), [])
  assert.deepEqual(names(newer(40), ends(0)), [], 'it has ended')
})
