// The profile: who you are here, and where your pay goes, masked.
import { html } from 'hono/html'
import { facts, type Fact } from '@sluis/design'
import { maskedIban } from '#bank/iban.ts'
import type { Handler } from '#journeys/visit.ts'
import { workPage } from '#journeys/work-page.ts'
import type { TextKey } from '#page/texts.ts'
import type { Role } from '#schema/tables.ts'

const ROLES: Record<Role, TextKey> = {
  employee: 'role.employee',
  manager: 'role.manager',
  hr: 'role.hr',
  accountant: 'role.accountant',
  owner: 'role.owner',
}

export const showProfile: Handler = (parts) => async (c) => {
  const say = c.get('say')
  const { login, here } = c.get('visit')
  const account = await parts.bankAccounts.of(here.id)
  const change = {
    text: say(account ? 'profile.change' : 'profile.add'),
    href: '/profile/bank-account',
    about: say('profile.about-account'),
  }
  const list: Fact[] = [
    { term: say('profile.name'), value: login.name },
    { term: say('log-in.email'), value: html`<bdi dir="ltr">${login.email}</bdi>` },
    { term: say('profile.company'), value: here.companyName },
    { term: say('profile.role'), value: say(ROLES[here.role]) },
    ...(here.job === null ? [] : [{ term: say('profile.job'), value: here.job }]),
    ...(here.job === null && !account
      ? []
      : [
          {
            term: say('profile.account'),
            value: account ? html`<bdi dir="ltr">${maskedIban(account.iban)}</bdi>` : say('profile.no-account'),
            action: change,
          },
        ]),
  ]
  const content = html`<h1>${say('nav.profile')}</h1>${facts(list)}
<p class="muted">${say('profile.at-sluis')} <a href="${parts.issuer}/account">${say('profile.my-details')}</a></p>
<p class="muted">${say('log-out.elsewhere')} <a href="/log-out">${say('log-out.everywhere')}</a></p>`
  return workPage(parts, c, { title: say('nav.profile'), content, narrow: true })
}
