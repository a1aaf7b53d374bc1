// The help page: what fits the visitor first and open, then every question by group.
import { actions, linkButton, notice, type Html } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { isHelpSituation } from '#platform/help-link.ts'
import type { Translate } from '#texts/messages.ts'
import type { Env } from '../way.ts'
import { drawAnswer } from './answer.ts'
import { type Answer, ANSWERS, findAnswer, GROUPS } from './answers.ts'
import type { HelpNeeds } from './help-needs.ts'
import { otherPages, searchForm } from './page-frame.ts'
import { ANSWER_AT, ANSWER_FOR, first, type Standing } from './situations.ts'
import { type Somebody, visitorOf } from './visitor.ts'

export const showQuestions =
  (needs: HelpNeeds) =>
  async (c: Context<Env>): Promise<Response> => {
    const visitor = await visitorOf(c, needs)
    const t = needs.draw.t(visitor.language)
    const asked = c.req.query('at')
    const fits = first(isHelpSituation(asked) ? asked : undefined, visitor.somebody)
    const fitting =
      fits === null ? undefined : findAnswer('at' in fits ? ANSWER_AT[fits.at] : ANSWER_FOR[fits.standing])
    const linked = findAnswer(c.req.query('open'))
    const drawn = (answer: Answer): Html =>
      drawAnswer(
        { id: answer.id, question: t(`help.${answer.id}.question`), parts: answer.parts },
        { t, named: { mail: needs.senders.mail }, device: visitor.device },
        answer === fitting || answer === linked,
      )

    const groups = GROUPS.map((group) => ({
      group,
      answers: ANSWERS.filter((answer) => answer.group === group && answer !== fitting),
    })).filter(({ answers }) => answers.length > 0)
    const content = html`<h1>${t('help.title')}</h1>
${
  fits && fitting
    ? html`<section class="stack" aria-labelledby="fits"><h2 id="fits">${t('help.fits')}</h2>
${notice({ kind: 'info', kindText: t('notice.info'), content: 'at' in fits ? t(`help.at.${fits.at}`) : standing(t, fits.standing, visitor.somebody!) })}
${visitor.somebody && !visitor.somebody.hasSecondFactor ? actions([linkButton({ text: t('help.enable'), href: '/account/two-step' })]) : ''}<div>${drawn(fitting)}</div></section>`
    : html`<p class="lead">${t('help.lead')}</p>`
}
${searchForm(t)}
${groups.map(({ group, answers }) => html`<section><h2>${t(`help.group.${group}`)}</h2><div>${answers.map(drawn)}</div></section>`)}
<section><h2>${t('help.more')}</h2>${otherPages(t)}</section>
<p class="muted">${t('help.not-found')}</p>`
    return c.html(needs.draw.step(c, t, { title: t('help.title'), content, modules: ['open-target'], bodyId: 'help' }))
  }

function standing(t: Translate, known: Standing, { obligation, codesLeft }: Somebody): string {
  const rollout = obligation?.rollout
  if ((known !== 'required' && known !== 'invited') || !rollout) return t(`help.for.${known}`, { left: codesLeft })
  const words = dateFormatter(t.language, rollout.timezone)
  // Without it one gets in until the last millisecond of the day before.
  return t(`help.for.${known}`, {
    employer: rollout.companyName,
    date: words.day(known === 'required' ? rollout.requiredAt : new Date(rollout.requiredAt.getTime() - 1)),
  })
}
