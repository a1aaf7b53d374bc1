// The profile: who you are here, and where your pay goes, masked.
import { html } from 'hono/html'
import { summaryList, type SummaryListRow } from '@sluis/design'
import { maskedIban } from '#bank/iban.ts'
import type { Handler } from '#journeys/request-context.ts'
import { workPage } from '#journeys/work-page.ts'
import type { MessageKey } from '#page/messages.ts'
import type { Role } from '#schema/tables.ts'

const ROLES: Record<Role, MessageKey> = {
  employee: 'role.employee',
  manager: 'role.manager',
  hr: 'role.hr',
  accountant: 'role.accountant',
  owner: 'role.owner',
}

export const showProfile: Handler = (deps) => async (c) => {
  const t = c.get('t')
  const { login } = c.get('access')
  const membership = c.get('membership')
  const account = await deps.bankAccounts.find(membership.id)
  const change = {
    text: t(account ? 'profile.change' : 'profile.add'),
    href: '/profile/bank-account',
    about: t('profile.about-account'),
  }
  const list: SummaryListRow[] = [
    { term: t('profile.name'), value: login.name },
    { term: t('log-in.email'), value: html`<bdi dir="ltr">${login.email}</bdi>` },
    { term: t('profile.company'), value: membership.companyName },
    { term: t('profile.role'), value: t(ROLES[membership.role]) },
    ...(membership.job === null ? [] : [{ term: t('profile.job'), value: membership.job }]),
    ...(membership.job === null && !account
      ? []
      : [
          {
            term: t('profile.account'),
            value: account ? html`<bdi dir="ltr">${maskedIban(account.iban)}</bdi>` : t('profile.no-account'),
            action: change,
          },
        ]),
  ]
  const content = html`<h1>${t('nav.profile')}</h1>${summaryList(list)}
<p class="muted">${t('profile.at-sluis')} <a href="${deps.issuer}/account">${t('profile.my-details')}</a></p>
<p class="muted">${t('log-out.elsewhere')} <a href="/log-out">${t('log-out.everywhere')}</a></p>`
  return workPage(deps, c, { title: t('nav.profile'), content, narrow: true })
}
