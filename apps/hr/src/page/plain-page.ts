// A page that says one thing and offers the next step: refusals, errors, "nothing here".
import { html } from 'hono/html'
import { actions, linkButton, type Html } from '@sluis/design'
import type { Frames, PageContext } from './frames.ts'
import type { HelpAt } from './help-link.ts'

export type PlainPage = {
  title: string
  text: string | readonly string[]
  nextStep?: Html
  reference?: string
  help?: HelpAt
}

/** Without `nextStep` it leads to the start page. */
export function plainPage(frames: Frames, c: PageContext, { title, text, nextStep, reference, help }: PlainPage): Html {
  const t = c.get('t')
  const content = html`<h1>${title}</h1>
${[text].flat().map((each) => html`<p>${each}</p>`)}
${actions(nextStep ?? linkButton({ text: t('page.to-start'), href: '/', kind: 'quiet' }))}
${reference && html`<p class="muted small">${t('page.reference')} <bdi dir="ltr">${reference}</bdi></p>`}`
  return frames.journey(c, { title, content, help })
}
