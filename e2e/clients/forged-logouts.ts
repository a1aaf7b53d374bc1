// Logout tokens that nobody must believe, at a recipe that takes them (docs/api.md, Signing out). The issuer is a
// stand-in, since only it can sign what Sluis never would.
import assert from 'node:assert/strict'
import { freePort } from '@sluis/test-kit'
import { listen } from '@sluis/server-kit/server'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { startRecipe } from './program-client.ts'

const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout'
const HOUR = 3600

type Forged = { claims?: Record<string, unknown>; header?: Record<string, unknown>; by?: 'RS256' }

const FORGED: Record<string, Forged> = {
  'another algorithm': { header: { alg: 'RS256', kid: 'RS256' }, by: 'RS256' },
  'another type': { header: { typ: 'JWT' } },
  'no type': { header: { typ: undefined } },
  'an ID token, by its nonce': { claims: { nonce: 'n' } },
  'another event': { claims: { events: { other: {} } } },
  'one event more': { claims: { events: { [LOGOUT]: {}, other: {} } } },
  'no event': { claims: { events: undefined } },
  'events that are a word': { claims: { events: LOGOUT } },
  'no jti': { claims: { jti: undefined } },
  'no iat': { claims: { iat: undefined } },
  'no exp': { claims: { exp: undefined } },
  'nobody’s': { claims: { sub: undefined } },
  'another issuer': { claims: { iss: 'https://another.example' } },
  'another application': { claims: { aud: 'another' } },
}
/** In seconds from now. */
const TIMES: Record<string, { iat: number; exp: number }> = {
  'of the future': { iat: HOUR, exp: 2 * HOUR },
  'long ago, and good for ever': { iat: -HOUR, exp: HOUR },
  over: { iat: -200, exp: -100 },
}

/** `page`: of docs/recipes, whose client id is its name. */
export async function refuseForgedLogouts(page: string): Promise<void> {
  const keys = { ES256: await generateKeyPair('ES256'), RS256: await generateKeyPair('RS256') }
  const published = await Promise.all(
    Object.entries(keys).map(async ([kid, { publicKey }]) => ({ ...(await exportJWK(publicKey)), kid, alg: kid })),
  )
  const port = await freePort()
  const issuer = `http://localhost:${port}`
  const server = await listen(
    (incoming, outgoing) => {
      const metadata = { issuer, jwks_uri: `${issuer}/keys` }
      outgoing.setHeader('content-type', 'application/json')
      outgoing.end(JSON.stringify(incoming.url === '/keys' ? { keys: published } : metadata))
    },
    'localhost',
    port,
  )
  const { origin, program } = await startRecipe(page, { issuer, register: async () => 'a secret' })
  const now = Math.floor(Date.now() / 1000)
  let count = 0
  const token = ({ claims = {}, header = {}, by }: Forged = {}) =>
    new SignJWT({
      iss: issuer,
      aud: page,
      sub: 'somebody',
      iat: now,
      exp: now + 120,
      jti: `${++count}`,
      events: { [LOGOUT]: {} },
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'ES256', typ: 'logout+jwt', ...header })
      .sign(keys[by ?? 'ES256'].privateKey)
  const statusOf = async (fields: Record<string, string>) =>
    (await fetch(`${origin}/backchannel-logout`, { method: 'POST', body: new URLSearchParams(fields) })).status
  try {
    const first = await token()
    assert.equal(await statusOf({ logout_token: first }), 200, 'a right one')
    assert.equal(await statusOf({ logout_token: first }), 400, 'the same again')
    assert.equal(await statusOf({ logout_token: 'a.b.c' }), 400, 'no token')
    assert.equal(await statusOf({}), 400, 'nothing')
    for (const [what, forged] of Object.entries(FORGED))
      assert.equal(await statusOf({ logout_token: await token(forged) }), 400, what)
    for (const [what, { iat, exp }] of Object.entries(TIMES)) {
      const claims = { iat: now + iat, exp: now + exp }
      assert.equal(await statusOf({ logout_token: await token({ claims }) }), 400, what)
    }
  } finally {
    await program.stop()
    await server.stop()
  }
}
