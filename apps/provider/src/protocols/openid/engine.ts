// The protocol engine, set strictly: code flow with PKCE only, exact redirects, our storage, our checks, our pages.
import type { Clock } from '@sluis/server-kit/clock'
import { cookieRules } from '@sluis/server-kit/cookies'
import { isDatabaseGone } from '@sluis/server-kit/database'
import type { Log } from '@sluis/server-kit/log'
import type { Outgoing } from '@sluis/server-kit/outgoing'
import type { Sealer } from '@sluis/server-kit/sealing'
import type { JWK } from 'jose'
import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type Adapter, type Configuration, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { API_SCOPES } from '#identity/applications/api-scopes.ts'
import { ACRS } from '#identity/sessions/assurance.ts'
import type { Identity } from '#use-cases/stores.ts'
import type { Db } from '#schema/tables.ts'
import { endOfToken, findAccount } from './account.ts'
import { CLAIMS_OF_SCOPE, readClaims } from './claims.ts'
import { keepArrivals, straightToSignIn } from './arrival.ts'
import { clientConfiguration, clientOf, compareSecrets, mayIntrospect } from './clients.ts'
import { announceInterval, DEVICE_ROUTES, deviceCodesAdapter, deviceFlow, nameUnauthorized } from './device-grant.ts'
import { engineCookies } from './cookies.ts'
import { finishAnswer } from './finish-answer.ts'
import { grantOfSession } from './session-grant.ts'
import { policy, createPolicyContext } from './policy.ts'
import { postedRequests } from './posted-requests.ts'
import { parameterFault } from './request-parameters.ts'
import { recordsStore } from './records.store.ts'
import { keepSuccessors } from './refresh-successors.ts'
import { referenceOf } from './request-reference.ts'
import { resumingAdapter } from './resumed-request.ts'
import { keepNoSession, sessionCookieAdapter } from './session-cookie.ts'
import { recognisingSilently } from './silent-request.ts'
import { type SignOutPrompt, signingOut } from './signing-out.ts'
import {
  bindIdTokens,
  grantWhatIsRegistered,
  issueJwts,
  lifetimes,
  proofsOf,
  scopeWithin,
  takeOfflineScope,
} from './tokens.ts'
import { limitWrongSecrets } from './wrong-secrets.ts'

export type EngineDeps = {
  identity: Identity
  db: Db
  sealer: Sealer
  clock: Clock
  log: Log
  issuer: string
  /** To addresses that applications have registered. */
  outgoing: Outgoing
  pages: EnginePages
}

/** The engine's few pages, drawn by ours. */
export type EnginePages = {
  error(
    ctx: KoaContextWithOIDC,
    error: { error: string; description: string | undefined; status: number; reference: string },
  ): Promise<string>
  signOut(ctx: KoaContextWithOIDC, how: SignOutPrompt): Promise<string>
  signedOut(ctx: KoaContextWithOIDC): Promise<string>
  interstitial(ctx: KoaContextWithOIDC, url: URL): Promise<string>
}

const ROUTES = {
  authorization: '/oidc/auth',
  token: '/oidc/token',
  userinfo: '/oidc/userinfo',
  jwks: '/oidc/jwks',
  end_session: '/oidc/sign-out',
  revocation: '/oidc/revoke',
  introspection: '/oidc/introspect',
  pushed_authorization_request: '/oidc/par',
  ...DEVICE_ROUTES,
}

// A database that is gone is no fault of the request's: try again (RFC 6749 §4.1.2.1).
const OUT_OF_ORDER = { error: 'temporarily_unavailable', error_description: 'out of order for a moment' }

/** As of every other page. */
const OUT_OF_REACH = 'database out of reach'

function outOfOrder(ctx: Pick<KoaContextWithOIDC, 'body' | 'status' | 'set'>): void {
  ctx.body = OUT_OF_ORDER
  ctx.status = 503
  ctx.set('retry-after', '5')
}

/** The engine forgets its question once it has taken an answer, whatever becomes of that. */
const isAnswerToNothing = ({ oidc }: KoaContextWithOIDC, error: string): boolean =>
  oidc?.route === 'end_session_confirm' && error === 'invalid_request' && !(oidc.session as { state?: unknown })?.state

