// The page of an error: what happened, what to do next, and the reference that stands in the log.
import { actions, linkButton } from '@sluis/design'
import type { PageError } from '@sluis/ground'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { languageOf } from './language.ts'
import type { Draw } from './page.ts'

type Words = 'broken' | 'foreign' | 'not-found' | 'method' | 'host' | 'fault' | 'gone' | 'busy'
const WORDS: Record<PageError, Words> = {
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

export const errorPageOf =
  (draw: Draw) =>
  (c: Context, error: PageError, reference: string): Response | Promise<Response> => {
    if (c.req.path === '/livez' || c.req.path === '/readyz' || c.req.path.startsWith('/api/'))
      return c.text(`${error} (${reference})\n`)
    const say = draw.say(languageOf(c))
    const words = WORDS[error]
    const title = say(`error.${words}.title`)
    const content = html`<h1>${title}</h1><p class="lead">${say(`error.${words}.body`)}</p><p class="small muted">${say('page.reference', { reference })}</p>
${actions([linkButton({ text: say('error.back'), href: c.req.method === 'GET' && words !== 'not-found' && words !== 'host' ? c.req.path : '/', kind: 'quiet' })])}`
    return c.html(draw.journey(c, say, { title, content, bodyId: `error-${words}` }))
  }
