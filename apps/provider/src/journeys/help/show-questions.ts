// The help page: what fits the visitor first and open, then every question by group.
import { actions, linkButton, notice, type Html } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit/messages'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { isHelpSituation } from '#platform/help-link.ts'
import type { Translate } from '#locales/messages.ts'
import type { Env } from '../flow/sign-in-flow.ts'
import { renderAnswer } from './answer.ts'
import { type Answer, ANSWERS, findAnswer, GROUPS } from './answers.ts'
import type { HelpDeps } from './help-deps.ts'
import { backLink, backRow, otherPages, searchForm } from './page-frame.ts'
import { ANSWER_AT, ANSWER_FOR, chooseFirst, type AccountStatus } from './situations.ts'
import { type SignedInPerson, loadHelpContext } from './help-context.ts'
import { nextLinkOf } from './next-links.ts'

export const showQuestions =
  (deps: HelpDeps) =>
  async (c: Context<Env>): Promise<Response> => {
    const context = await loadHelpContext(c, deps)
    const t = deps.renderer.t(context.language)
    const requested = c.req.query('at')
    const fits = chooseFirst(isHelpSituation(requested) ? requested : undefined, context.account)
    const fitting = fits === null ? undefined : findAnswer('at' in fits ? ANSWER_AT[fits.at] : ANSWER_FOR[fits.status])
    const linked = findAnswer(c.req.query('open'))
    const rendered = (answer: Answer): Html =>
      renderAnswer(
        {
          id: answer.id,
          question: t(`help.${answer.id}.question`),
          parts: answer.parts,
          on: nextLinkOf(answer.id, context.asker),
        },
        { t, values: { mail: deps.senders.mail }, device: context.device, back: backLink(t, context.back) },
        answer === fitting || answer === linked,
      )

    const groups = GROUPS.map((group) => ({
      group,
      answers: ANSWERS.filter((answer) => answer.group === group && answer !== fitting),
    })).filter(({ answers }) => answers.length > 0)
    const content = html`<h1>${t('help.title')}</h1>
${backRow(t, context.back)}
${
  fits && fitting
    ? html`<section class="stack" aria-labelledby="fits"><h2 id="fits">${t('help.fits')}</h2>
${notice({ kind: 'info', kindText: t('notice.info'), content: 'at' in fits ? t(`help.at.${fits.at}`) : statusText(t, fits.status, context.account!) })}
${context.account && !context.account.hasSecondFactor ? actions([linkButton({ text: t('help.enable'), href: '/account/two-step' })]) : ''}<div>${rendered(fitting)}</div></section>`
    : html`<p class="lead">${t('help.lead')}</p>`
}
${searchForm(c, t)}
${groups.map(({ group, answers }) => html`<section><h2>${t(`help.group.${group}`)}</h2><div>${answers.map(rendered)}</div></section>`)}
<section><h2>${t('help.more')}</h2>${otherPages(c, t)}</section>
<p class="muted">${t('help.not-found')}</p>`
    return c.html(
      deps.renderer.step(c, t, { title: t('help.title'), content, modules: ['open-target'], bodyId: 'help' }),
    )
  }

function statusText(t: Translate, status: AccountStatus, { obligation, codesLeft }: SignedInPerson): string {
  const rollout = obligation?.rollout
  if ((status !== 'required' && status !== 'invited') || !rollout) return t(`help.for.${status}`, { left: codesLeft })
  const format = dateFormatter(t.language, rollout.timezone)
  // Without it one gets in until the last millisecond of the day before.
  return t(`help.for.${status}`, {
    employer: rollout.companyName,
    date: format.day(status === 'required' ? rollout.requiredAt : new Date(rollout.requiredAt.getTime() - 1)),
  })
}
