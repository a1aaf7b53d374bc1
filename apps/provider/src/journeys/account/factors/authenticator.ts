// One authenticator app of one's own: named, tried out, removed.
import { normaliseCode } from '@sluis/otp'
import type { Context } from 'hono'
import type { TotpFactor } from '#identity/second-factors/totp.ts'
import { testCode } from '#use-cases/prove-factor/test-code.ts'
import { pageNotes } from '#journeys/flow/page-notes.ts'
import { requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Deps, Env } from '#journeys/flow/sign-in-flow.ts'
import { codeErrorStatus, codeErrorMessage, type CodeFailure } from '#journeys/parts/code-errors.ts'
import { authenticatorPage, removeAuthenticatorPage } from './authenticator-page.ts'
import { type FactorError, type FactorPages, ownFactorRoutes, requireOwnFactor } from './own-factor.ts'
import { removalRefused } from './removal-pages.ts'
import { withFlash } from '@sluis/server-kit/flash'

/** A code that was tried out. */
const CODES = pageNotes<CodeFailure>()

const PATH = '/account/authenticators'

export function authenticator(deps: Deps) {
  const { identity, clock } = deps
  const pages: FactorPages<TotpFactor> = {
    path: PATH,
    list: (personId) => identity.totp.listByPerson(personId),
    page: (c, flow, app, shown) => authenticatorPage(c, deps, flow, app, shown),
    async show(c, flow, app, removal) {
      const refusal = CODES.read(c, deps)
      const error = refusal && codeError(flow, app, refusal)
      return c.html(
        await authenticatorPage(c, deps, flow, app, { error, refusal: removal }),
        refusal ? statusOf(refusal) : 200,
      )
    },
    nameTooLong: 'app.name-long',
    hrefNamed: (app, flash) => `${PATH}/${app.id}?flash=${flash}`,
    hrefRemoved: '/account?flash=app-removed',
    removalPage: (c, flow, app) => removeAuthenticatorPage(c, deps, flow, app),
    removalRefused: (c, flow, _app, refusal) => removalRefused(c, deps, flow, refusal),
  }
  const routes = ownFactorRoutes(deps, pages)
  routes.get(
    '/',
    requireSession(deps, null, (c) => c.redirect('/account#two-step', 303)),
  )
  // A reload or the language switch asks for the address of a form that was posted.
  routes.get('/:id/test', (c) => c.redirect(`${PATH}/${c.req.param('id')}`, 303))
  routes.post(
    '/:id/test',
    requireOwnFactor(deps, pages, async (c, flow, app) => {
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      if (!typed.ok) return refused(c, app, typed)
      const times = { now: clock.now(), phoneTime: clock.phoneTime() }
      const tested = await testCode(identity, flow.session, app, typed.digits, times)
      return tested.ok ? c.redirect(withFlash(c, `${PATH}/${app.id}?flash=works`), 303) : refused(c, app, tested)
    }),
  )
  return routes

  function refused(c: Context<Env>, { id }: TotpFactor, failure: CodeFailure): Response {
    return CODES.redirect(c, deps, `${PATH}/${id}`, failure)
  }
}

// 403 is for a sign-in: here the page stays open where codes are switched off.
const statusOf = (failure: CodeFailure): 422 | 429 => (codeErrorStatus(failure) === 429 ? 429 : 422)

const codeError = ({ t }: SignedInFlow, { label }: TotpFactor, failure: CodeFailure): FactorError => ({
  field: 'code',
  text: codeErrorMessage(t, failure, { account: label, overrides: { 'sign-in-used-up': 'app.test-used-up' } }),
})
