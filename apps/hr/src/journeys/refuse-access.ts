// Somebody whom their password or session does not let in: the wall, a locked account, or on to Sluis.
import { button, linkButton } from '@sluis/design'
import { withParameter } from '@sluis/server-kit/local-path'
import { html } from 'hono/html'
import type { Deps } from '#deps'
import { csrfField } from '#page/frames.ts'
import { plainPage } from '#page/plain-page.ts'
import type { Login } from '#people/login.store.ts'
import {
  isRequired,
  isTwoFactorSession,
  passwordAccess,
  sessionAccess,
  type AccessDecision,
} from '#sluis/access-rules.ts'
import type { Status } from '#sluis/status.ts'
import { TWO_FACTOR } from '#sluis/strength.ts'
import { readRefused, saveRefused } from './cookies.ts'
import type { Handler, PageRequest } from './request-context.ts'
import { requireStatus } from './require-status.ts'
import { startAuthorization } from './start-authorization.ts'
import { wallPage } from './wall.ts'

type Refused = Exclude<AccessDecision, 'allowed'>
/** `returnTo`: where the person goes on to afterwards. */
type Visitor = { login: Login; returnTo: string; isSignedIn: boolean }

/**
 * A page that a session asks for is the wall at its own address. A form, and a password that opened nothing, lead to
 * the wall's address, which can be loaded again and gone back to (decision 0038).
 */
export async function refuseAccess(
  deps: Deps,
  c: PageRequest,
  decision: Refused,
  status: Status,
  visitor: Visitor,
): Promise<Response> {
  const { login, returnTo, isSignedIn } = visitor
  if (decision === 'sluis' || (isSignedIn && c.req.method === 'GET'))
    return showRefusal(deps, c, decision, status, visitor)
  if (!isSignedIn) saveRefused(c, deps.sealer, login.id, returnTo)
  return c.redirect('/wall', 303)
}

/** The wall's own address: it says what keeps somebody out at this instant, and leads on where nothing does. */
export const showWall: Handler = (deps) => async (c) => {
  const { logins, clock, sealer } = deps
  const auth = c.get('auth')
  if (auth) {
    if (isTwoFactorSession(auth.session)) return c.redirect('/', 303)
    const { session, login } = auth
    const status = await requireStatus(deps, login.id)
    const decision = sessionAccess(session, login.sub !== null, status, clock.now())
    if (decision === 'allowed') return c.redirect('/', 303)
    return showRefusal(deps, c, decision, status, { login, returnTo: '/', isSignedIn: true })
  }
  const refused = readRefused(c, sealer)
  const login = refused && (await logins.findById(refused.loginId))
  if (!refused || !login?.active) return c.redirect('/', 303)
  const { returnTo } = refused
  const status = await requireStatus(deps, login.id, true)
  const decision = passwordAccess(login.sub !== null, status, clock.now())
  if (decision === 'allowed') return c.redirect(returnTo === '/' ? '/' : withParameter('/', 'to', returnTo), 303)
  return showRefusal(deps, c, decision, status, { login, returnTo, isSignedIn: false })
}

async function showRefusal(
  deps: Deps,
  c: PageRequest,
  decision: Refused,
  status: Status,
  { login, returnTo, isSignedIn }: Visitor,
): Promise<Response> {
  const t = c.get('t')
  switch (decision) {
    case 'wall':
      return wallPage(deps, c, status, { email: login.email, returnTo })
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
