// My details: who you are here.
import { button, summaryList, selectField, type Html } from '@sluis/design'
import { html } from 'hono/html'
import { form } from '#journeys/flow/forms.ts'
import type { Deps } from '#journeys/flow/sign-in-flow.ts'
import type { SectionContext } from '../parts/section.ts'

const MAX_EMPLOYERS = 5
const NAMES = { nl: 'Nederlands', en: 'English' } as const

export async function personSection(deps: Deps, { t, person, csrf, signIn, details }: SectionContext): Promise<Html> {
  const { identity } = deps
  const { employers } = details
  const hasNumber = signIn.factors.some(({ kind }) => kind === 'sms')
  const phone = hasNumber ? await identity.phones.findByPerson(person.id) : undefined
  const more = employers.length - MAX_EMPLOYERS
  const isOffered = phone !== undefined || (signIn.facts.hasSecondFactor && deps.canSendSms())
  return html`${summaryList([
    { term: t('account.name'), value: person.name },
    {
      term: t('account.email'),
      value: html`<bdi>${person.email}</bdi>`,
      action: { text: t('account.change'), href: '/account/email', about: t('account.email') },
    },
    ...(isOffered
      ? [
          {
            term: t('account.phone'),
            value: phone ? t('account.phone-ends', { end: phone.e164.slice(-2) }) : t('account.phone-none'),
            action: {
              text: t(phone ? 'account.change' : 'account.add'),
              href: '/account/phone',
              about: t('account.phone'),
            },
          },
        ]
      : []),
    {
      term: t('account.companies'),
      value: html`${employers.slice(0, MAX_EMPLOYERS).join(', ') || '–'}${more > 0 ? html` <a href="/?show=all">${t('account.companies-more', { n: more })}</a>` : ''}`,
    },
  ])}
<p class="small muted">${t('account.by-employer')}</p>
${form('/account/language', csrf, html`<div class="toolbar">${selectField({ id: 'language', label: t('account.language'), options: (['nl', 'en'] as const).map((value) => ({ value, text: NAMES[value], selected: value === person.language })) })}${button({ text: t('account.language-button'), kind: 'quiet' })}</div>`)}`
}
