// Back from Sluis. The steps in their order: the visit is spent, the answer checked, the person found by `sub`, linked,
// and a session made new.
import { withParameter } from '@sluis/ground'
import { lastCompany, dropWayOut, keepSessionToken, wayOutSecret } from '#journeys/cookies.ts'
import type { Handler } from '#journeys/visit.ts'
import { judgeClaims } from '#sluis/strength.ts'
import { otherPersonPage, wayBackProblem } from './way-back.page.ts'

export const signedIn: Handler = (parts) => async (c) => {
  const { frames, waysOut, openId, api, logins, employeeLogins, sessions, statuses, clock, log } = parts
  const known = c.get('known')
  const states = c.req.queries('state') ?? []
  const state = states.length === 1 && states[0]!.length <= 200 ? states[0]! : null
  if (state === null) return wayBackProblem(frames, c, 'unknown')

  const visit = await waysOut.spend(state, wayOutSecret(c, state), clock.now())
  // The back button, after it went well: there is nothing left to do.
  if (visit === 'spent' && known) return c.redirect('/', 303)
  if (typeof visit === 'string') return wayBackProblem(frames, c, visit)
  dropWayOut(c, state)

  // The address as the browser was given it, whatever the request says of its host.
  const address = new URL(`${parts.publicUrl}/signed-in${new URL(c.req.url).search}`)
  const back = await openId.finish(address, { state, nonce: visit.nonce, verifier: visit.verifier })
  if (!back.ok) {
    // Whoever is in already and set nothing up at Sluis turned back there, and loses nothing.
    if (back.refusal === 'cancelled' || (back.refusal === 'unmet' && known))
      return c.redirect(withParameter(visit.returnTo, 'said', 'cancelled'), 303)
    if (back.refusal === 'broken') log.warn({ reference: c.get('reference') }, 'an answer of Sluis did not check')
    return wayBackProblem(frames, c, back.refusal, visit.returnTo)
  }
  const claims = judgeClaims(back.value, { acr: visit.askedAcr, maxAgeSeconds: visit.askedMaxAge })
  if (!claims.ok) return wayBackProblem(frames, c, claims.refusal, visit.returnTo)

  // Who this is, our own directory says, by `sub`; an e-mail address links nobody.
  const vouched = await api.vouchedFor(back.value.sub)
  const login = vouched && (await logins.byId(vouched.person))
  if (!login?.active || vouched?.sub !== back.value.sub) return wayBackProblem(frames, c, 'nobody-here')
  const before = known?.login.id ?? visit.loginId
  if (before !== null && before !== login.id) {
    const here = known?.login ?? (await logins.byId(before))
    return c.html(otherPersonPage(frames, c, { here: here?.name ?? '?', there: login.name }), 409)
  }
  const vouchedLogins = vouched.employee_logins.map((each) => each.employee_login)
  if (!(await logins.link(login.id, back.value.sub, vouchedLogins, clock.now())))
    return wayBackProblem(frames, c, 'linked-elsewhere')

  const own = await employeeLogins.ofLogin(login.id, back.value.sub)
  const wanted = known?.session.companyId ?? lastCompany(c)
  const companyId = own.find((each) => each.companyId === wanted)?.companyId ?? own[0]?.companyId ?? null
  const { amr, authTime, sid, issuedAt, refreshToken, idToken } = back.value
  const fromSluis = {
    acr: claims.value.acr,
    amr,
    authTime,
    sid,
    issuedAt,
    refreshToken,
    idToken,
    isStepUp: visit.askedMaxAge !== null,
  }
  const token = await sessions.open(
    { loginId: login.id, companyId, fromSluis, replaced: known?.session.id ?? null },
    clock.now(),
  )
  if (token === null) return wayBackProblem(frames, c, 'login-required', visit.returnTo)
  keepSessionToken(c, token)
  statuses.forget(login.id)
  return c.redirect(visit.returnTo, 303)
}
