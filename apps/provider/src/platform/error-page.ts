// The page of an error: what happened, what to do next, and the reference that stands in the log.
import { actions, type Html, linkButton } from '@sluis/design'
import { isHealthCheck } from '@sluis/server-kit/health'
import type { PageError } from '@sluis/server-kit/page-middleware'
import { wrongHostPage } from '@sluis/server-kit/wrong-host-page'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Translate } from '#locales/messages.ts'
import { languageOf } from './language.ts'
import type { Renderer } from './page.ts'

type MessageGroup = 'broken' | 'foreign' | 'not-found' | 'method' | 'host' | 'fault' | 'gone' | 'busy'
const MESSAGE_GROUPS: Record<PageError, MessageGroup> = {
  'form-type': 'broken',
  'form-too-large': 'broken',
  'form-broken': 'broken',
  'form-repeated': 'broken',
  'foreign-form': 'foreign',
  'not-found': 'not-found',
  'wrong-method': 'method',
  'unknown-host': 'host',
  fault: 'fault',
  'database-gone': 'gone',
  busy: 'busy',
}

export const createErrorPage =
  (renderer: Renderer, origin: string) =>
  (c: Context, error: PageError, reference: string): Response | Promise<Response> => {
    if (isHealthCheck(c.req.path) || c.req.path.startsWith('/api/')) return c.text(`${error} (${reference})\n`)
    const t = renderer.t(languageOf(c))
    const group = MESSAGE_GROUPS[error]
    const title = t(`error.${group}.title`)
    if (error === 'unknown-host')
      return c.html(
        wrongHostPage({
          language: t.language,
          title,
          text: t('error.host.body'),
          reference: t('page.reference', { reference }),
          origin,
        }),
      )
    const content = html`<h1>${title}</h1><p class="lead">${t(`error.${group}.body`)}</p><p class="small muted">${t('page.reference', { reference })}</p>
${actions([wayOn(c, t, group)])}`
    return c.html(renderer.step(c, t, { title, content, bodyId: `error-${group}` }))
  }

/** What was busy or gone is asked again at its own address: that of a form is its page, which keeps no password. */
function wayOn(c: Context, t: Translate, group: MessageGroup): Html {
  if (c.get('hasPage') === true)
    return linkButton({ text: t('error.again'), href: `${c.req.path}${new URL(c.req.url).search}` })
  const isPage = c.req.method === 'GET' && group !== 'not-found'
  return linkButton({ text: t('error.back'), href: isPage ? c.req.path : '/', kind: 'quiet' })
}