export function createEngine(deps: EngineDeps, keys: JWK[]): Provider {
  const { identity, clock, log, issuer, pages } = deps
  const cookies = cookieRules(issuer)
  const loadContext = createPolicyContext(deps)
  const accountOf = findAccount(deps, loadContext)
  const grantOf = grantOfSession(loadContext, () => engine)
  const recognise = recognisingSilently(loadContext, {
    findAccount: accountOf,
    grantOf: async (ctx, accountId) =>
      (await grantOf(ctx)) ?? new engine.Grant({ accountId, clientId: ctx.oidc.client!.clientId }),
  })
  const afterSignOut = signingOut({ identity, clock, ask: (ctx, how) => pages.signOut(ctx, how) })

  const renderError: NonNullable<Configuration['renderError']> = async (ctx, out, error) => {
    // An answer to a question that is not open any more, sent again after it failed: the question is asked anew.
    if (isAnswerToNothing(ctx, out.error)) {
      ctx.redirect(ctx.oidc.urlFor('end_session'))
      ctx.status = 303
      return
    }
    const reference = referenceOf(ctx.req)
    if (isDatabaseGone(error)) outOfOrder(ctx)
    const status = ctx.status
    log[status >= 500 ? 'error' : 'info'](
      {
        reference,
        error: out.error,
        detail: (error as { error_detail?: string }).error_detail,
        ...(status >= 500 ? { err: error } : {}),
      },
      isDatabaseGone(error) ? OUT_OF_REACH : 'openid error page',
    )
    ctx.type = 'html'
    ctx.body = await pages.error(ctx, { error: out.error, description: out.error_description, status, reference })
  }

  const logFault = (ctx: { req: IncomingMessage } | undefined, error: unknown): void =>
    log.error(
      { ...(ctx && { reference: referenceOf(ctx.req) }), err: error },
      isDatabaseGone(error) ? OUT_OF_REACH : 'openid fault',
    )
  const records = recordsStore(deps, async (id) => await clientOf(identity, id))
  const cookieSettings = { httpOnly: true, sameSite: 'lax', secure: cookies.isSecure } as const
  const names = engineCookies(cookies)
  const session = {
    name: names.session,
    settings: { ...cookieSettings, path: '/' },
    questions: records.adapter('SignOutQuestion'),
  }
  const adapters: Record<string, Adapter> = {
    DeviceCode: deviceCodesAdapter(deps),
    Interaction: resumingAdapter(deps, records.adapter('Interaction')),
    Session: sessionCookieAdapter(deps, session),
  }
  const configuration: Configuration = {
    adapter: (model: string) => adapters[model] ?? records.adapter(model),
    jwks: { keys },
    findAccount: accountOf,
    interactions: { policy: policy(recognise), url: (_ctx, interaction) => `/continue/${interaction.uid}` },
    loadExistingGrant: (ctx) => grantOf(ctx),

    scopes: [...Object.keys(CLAIMS_OF_SCOPE), 'offline_access', ...API_SCOPES],
    claims: CLAIMS_OF_SCOPE,
    // The claims of profile and email also in the ID token, so that a small application needs no second call.
    conformIdTokenClaims: false,
    acrValues: [...ACRS],
    extraParams: {
      voucher: null,
      // Asked at each way in (authorization, PAR, device), whether it is there or not: all of what came.
      company(ctx) {
        const fault = parameterFault(ctx.method === 'POST' ? (ctx.oidc.body ?? {}) : ctx.query)
        if (fault !== null) throw new errors.InvalidRequest(fault)
      },
    },
    responseTypes: ['code'],
    subjectTypes: ['public'],
    ...clientConfiguration(deps),
    enabledJWA: {
      idTokenSigningAlgValues: ['ES256', 'RS256'],
      clientAuthSigningAlgValues: ['ES256', 'EdDSA', 'PS256', 'RS256'],
    },
    extraTokenClaims: (ctx, token) => (token.kind === 'AccessToken' ? proofsOf(ctx) : undefined),
    features: {
      claimsParameter: {
        enabled: true,
        assertClaimsParameter(_ctx, claims) {
          if (!readClaims(claims))
            throw new errors.InvalidRequest('a member of the claims parameter is no claim request')
          return Promise.resolve()
        },
      },
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow,
      pushedAuthorizationRequests: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      introspection: {
        enabled: true,
        // Asked of a token that is there and has not expired; no is `active: false` (RFC 7662 §2.2).
        async allowedPolicy(_ctx, client, token) {
          if (!mayIntrospect(client, token)) return false
          const { end, state } = await endOfToken(deps, token)
          // What the application may no longer ask for is not named either.
          token.scope = scopeWithin(state?.registeredScope ?? client.scope ?? '', token.scope)
          return end === null
        },
      },
      resourceIndicators: { enabled: false },
      dPoP: { enabled: false },
      userinfo: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        // Drawn afterwards (signing-out.ts), also where the engine would send a page that posts itself by inline
        // script, which our policy does not run.
        logoutSource: () => undefined,
        postLogoutSuccessSource: async (ctx) => void (ctx.body = await pages.signedOut(ctx)),
      },
    },
    routes: ROUTES,
    cookies: {
      names,
      long: session.settings,
      short: cookieSettings,
    },
    ttl: lifetimes(clock),
    rotateRefreshToken: true,
    // By what the application is registered for: the engine drops offline_access from a request without prompt=consent.
    issueRefreshToken: (_ctx, client) =>
      client.grantTypeAllowed('refresh_token') && (client.scope ?? '').split(' ').includes('offline_access'),
    expiresWithSession: () => false,
    // Logout tokens are ours (send-logouts.service.ts): the engine would tell only at its own sign-out page, once, and
    // never again.
    discovery: {
      ui_locales_supported: ['nl', 'en'],
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    },
    renderError,
  }

  const engine = new Provider(issuer, configuration)
  keepSuccessors(engine)
  takeOfflineScope(engine)
  grantWhatIsRegistered(engine)
  announceInterval(engine)
  nameUnauthorized(engine)
  compareSecrets(engine, deps)
  bindIdTokens(engine, (ctx) => records.flush(ctx, { status: 200 }))
  keepNoSession(engine)
  keepArrivals(engine, deps)
  issueJwts(engine, keys)
  // The forwarded headers that reach it are ours (see openid.ts).
  engine.proxy = true
  const contextOf = engine.createContext.bind(engine)
  // Whatever the engine takes the connection for: the rules go by the issuer.
  engine.createContext = (incoming, outgoing) => {
    const context = contextOf(incoming, outgoing)
    context.cookies.secure = cookies.isSecure
    return context
  }
  engine.use(finishAnswer(issuer, (ctx, url) => pages.interstitial(ctx, url)))
  engine.use(straightToSignIn(loadContext))
  /** What the engine answers as a fault of its own, by request. */
  const withoutDatabase = new WeakMap<object, Error>()
  engine.use(async (ctx, next) => {
    try {
      await next()
      await storeRest(ctx as KoaContextWithOIDC)
      const gone = withoutDatabase.get(ctx)
      if (gone && ctx.status === 500) {
        outOfOrder(ctx)
        logFault(ctx, gone)
        return
      }
      if (!(ctx as { oidc?: unknown }).oidc) return
      await limitWrongSecrets(ctx as KoaContextWithOIDC, deps)
      await afterSignOut(ctx as KoaContextWithOIDC)
    } catch (error) {
      // What is written after the engine has answered, where nothing of its own catches errors.
      if (!isDatabaseGone(error)) throw error
      ctx.remove('location')
      if (ctx.accepts('json', 'html') === 'html')
        return renderError(ctx as KoaContextWithOIDC, OUT_OF_ORDER, error as Error)
      outOfOrder(ctx)
      logFault(ctx, error)
    }
  })
  /** What the engine's answer has left to be written; without it none of it is given out. */
  async function storeRest(ctx: KoaContextWithOIDC): Promise<void> {
    try {
      await records.flush(ctx, ctx)
    } catch (error) {
      if (isDatabaseGone(error)) throw error
      if (error instanceof errors.OIDCProviderError) {
        ctx.status = error.statusCode
        ctx.body = { error: error.error, error_description: error.error_description }
        return
      }
      ctx.status = 500
      ctx.body = { error: 'server_error', error_description: 'oops! something went wrong' }
      logFault(ctx, error)
    }
  }
  engine.use(postedRequests(deps, { authorization: ROUTES.authorization, signOut: ROUTES.end_session }, renderError))
  engine.on('server_error', (ctx, error) => {
    // It is logged with its answer, once.
    if (isDatabaseGone(error)) withoutDatabase.set(ctx, error)
    else logFault(ctx, error)
  })
  // Without a listener the framework under it prints what broke a connection, on lines of its own.
  ;(engine as EventEmitter).on('error', (error: Error, ctx?: KoaContextWithOIDC) => {
    if (ctx?.req.socket.destroyed) log.info('a client hung up in the middle of its request')
    else logFault(ctx, error)
  })
  return engine
}
