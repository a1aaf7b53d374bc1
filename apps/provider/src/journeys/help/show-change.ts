// The background of the change: why, what changes, what stays, what to do, and the dates of somebody who is signed in.
import { choiceLinks, dataTable, given, linkButton, steps, type Html } from '@sluis/design'
import { dateWords } from '@sluis/ground'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { phaseOf } from '#identity/rollouts/obligation.ts'
import type { Say } from '#texts/texts.ts'
import type { Env } from '../way.ts'
import { type AnswerId, answerHref } from './answers.ts'
import type { HelpNeeds } from './help-needs.ts'
import { otherPages } from './page-frame.ts'
import { type Visitor, visitorOf } from './visitor.ts'

const QUESTIONS: readonly AnswerId[] = ['no-smartphone', 'which-app', 'no-phone', 'several-employers', 'grant-access']

export const showChange =
  (needs: HelpNeeds) =>
  async (c: Context<Env>): Promise<Response> => {
    const visitor = await visitorOf(c, needs)
    const say = needs.draw.say(visitor.language)
    const content = html`<h1>${say('change.title')}</h1>
<p class="lead">${say('change.lead')}</p>
<section id="why"><h2>${say('change.why')}</h2><p>${say('change.why-1')}</p><p>${say('change.why-2')}</p></section>
<section id="what"><h2>${say('change.what')}</h2><div class="prose"><ul>${(['change.what-1', 'change.what-2', 'change.what-3', 'change.what-4'] as const).map((key) => html`<li>${say(key)}</li>`)}</ul></div></section>
<section id="stays"><h2>${say('change.stays')}</h2>${given([say('change.stays-1'), say('change.stays-2'), say('change.stays-3')])}</section>
<section id="do"><h2>${say('change.do')}</h2>${steps([say('change.do-1'), say('change.do-2'), say('change.do-3'), say('change.do-4')])}</section>
<section id="dates"><h2>${say('change.dates')}</h2>${dates(say, visitor)}</section>
<section id="questions"><h2>${say('change.questions')}</h2>${choiceLinks(QUESTIONS.map((id) => ({ text: say(`help.${id}.question`), href: answerHref(id) })))}</section>
<section><h2>${say('help.more')}</h2>${otherPages(say, 'change')}</section>`
    return c.html(needs.draw.journey(c, say, { title: say('change.title'), content, bodyId: 'help-change' }))
  }

function dates(say: Say, { somebody, now }: Visitor): Html {
  if (!somebody) return html`<p>${say('change.dates-unknown')}</p>`
  const rows = somebody.rollouts.map((rollout) => {
    const date = dateWords(say.language, rollout.timezone).day(rollout.requiredAt)
    return [
      rollout.companyName,
      say(phaseOf(rollout, now) === 'required' ? 'change.dates-since' : 'change.dates-from', { date }),
    ]
  })
  const table = dataTable({
    caption: say('change.dates-caption'),
    captionHidden: true,
    columns: [{ text: say('change.dates-company') }, { text: say('change.dates-day') }],
    rows,
  })
  return html`${rows.length > 0 ? table : html`<p>${say('change.dates-none')}</p>`}
${somebody.hasSecondFactor ? html`<p>${say('change.dates-done')}</p>` : html`<p>${linkButton({ text: say('help.enable'), href: '/account/two-step' })}</p>`}`
}
