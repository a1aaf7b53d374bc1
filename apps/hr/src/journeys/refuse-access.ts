// Somebody whom their password or session does not let in: the wall, a locked account, or on to Sluis.
import { button, linkButton } from '@sluis/design'
import { html } from 'hono/html'
import type { Deps } from '#deps'
import { csrfField } from '#page/frames.ts'
import { plainPage } from '#page/plain-page.ts'
import type { Login } from '#people/login.store.ts'
import { isRequired, type AccessDecision } from '#sluis/access-rules.ts'
import type { Status } from '#sluis/status.ts'
import { TWO_FACTOR } from '#sluis/strength.ts'
import type { PageRequest } from './request-context.ts'
import { startAuthorization } from './start-authorization.ts'
import { wallPage } from './wall.ts'

/** `returnTo`: where the person goes on to afterwards. */
export async function refuseAccess(
  deps: Deps,
  c: PageRequest,
  decision: Exclude<AccessDecision, 'allowed'>,
  status: Status,
  { login, returnTo, isSignedIn }: { login: Login; returnTo: string; isSignedIn: boolean },
): Promise<Response> {
  const t = c.get('t')
  switch (decision) {
    case 'wall':
      return wallPage(deps, c, status, { email: login.email, returnTo, isSignedIn })
    case 'sluis': {
      const acr = status.enrolled || isRequired(status, deps.clock.now()) ? TWO_FACTOR : undefined
      return startAuthorization(
        deps,
        c,
        { acr, loginHint: login.email },
        { returnTo, loginId: isSignedIn ? login.id : null },
      )
    }
    case 'locked': {
      const nextStep = isSignedIn
        ? html`<form method="post" action="/log-out">${csrfField(c)}${button({ text: t('nav.log-out'), kind: 'quiet' })}</form>`
        : linkButton({ text: t('page.back'), href: '/', kind: 'quiet' })
      const page = { title: t('closed.title'), text: t('closed.text'), nextStep, help: 'locked' as const }
      return c.html(plainPage(deps.frames, c, page), 403)
    }
  }
}
