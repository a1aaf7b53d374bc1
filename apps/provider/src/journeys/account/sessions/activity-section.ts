// My details: the last things that happened to the account.
import { actions, summaryList, linkButton, type Html } from '@sluis/design'
import { html } from 'hono/html'
import type { Deps } from '#journeys/flow/sign-in-flow.ts'
import { recentActivity } from './activity-messages.ts'
import type { SectionContext } from '../parts/section.ts'

const MAX_ENTRIES = 3

export async function activitySection({ identity }: Deps, { t, person, now }: SectionContext): Promise<Html> {
  const entries = await recentActivity(identity, t, person.id, now, MAX_ENTRIES)
  const format = t.dates
  return html`${summaryList(entries.map(({ at, text, detail }) => ({ term: format.dayAndTime(at), value: html`${text}${detail === '' ? '' : html`<br><span class="muted small">${detail}</span>`}` })))}
${actions([linkButton({ text: t('account.activity-link'), href: '/account/activity', kind: 'quiet' })])}`
}
