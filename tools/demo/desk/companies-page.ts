// The companies with the phases and dates of their roll-outs.
import { badge, dataTable, disclosure, phaseBadge, type Content, type Html } from '@sluis/design'
import { html } from 'hono/html'
import type { DeskPage } from './context.ts'
import { phaseAt, type DemoCompany } from '../world/companies.ts'
import type { DeskNeeds } from './needs.ts'
import { datesIn, type DeskSay } from './words.ts'

/** The phase is that of the demo's clock. */
export function companiesPage(
  say: DeskSay,
  { clock, world }: Pick<DeskNeeds, 'clock' | 'world'>,
  companies: readonly DemoCompany[],
): DeskPage {
  const title = say('companies-title')
  const { day } = datesIn(say.language)
  const columns = [
    'companies-name',
    'companies-phase',
    'companies-announce',
    'companies-prompt',
    'companies-required',
  ] as const
  const peopleOf = (company: DemoCompany) =>
    world()
      .people.filter((person) => person.posts.some((post) => post.company === company.id))
      .map((person) => person.name)
      .join(', ')
  const row = (company: DemoCompany): Content[] => [
    html`${company.name}<p class="situation small">${peopleOf(company)}</p>`,
    phaseOf(say, company, clock.now()),
    ...(company.rollOut === null
      ? ['–', '–', '–']
      : [company.rollOut.announceAt, company.rollOut.promptAt, company.rollOut.requiredAt].map(day)),
  ]
  const table = (list: readonly DemoCompany[]) =>
    dataTable({
      caption: say('companies-caption'),
      captionHidden: true,
      columns: columns.map((key) => ({ text: say(key) })),
      rows: list.map(row),
    })
  const clients = companies.filter((company) => company.isClient)

  const content = html`<div class="stack"><h1>${title}</h1>
<p class="lead">${say('companies-lead')}</p>
<div class="card companies">${table(companies.filter((company) => !company.isClient))}</div>
<div class="card companies">${disclosure({ summary: say('companies-clients', { count: clients.length }), content: table(clients) })}</div></div>`
  return { title, content, current: '/companies' }
}

function phaseOf(say: DeskSay, company: DemoCompany, now: Date): Html {
  const phase = phaseAt(company.rollOut, now)
  return phase === 'none' || phase === 'coming'
    ? badge({ text: say(`phase-${phase}`) })
    : phaseBadge({ phase, text: say(`phase-${phase}`) })
}
