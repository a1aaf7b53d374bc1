// The device authorization grant (RFC 8628): the engine answers the device, and our own pages its person. What a device
// has asked for is ours (identity/sessions/device-codes.store.ts); the engine keeps nothing of it.
import { rateLimitKey } from '@sluis/server-kit/client-address'
import type { Clock } from '@sluis/server-kit/clock'
import { SECOND_MS } from '@sluis/server-kit/time'
import { type Adapter, type AdapterPayload, type Configuration, errors, Provider } from 'oidc-provider'
import type { Application } from '#identity/applications/application.ts'
import { DEVICE_CODES } from '#identity/attempts/rate-limits.ts'
import { acrOf, amrOf, authTimeOf } from '#identity/sessions/assurance.ts'
import {
  DEVICE_CODE_MINUTES,
  type DeviceCode,
  type DeviceRequest,
  POLL_SECONDS,
} from '#identity/sessions/device-codes.store.ts'
import { USER_CODE_LENGTH } from '#identity/sessions/user-code.ts'
import type { AskingBrowser, FoundSignIn, SignInPerson } from '#identity/sign-ins/sign-in-record.store.ts'
import { describeUserAgent } from '#platform/user-agent.ts'
import { endDeviceOf } from '#use-cases/sign-in/answer-device.ts'
import type { Identity } from '#use-cases/stores.ts'
import { clientRemoved, ofRegistered } from './client-removed.ts'
import { acrOfRequest, grantedBy, readClaims, scopesOfClaims } from './claims.ts'
import { companyOf, requestRequirements, type RequestParams } from './request-requirements.ts'

type Deps = { identity: Identity; clock: Clock }

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
/** Where people type the code: short enough to be said. */
const DEVICE_PAGE = '/device'

export const DEVICE_ROUTES = { device_authorization: '/oidc/device', code_verification: DEVICE_PAGE } as const
const DEVICE_CODE_SECONDS = DEVICE_CODE_MINUTES * 60

type Device = { browser: string; origin: string }
type Payload = AdapterPayload & { clientId: string; userCode: string; deviceInfo: Device; params: RequestParams }

// The engine's own pages are never reached: its addresses are below /oidc/ (openid.ts), and this one is ours.
const noPage = (): never => {
  throw new Error('people type codes of devices at a page of ours')
}
const half = '*'.repeat(USER_CODE_LENGTH / 2)
export const deviceFlow: NonNullable<NonNullable<Configuration['features']>['deviceFlow']> = {
  enabled: true,
  charset: 'base-20',
  mask: `${half}-${half}`,
  deviceInfo: (ctx) => ({ browser: describeUserAgent(ctx.get('user-agent')), origin: ctx.ip }),
  userCodeInputSource: noPage,
  userCodeConfirmSource: noPage,
  successSource: noPage,
}

/**
 * An application that is not registered for a grant is `unauthorized_client` (RFC 6749 §5.2, RFC 8628 §3.5), which the
 * engine calls an invalid request. It asks for other grants too, to see what it may give.
 */
export function nameUnauthorized({ Client }: Pick<Provider, 'Client'>): void {
  const prototype = Client.prototype as { grantTypeAllowed(type: string): boolean }
  const isAllowed = Reflect.get(prototype, 'grantTypeAllowed')
  prototype.grantTypeAllowed = function (type) {
    if (isAllowed.call(this, type)) return true
    const { route, params } = Provider.ctx?.oidc ?? {}
    const isAsked =
      route === 'device_authorization' ? type === DEVICE_GRANT : route === 'token' && type === params?.['grant_type']
    if (isAsked) throw new errors.UnauthorizedClient('this application is not registered for that grant')
    return false
  }
}

/** Says how often a device may ask (RFC 8628 §3.2), which the engine leaves out. */
export function announceInterval(engine: Provider): void {
  engine.on('device_authorization.success', (_ctx, body: Record<string, unknown>) => {
    body['interval'] = POLL_SECONDS
  })
}

