// Back from Sluis. The steps in their order: the request is consumed, the answer checked, the person found by `sub`,
// linked, and a session made new.
import { withParameter } from '@sluis/server-kit/local-path'
import {
  readLastCompany,
  deleteRequestSecret,
  rememberBrowser,
  saveSessionToken,
  readRequestSecret,
} from '#journeys/cookies.ts'
import type { Handler } from '#journeys/request-context.ts'
import { companyNamedIn } from '#people/company-link.ts'
import { checkClaims } from '#sluis/strength.ts'
import { otherPersonPage, callbackErrorPage } from './callback-error.page.ts'

export const handleCallback: Handler = (deps) => async (c) => {
  const { frames, authorizationRequests, openId, api, logins, employeeLogins, sessions, statuses, clock, log } = deps
  const auth = c.get('auth')
  const states = c.req.queries('state') ?? []
  const state = states.length === 1 && states[0]!.length <= 200 ? states[0]! : null
  if (state === null) return callbackErrorPage(frames, c, 'unknown')

  const request = await authorizationRequests.consume(state, readRequestSecret(c, state), clock.now())
  // The back button, after it went well: there is nothing left to do.
  if (request === 'consumed' && auth) return c.redirect('/', 303)
  if (typeof request === 'string') return callbackErrorPage(frames, c, request)
  deleteRequestSecret(c, state)

  // The address as the browser was given it, whatever the request says of its host.
  const address = new URL(`${deps.publicUrl}/signed-in${new URL(c.req.url).search}`)
  const result = await openId.finish(address, { state, nonce: request.nonce, verifier: request.verifier })
  if (!result.ok) {
    // Somebody who was signed in and cancelled the set-up at Sluis loses nothing.
    if (result.refusal === 'cancelled' || (result.refusal === 'unmet' && auth))
      return c.redirect(withParameter(request.returnTo, 'said', 'cancelled'), 303)
    if (result.refusal === 'broken') log.warn({ reference: c.get('reference') }, 'an answer of Sluis did not check')
    return callbackErrorPage(frames, c, result.refusal, request.returnTo)
  }
  const claims = checkClaims(result.value, { acr: request.askedAcr, maxAgeSeconds: request.askedMaxAge })
  if (!claims.ok) return callbackErrorPage(frames, c, claims.refusal, request.returnTo)

  // Who this is, our own directory says, by `sub`; an e-mail address links nobody.
  const directoryPerson = await api.findPersonBySub(result.value.sub)
  const login = directoryPerson && (await logins.findById(directoryPerson.person))
  if (!login?.active || directoryPerson?.sub !== result.value.sub) return callbackErrorPage(frames, c, 'nobody-here')
  const before = auth?.login.id ?? request.loginId
  if (before !== null && before !== login.id) {
    const current = auth?.login ?? (await logins.findById(before))
    return c.html(otherPersonPage(frames, c, { here: current?.name ?? '?', there: login.name }), 409)
  }
  const linkedLogins = directoryPerson.employee_logins.map((each) => each.employee_login)
  if (!(await logins.link(login.id, result.value.sub, linkedLogins, clock.now())))
    return callbackErrorPage(frames, c, 'linked-elsewhere')

  const own = await employeeLogins.listByLogin(login.id, result.value.sub)
  const wanted = auth?.session.companyId ?? companyNamedIn(request.returnTo) ?? readLastCompany(c)
  const companyId = own.find((each) => each.companyId === wanted)?.companyId ?? own[0]?.companyId ?? null
  const { amr, authTime, sid, issuedAt, refreshToken, idToken } = result.value
  const fromSluis = {
    acr: claims.value.acr,
    amr,
    authTime,
    sid,
    issuedAt,
    refreshToken,
    idToken,
    isStepUp: request.askedMaxAge !== null,
  }
  const token = await sessions.create(
    { loginId: login.id, companyId, fromSluis, replaced: auth?.session.id ?? null },
    clock.now(),
  )
  if (token === null) return callbackErrorPage(frames, c, 'login-required', request.returnTo)
  saveSessionToken(c, token)
  rememberBrowser(c, deps.sealer, login.id)
  statuses.forget(login.id)
  return c.redirect(request.returnTo, 303)
}
