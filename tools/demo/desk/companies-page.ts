// The companies with the phases and dates of their roll-outs.
import { badge, dataTable, disclosure, phaseBadge, type Content, type Html } from '@sluis/design'
import { html } from 'hono/html'
import type { DeskPage } from './context.ts'
import { phaseAt, type DemoCompany } from '../world/companies.ts'
import type { DeskDeps } from './deps.ts'
import { dateFormatterFor, type DeskTranslate } from './i18n.ts'

/** The phase by the demo's clock. */
export function companiesPage(
  t: DeskTranslate,
  { clock, world }: Pick<DeskDeps, 'clock' | 'world'>,
  companies: readonly DemoCompany[],
): DeskPage {
  const title = t('companies-title')
  const { day } = dateFormatterFor(t.language)
  const columns = [
    'companies-name',
    'companies-phase',
    'companies-announce',
    'companies-prompt',
    'companies-required',
  ] as const
  const peopleOf = (company: DemoCompany) =>
    world()
      .people.filter((person) => person.memberships.some((membership) => membership.company === company.id))
      .map((person) => person.name)
      .join(', ')
  const row = (company: DemoCompany): Content[] => [
    html`${company.name}<p class="situation small">${peopleOf(company)}</p>`,
    phaseOf(t, company, clock.now()),
    ...(company.rollOut === null
      ? ['–', '–', '–']
      : [company.rollOut.announceAt, company.rollOut.promptAt, company.rollOut.requiredAt].map(
          // Broken before the year, where it has to be.
          (at) => day(at).replace(' ', '\u00A0'),
        )),
  ]
  const table = (list: readonly DemoCompany[]) =>
    dataTable({
      caption: t('companies-caption'),
      captionHidden: true,
      columns: columns.map((key) => ({ text: t(key) })),
      rows: list.map(row),
    })
  const clients = companies.filter((company) => company.isClient)

  const content = html`<div class="stack"><h1>${title}</h1>
<p class="lead">${t('companies-lead')}</p>
<div class="card companies">${table(companies.filter((company) => !company.isClient))}</div>
<div class="card companies">${disclosure({ summary: t('companies-clients', { count: clients.length }), content: table(clients) })}</div></div>`
  return { title, content, current: '/companies' }
}

function phaseOf(t: DeskTranslate, company: DemoCompany, now: Date): Html {
  const phase = phaseAt(company.rollOut, now)
  return phase === 'none' || phase === 'coming'
    ? badge({ text: t(`phase-${phase}`) })
    : phaseBadge({ phase, text: t(`phase-${phase}`) })
}