/** The engine's storage for its model DeviceCode. */
export function deviceCodesAdapter({ identity, clock }: Deps): Adapter {
  return {
    async upsert(code, payload, expiresIn = DEVICE_CODE_SECONDS) {
      const asked = payload as Payload
      const { params } = asked
      const application = await identity.applications.findByClientId(asked.clientId)
      if (!application) throw clientRemoved()
      if (!scopesOf(params).includes('openid')) throw new errors.InvalidScope('openid must be requested', 'openid')
      // No sign-in can meet it, so none is asked for (RFC 9470 §5).
      if (acrOfRequest(params['acr_values'] as string | undefined, readClaims(params['claims'])!) === 'unreachable')
        throw new errors.UnmetAuthenticationRequirements('the requested acr cannot be reached')
      await countDevice(`${asked.clientId}:${rateLimitKey(asked.deviceInfo.origin)}`)
      const isNew = await ofRegistered(
        identity.deviceCodes.create(
          {
            code,
            userCode: asked.userCode,
            applicationId: application.id,
            payload: asked,
            ...asked.deviceInfo,
            expiresAt: new Date(clock.now().getTime() + expiresIn * SECOND_MS),
          },
          clock.now(),
        ),
      )
      if (!isNew) throw new errors.TemporarilyUnavailable('this code is taken, ask for another one')
    },
    /** A device asks what has become of its code: how often it may is counted here, once it is known to be its own. */
    async find(code) {
      const { oidc } = Provider.ctx!
      const found = await identity.deviceCodes.findByCode(code)
      const payload = found?.payload as Payload | undefined
      // The engine says no to somebody else's.
      if (!found || payload?.clientId !== oidc.client?.clientId) return payload
      if (found.expiresAt <= clock.now()) throw new errors.ExpiredToken('device code is expired')
      // Said again to a device that asks again.
      if (found.answer === 'refused') throw new errors.AccessDenied('the person said no', 'device refused')
      if (!(await identity.deviceCodes.countPoll(found.id, clock.now()))) throw new errors.SlowDown()
      const { personId: accountId, grantId, consumedAt } = found
      // Whoever shows it a second time ends what it gave: the engine revokes the grant (RFC 6749 §4.1.2). Not one that
      // comes too early, which is the same device in a hurry.
      if (consumedAt !== null)
        return {
          ...payload,
          accountId: accountId!,
          grantId: grantId!,
          consumed: Math.floor(consumedAt.getTime() / SECOND_MS),
        }
      return found.answer === null
        ? payload
        : ({ ...payload, ...(await allowed(oidc.provider, found)) } as AdapterPayload)
    },
    async consume(code) {
      if (!(await identity.deviceCodes.consume(code, clock.now())))
        throw new errors.InvalidGrant('consumed by another request')
    },
    // Asked of the engine's own pages alone.
    findByUserCode: () => Promise.resolve(undefined),
    findByUid: () => Promise.resolve(undefined),
    // A code ends by being consumed, and is removed by a job.
    destroy: () => Promise.resolve(),
    // A device has a session of its own, which goes with the grant: whatever revoked it.
    revokeByGrantId: (grantId) => endDeviceOf(identity, grantId, clock.now()),
  }

  async function countDevice(source: string): Promise<void> {
    const now = clock.now()
    const until = await identity.attempts.fill(`device-codes:${source}`, DEVICE_CODES, now)
    if (until === null) return
    Provider.ctx!.set('retry-after', String(Math.max(1, Math.ceil((until.getTime() - now.getTime()) / SECOND_MS))))
    throw Object.assign(new errors.TemporarilyUnavailable('too many devices of this network ask at the moment'), {
      status: 429,
      statusCode: 429,
    })
  }

  /** What the tokens of a device that was let in will say, and the engine's grant for them. */
  async function allowed(engine: Provider, { payload, personId, sessionId, grantId }: DeviceCode) {
    const session = await identity.sessions.findById(sessionId!)
    if (!session) throw new errors.InvalidGrant('the session of this device is gone')
    const { clientId, params } = payload as Payload
    const application = await identity.applications.findByClientId(clientId)
    if (!application) throw new errors.InvalidGrant('the application is gone')
    const scope = scopeOf(application, params)
    const grant = new engine.Grant({ accountId: personId!, clientId })
    // Chosen when the device was let in: its session knows the grant by it.
    grant.jti = grantId!
    Object.assign(grant, grantedBy(scope))
    await grant.save()
    return {
      accountId: personId!,
      grantId: grantId!,
      scope,
      ...(params['claims'] !== undefined && { claims: readClaims(params['claims'])! }),
      acr: acrOf(session),
      amr: amrOf(session),
      authTime: Math.floor(authTimeOf(session).getTime() / SECOND_MS),
    }
  }
}

const scopesOf = ({ scope }: RequestParams): string[] => (typeof scope === 'string' ? scope.split(' ') : [])

/**
 * What a device gets of what it asked for, claims by name among it. Whether it gets a refresh token is a matter of its
 * registration.
 */
function scopeOf({ scope }: Pick<Application, 'scope'>, params: RequestParams): string {
  const registered = new Set(scope.split(' '))
  const asked = new Set([...scopesOf(params), ...scopesOfClaims(readClaims(params['claims'])!)])
  return [...asked].filter((each) => registered.has(each) && each !== 'offline_access').join(' ')
}

/** For the pages: what a device asks whose code was typed in this browser, and what that demands of the sign-in. */
export function deviceRequests({ identity, clock }: Deps) {
  /** Null where it is not known in this browser, or its application is gone. */
  async function load(id: string, browserId: string) {
    const device = await identity.deviceCodes.find(id, browserId)
    const payload = device?.payload as Payload | undefined
    const application = payload && (await identity.applications.findByClientId(payload.clientId))
    return device && application ? { device, application, ...payload } : null
  }
  const requirementsOf = (
    { device, application, params }: NonNullable<Awaited<ReturnType<typeof load>>>,
    owner: SignInPerson | null,
  ) =>
    requestRequirements(
      application,
      { params },
      { href: `${DEVICE_PAGE}/${device.id}`, startedAt: device.createdAt, answered: false, owner },
      clock.now(),
    )
  return {
    async find(id: string, browserId: string): Promise<DeviceRequest | null> {
      const found = await load(id, browserId)
      if (!found) return null
      const { device, application, params, userCode } = found
      const staysSignedIn = application.scope.split(' ').includes('offline_access')
      const { subjects } = requirementsOf(found, null)
      return { device, application, userCode, scope: scopeOf(application, params), staysSignedIn, subjects }
    },
    /**
     * Access is asked on the page that names the device, so it is no step before it. The pages speak the language of
     * whoever reads them, and not the one that the device asks for: it stands elsewhere (decision 0038).
     */
    async findSignIn(id: string, { browserId, ...browser }: AskingBrowser): Promise<FoundSignIn | null> {
      const found = await load(id, browserId)
      if (!found) return null
      const about = { applicationId: found.application.id, company: companyOf(found.params), spansApplications: true }
      const record = await identity.signIns.read({ ...browser, ...about }, clock.now())
      const { signInRequest } = requirementsOf(found, record.owner)
      return {
        request: { ...signInRequest, scope: '', promptsConsent: false, spansApplications: true, uiLanguage: null },
        record,
      }
    },
  }
}
