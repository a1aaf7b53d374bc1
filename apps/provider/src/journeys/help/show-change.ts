// The background of the change: why, what changes, what stays, what to do, and the dates of somebody who is signed in.
import { choiceLinks, dataTable, checkList, linkButton, steps, type Html } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit/messages'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { phaseOf } from '#identity/rollouts/obligation.ts'
import type { Translate } from '#locales/messages.ts'
import type { Env } from '../flow/sign-in-flow.ts'
import { type AnswerId, answerHref } from './answers.ts'
import type { HelpDeps } from './help-deps.ts'
import { backRow, otherPages } from './page-frame.ts'
import { carryReturnPath } from './return-link.ts'
import { type HelpContext, loadHelpContext } from './help-context.ts'

const QUESTIONS: readonly AnswerId[] = ['no-smartphone', 'which-app', 'no-phone', 'several-employers', 'grant-access']

export const showChange =
  (deps: HelpDeps) =>
  async (c: Context<Env>): Promise<Response> => {
    const context = await loadHelpContext(c, deps)
    const t = deps.renderer.t(context.language)
    const content = html`<h1>${t('change.title')}</h1>
${backRow(t, context.back)}
<p class="lead">${t('change.lead')}</p>
<section id="why"><h2>${t('change.why')}</h2><p>${t('change.why-1')}</p><p>${t('change.why-2')}</p></section>
<section id="what"><h2>${t('change.what')}</h2><div class="prose"><ul>${(['change.what-1', 'change.what-2', 'change.what-3', 'change.what-4'] as const).map((key) => html`<li>${t(key)}</li>`)}</ul></div></section>
<section id="stays"><h2>${t('change.stays')}</h2>${checkList([t('change.stays-1'), t('change.stays-2'), t('change.stays-3')])}</section>
<section id="do"><h2>${t('change.do')}</h2>${steps([t('change.do-1'), t('change.do-2'), t('change.do-3'), t('change.do-4')])}</section>
<section id="dates"><h2>${t('change.dates')}</h2>${dates(t, context)}</section>
<section id="questions"><h2>${t('change.questions')}</h2>${choiceLinks(QUESTIONS.map((id) => ({ text: t(`help.${id}.question`), href: carryReturnPath(c, answerHref(id)) })))}</section>
<section><h2>${t('help.more')}</h2>${otherPages(c, t, 'change')}</section>`
    return c.html(deps.renderer.step(c, t, { title: t('change.title'), content, bodyId: 'help-change' }))
  }

function dates(t: Translate, { account, now }: HelpContext): Html {
  if (!account) return html`<p>${t('change.dates-unknown')}</p>`
  const rows = account.rollouts.map((rollout) => {
    const date = dateFormatter(t.language, rollout.timezone).day(rollout.requiredAt)
    return [
      rollout.companyName,
      t(phaseOf(rollout, now) === 'required' ? 'change.dates-since' : 'change.dates-from', { date }),
    ]
  })
  const table = dataTable({
    caption: t('change.dates-caption'),
    captionHidden: true,
    columns: [{ text: t('change.dates-company') }, { text: t('change.dates-day') }],
    rows,
  })
  return html`${rows.length > 0 ? table : html`<p>${t('change.dates-none')}</p>`}
${account.hasSecondFactor ? html`<p>${t('change.dates-done')}</p>` : html`<p>${linkButton({ text: t('help.enable'), href: '/account/two-step' })}</p>`}`
}
