// The stand-in's OpenID Connect: discovery, pushed requests, code flow with PKCE, rotating refresh tokens, log-out.
// Small, and true to the standards.
import { Hono, type Context } from 'hono'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { randomToken } from '@sluis/server-kit/random'
import { sha256 } from '@sluis/server-kit/sealing'
import { ONE_FACTOR, TWO_FACTOR } from '#sluis/strength.ts'
import { statusOf } from './fake-api.ts'
import type { FakePerson, FakeState } from './fake-state.ts'

export type FakeClient = { id: string; secret: string; redirectUri: string }
type Request = Map<string, string>
type Family = { sub: string; acr: string; authTime: number; sid: string; isRevoked: boolean }

export function fakeOpenId(state: FakeState, issuer: string, client: FakeClient) {
  const app = new Hono()
  const keys = generateKeyPair('ES256')
  const pushed = new Map<string, Request>()
  const codes = new Map<string, { request: Request; family: Family }>()
  const refreshTokens = new Map<string, { family: Family; isConsumed: boolean }>()
  const apiTokens = new Set<string>()
  const seen = { pushed: [] as Request[] }

  const fail = (c: Context, error: string, status: 400 | 401 = 400) => c.json({ error }, status)
  const isClient = (c: Context) => {
    const [id, secret] = Buffer.from((c.req.header('authorization') ?? '').replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':')
      .map(decodeURIComponent)
    return id === client.id && secret === client.secret
  }
  const formOf = async (c: Context) => new Map(new URLSearchParams(await c.req.text()))
  const now = () => Math.floor(Date.now() / 1000)

  app.get('/.well-known/openid-configuration', (c) =>
    c.json({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      pushed_authorization_request_endpoint: `${issuer}/par`,
      end_session_endpoint: `${issuer}/log-out`,
      authorization_response_iss_parameter_supported: true,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      code_challenge_methods_supported: ['S256'],
    }),
  )
  app.get('/jwks', async (c) =>
    c.json({ keys: [{ ...(await exportJWK((await keys).publicKey)), kid: 'k', alg: 'ES256', use: 'sig' }] }),
  )

  app.post('/par', async (c) => {
    if (!isClient(c)) return fail(c, 'invalid_client', 401)
    const request = await formOf(c)
    if (
      request.get('redirect_uri') !== client.redirectUri ||
      request.get('response_type') !== 'code' ||
      request.get('code_challenge_method') !== 'S256'
    )
      return fail(c, 'invalid_request')
    seen.pushed.push(request)
    const uri = `urn:ietf:params:oauth:request_uri:${randomToken()}`
    pushed.set(uri, request)
    return c.json({ request_uri: uri, expires_in: 60 }, 201)
  })

  app.get('/authorize', (c) => {
    const request = pushed.get(c.req.query('request_uri') ?? '')
    if (!request || !pushed.delete(c.req.query('request_uri')!)) return c.text('unknown request', 400)
    const back = new URL(request.get('redirect_uri')!)
    back.searchParams.set('state', request.get('state') ?? '')
    back.searchParams.set('iss', issuer)
    const { user } = state
    if (user.does === 'fails') back.searchParams.set('error', user.error)
    else {
      const person = user.person
        ? state.people.get(user.person)
        : [...state.people.values()].find(({ email }) => email === request.get('login_hint'))
      const sub = user.subject ?? person?.sub ?? 'sub-of-a-stranger'
      const acr = user.acr ?? request.get('acr_values') ?? (person?.isEnrolled ? TWO_FACTOR : ONE_FACTOR)
      // Asked for two factors, somebody without a second one sets it up here.
      if (person && acr === TWO_FACTOR) person.isEnrolled = true
      const code = randomToken()
      codes.set(code, {
        request,
        family: { sub, acr, authTime: now() - (user.ago ?? 0), sid: randomToken(8), isRevoked: false },
      })
      back.searchParams.set('code', code)
    }
    return c.redirect(back.href, 303)
  })

  app.post('/token', async (c) => {
    if (!isClient(c)) return fail(c, 'invalid_client', 401)
    const form = await formOf(c)
    const grant = form.get('grant_type')
    if (grant === 'client_credentials') {
      const token = randomToken()
      apiTokens.add(token)
      return c.json({ access_token: token, token_type: 'Bearer', expires_in: 600, scope: form.get('scope') })
    }
    if (grant === 'authorization_code') {
      const code = codes.get(form.get('code') ?? '')
      codes.delete(form.get('code') ?? '')
      const isProof =
        code && sha256(form.get('code_verifier') ?? '').toString('base64url') === code.request.get('code_challenge')
      if (!isProof || form.get('redirect_uri') !== code.request.get('redirect_uri')) return fail(c, 'invalid_grant')
      return c.json(await tokens(code.family, code.request.get('nonce')))
    }
    const held = refreshTokens.get(form.get('refresh_token') ?? '')
    if (!held || held.isConsumed || held.family.isRevoked || !isStillAllowed(held.family)) {
      if (held) held.family.isRevoked = true
      return fail(c, 'invalid_grant')
    }
    held.isConsumed = true
    return c.json(await tokens(held.family, undefined))
  })

  app.get('/log-out', (c) =>
    c.req.query('id_token_hint')
      ? c.redirect(c.req.query('post_logout_redirect_uri') ?? '/', 303)
      : c.text('no hint', 400),
  )

  const isStillAllowed = (family: Family) => {
    const person = bySub(family.sub)
    return (
      !person || (!person.isLocked && (family.acr !== ONE_FACTOR || statusOf(state, person).obligation !== 'required'))
    )
  }
  const bySub = (sub: string): FakePerson | undefined => [...state.people.values()].find((person) => person.sub === sub)

  async function tokens(family: Family, nonce: string | undefined) {
    const { privateKey } = await keys
    const { sub, acr, authTime, sid } = family
    const claims = {
      acr,
      amr: acr === ONE_FACTOR ? ['pwd'] : ['pwd', 'otp', 'mfa'],
      auth_time: authTime,
      sid,
      ...(nonce !== undefined && { nonce }),
    }
    const id_token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .setIssuer(issuer)
      .setAudience(client.id)
      .setSubject(sub)
      .setIssuedAt(now())
      .setExpirationTime(now() + 300)
      .sign(privateKey)
    const refresh_token = randomToken()
    refreshTokens.set(refresh_token, { family, isConsumed: false })
    return {
      access_token: randomToken(),
      token_type: 'Bearer',
      expires_in: 300,
      id_token,
      refresh_token,
      scope: 'openid',
    }
  }

  /** Anything, signed with our key; for tokens that are almost right as well. */
  const sign = async (
    claims: JWTPayload,
    header: { alg: 'ES256'; typ?: string; kid?: string } = { alg: 'ES256', kid: 'k', typ: 'logout+jwt' },
  ) => new SignJWT(claims).setProtectedHeader(header).sign((await keys).privateKey)

  /** Ends the person's sessions and sends nothing: the message was lost. */
  const endSessions = (sub: string): void => {
    for (const { family } of refreshTokens.values()) if (family.sub === sub) family.isRevoked = true
  }

  return {
    app,
    seen,
    sign,
    endSessions,
    publicKey: async () => exportJWK((await keys).publicKey),
    isApiToken: (token: string) => apiTokens.has(token),
    forgetTokens: () => apiTokens.clear(),
  }
}
