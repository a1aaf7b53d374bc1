// The help page: what fits the visitor first and open, then every question by group.
import { actions, linkButton, notice, type Html } from '@sluis/design'
import { dateWords } from '@sluis/ground'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { isHelpSituation } from '#platform/help-link.ts'
import type { Say } from '#texts/texts.ts'
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
    const say = needs.draw.say(visitor.language)
    const asked = c.req.query('at')
    const fits = first(isHelpSituation(asked) ? asked : undefined, visitor.somebody)
    const fitting =
      fits === null ? undefined : findAnswer('at' in fits ? ANSWER_AT[fits.at] : ANSWER_FOR[fits.standing])
    const linked = findAnswer(c.req.query('open'))
    const drawn = (answer: Answer): Html =>
      drawAnswer(
        { id: answer.id, question: say(`help.${answer.id}.question`), parts: answer.parts },
        { say, named: { mail: needs.senders.mail }, device: visitor.device },
        answer === fitting || answer === linked,
      )

    const groups = GROUPS.map((group) => ({
      group,
      answers: ANSWERS.filter((answer) => answer.group === group && answer !== fitting),
    })).filter(({ answers }) => answers.length > 0)
    const content = html`<h1>${say('help.title')}</h1>
${
  fits && fitting
    ? html`<section class="stack" aria-labelledby="fits"><h2 id="fits">${say('help.fits')}</h2>
${notice({ kind: 'info', kindText: say('notice.info'), content: 'at' in fits ? say(`help.at.${fits.at}`) : standing(say, fits.standing, visitor.somebody!) })}
${visitor.somebody && !visitor.somebody.hasSecondFactor ? actions([linkButton({ text: say('help.enable'), href: '/account/two-step' })]) : ''}<div>${drawn(fitting)}</div></section>`
    : html`<p class="lead">${say('help.lead')}</p>`
}
${searchForm(say)}
${groups.map(({ group, answers }) => html`<section><h2>${say(`help.group.${group}`)}</h2><div>${answers.map(drawn)}</div></section>`)}
<section><h2>${say('help.more')}</h2>${otherPages(say)}</section>
<p class="muted">${say('help.not-found')}</p>`
    return c.html(
      needs.draw.journey(c, say, { title: say('help.title'), content, modules: ['open-target'], bodyId: 'help' }),
    )
  }

function standing(say: Say, known: Standing, { obligation, codesLeft }: Somebody): string {
  const rollout = obligation?.rollout
  if ((known !== 'required' && known !== 'invited') || !rollout) return say(`help.for.${known}`, { left: codesLeft })
  const words = dateWords(say.language, rollout.timezone)
  // Without it one gets in until the last millisecond of the day before.
  return say(`help.for.${known}`, {
    employer: rollout.companyName,
    date: words.day(known === 'required' ? rollout.requiredAt : new Date(rollout.requiredAt.getTime() - 1)),
  })
}
