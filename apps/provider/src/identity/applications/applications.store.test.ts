// What is registered is read as it was written, and what can never go together is not stored.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '@sluis/server-kit/sql'
import { migrated, NOW, rolledBack } from '#testing/migrated-database.ts'
import { accessTokenSecondsOf, nameIn, refreshTokenDaysOf, STRICT } from './application.ts'

test('what nobody has chosen is strict, also of an application that the version before registers', () =>
  rolledBack(async ({ applications, db }) => {
    await sql`insert into application (id, client_id, name, secret_sealed, redirect_uris, post_logout_redirect_uris, created_at)
      values (gen_random_uuid(), 'from-before', 'App', 'sealed', '[]', '[]', now())`.execute(db)
    const { id: _id, clientId: _clientId, ...settings } = (await applications.findByClientId('from-before'))!
    assert.deepEqual(settings, { ...STRICT, name: 'App', logo: null, scope: 'openid' })
  }))
test('all that is chosen is read as it was written, and lists have its names and its logo', () =>
  rolledBack(async ({ applications, applicationLogos }) => {
    await applications.upsert({ clientId: 'a-target', name: 'Target' }, NOW)
    const chosen = {
      name: 'App',
      names: { nl: 'Roosters', en: 'Rosters' },
      termsUri: 'https://app.example/terms',
      privacyUri: 'https://app.example/privacy',
      redirectUris: ['https://app.example/back'],
      postLogoutRedirectUris: ['https://app.example/bye'],
      scope: 'openid email',
      apiClientScope: 'directory applications',
      homeUri: 'https://app.example/',
      backchannelLogoutUri: 'https://app.example/logout',
      separatesCompanies: true,
      kind: 'web',
      authentication: 'private_key_jwt',
      jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'x' }] },
      jwksUri: null,
      pkce: 'nonce-instead',
      idTokenAlgorithm: 'RS256',
      accessTokenFormat: 'jwt',
      accessTokenSeconds: 120,
      refreshTokenDays: 3,
      introspects: ['a-target'],
      hasDeviceGrant: true,
      knownPeopleOnly: true,
    } as const
    const id = await applications.upsert({ clientId: 'chosen', ...structuredClone(chosen) } as never, NOW)
    await applicationLogos.set(id, { etag: 'e', mediaType: 'image/png', bytes: Buffer.from('logo') })
    assert.deepEqual(await applications.findByClientId('chosen'), {
      id,
      clientId: 'chosen',
      logo: { etag: 'e' },
      ...chosen,
    })
    assert.deepEqual(await applicationLogos.find(id), {
      etag: 'e',
      mediaType: 'image/png',
      bytes: Buffer.from('logo'),
    })
  }))
const impossible = [
  ['a native application with a secret', { kind: 'native' }],
  ['a public one without PKCE', { authentication: 'none', pkce: 'nonce-instead' }],
  ['private_key_jwt without a key', { authentication: 'private_key_jwt' }],
  ['a key set of an application that has a secret', { jwksUri: 'https://app.example/keys' }],
  ['a JWT for an hour', { accessTokenFormat: 'jwt', accessTokenSeconds: 3600 }],
  ['an access token of a second', { accessTokenSeconds: 1 }],
  ['a refresh token of a year', { refreshTokenDays: 365 }],
  ['a scope that is none', { apiClientScope: 'everything' }],
] as const
for (const [what, settings] of impossible)
  test(`the database stores no application that is ${what}`, async () => {
    const { identity } = await migrated()
    await assert.rejects(
      identity.applications.upsert({ clientId: 'impossible', name: 'App', ...settings }, NOW),
      /violates check constraint/u,
    )
  })
test('a token lives as long as everybody’s where nothing else was chosen', () => {
  const opaque = { accessTokenFormat: 'opaque', accessTokenSeconds: null, refreshTokenDays: null } as const
  const jwt = { ...opaque, accessTokenFormat: 'jwt' } as const
  assert.deepEqual([accessTokenSecondsOf(opaque), accessTokenSecondsOf(jwt), refreshTokenDaysOf(jwt)], [600, 300, 30])
  assert.equal(accessTokenSecondsOf({ ...jwt, accessTokenSeconds: 60 }), 60)
})
test('a name is that of the language, and the one for all where it has none', () => {
  const rosters = { name: 'Rosters', names: { nl: 'Roosters' } }
  assert.deepEqual([nameIn(rosters, 'nl'), nameIn(rosters, 'en')], ['Roosters', 'Rosters'])
})
test('what belongs to an application goes with it, or is taken out before: a new table keeps none from being removed', async () => {
  const { database } = await migrated()
  const { rows } = await database.pool.query<{ table: string }>(
    "select distinct conrelid::regclass::text as table from pg_constraint where contype = 'f' and confrelid = 'application'::regclass and confdeltype <> 'c' order by 1",
  )
  // removeApplication in use-cases/administer takes each of these out.
  const taken = 'company consent directory_person logout_delivery membership rollout session_grant snooze voucher'
  assert.deepEqual(
    rows.map(({ table }) => table),
    taken.split(' '),
  )
})
