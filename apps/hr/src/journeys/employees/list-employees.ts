// For the HR officer: who works here, and who is ready for two-step verification. Yes or no, and nothing more.
import { html } from 'hono/html'
import { badge, dataTable, linkButton, type Html } from '@sluis/design'
import type { Handler, PageRequest } from '#journeys/visit.ts'
import { workPage } from '#journeys/work-page.ts'
import type { Colleague } from '#people/employee-login.store.ts'
import { SluisUnreachable } from '#sluis/unreachable.ts'
import type { Parts } from '#parts'

const A_PAGE = 25
const AT_ONCE = 5

export const listEmployees: Handler = (parts) => async (c) => {
  const say = c.get('say')
  const { here } = c.get('visit')
  const asked = c.req.query('page') ?? '1'
  const page = /^[1-9]\d{0,3}$/.test(asked) ? Number(asked) : 1
  const colleagues = await parts.employeeLogins.ofCompany(here.companyId, A_PAGE + 1, (page - 1) * A_PAGE)
  const shown = colleagues.slice(0, A_PAGE)
  const isReady = await readiness(parts, here.companyId, shown)
  const rows = shown.map((colleague) => [colleague.name, readyBadge(c, isReady.get(colleague.id) ?? null)])
  const to = (number: number, text: string) => linkButton({ text, href: `/employees?page=${number}`, kind: 'quiet' })
  const content = html`<h1>${say('nav.employees')}</h1><p class="lead">${here.companyName}</p><p>${say('employees.text')}</p>
${dataTable({ caption: say('nav.employees'), captionHidden: true, columns: [{ text: say('profile.name') }, { text: say('employees.ready') }], rows })}
<div class="actions">${page > 1 && to(page - 1, say('employees.before'))}${colleagues.length > A_PAGE && to(page + 1, say('employees.after'))}</div>`
  return workPage(parts, c, { title: say('nav.employees'), content, narrow: true })
}

/** By employee login; absent for those whom Sluis could not be asked about. */
async function readiness(
  { api }: Parts,
  companyId: string,
  colleagues: readonly Colleague[],
): Promise<Map<string, boolean>> {
  const ready = new Map<string, boolean>()
  const rest = colleagues.values()
  const worker = async () => {
    for (const { id, loginId } of rest) {
      const status = await api.statusIn(loginId, companyId)
      if (status) ready.set(id, status.enrolled)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker)).catch((error: unknown) => {
    if (!(error instanceof SluisUnreachable)) throw error
  })
  return ready
}

function readyBadge(c: PageRequest, isReady: boolean | null): Html {
  const say = c.get('say')
  if (isReady === null) return badge({ text: say('employees.unknown') })
  return isReady
    ? badge({ kind: 'good', text: say('employees.yes') })
    : badge({ kind: 'warning', text: say('employees.no') })
}
