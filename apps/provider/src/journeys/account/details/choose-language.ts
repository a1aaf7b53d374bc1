// The language of pages and mails, chosen at My details.
import { Hono } from 'hono'
import { chooseLanguage as rememberLanguage, isLanguage } from '#platform/language.ts'
import { chooseLanguage } from '#use-cases/manage-account/choose-language.ts'
import { requireSession } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { withFlash } from '@sluis/server-kit/flash'

export function chooseOwnLanguage(deps: Deps) {
  const routes = new Hono<Env>()
  routes.post(
    '/',
    requireSession(deps, '/account', async (c, { session, now }) => {
      const language = c.get('form').text('language')
      if (!isLanguage(language)) return c.redirect('/account', 303)
      await chooseLanguage(deps.identity, session, language, now)
      rememberLanguage(c, language, now)
      return c.redirect(withFlash(c, '/account?flash=language'), 303)
    }),
  )
  return routes
}
