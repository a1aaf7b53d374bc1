// For the HR officer: who works here, and who is ready for two-step verification. Yes or no, and nothing more.
import { html } from 'hono/html'
import { badge, dataTable, linkButton, type Html } from '@sluis/design'
import type { Handler, PageRequest } from '#journeys/request-context.ts'
import { workPage } from '#journeys/work-page.ts'
import type { Colleague } from '#people/employee-login.store.ts'
import { SluisUnreachable } from '#sluis/unreachable.ts'
import type { Deps } from '#deps'

const PAGE_SIZE = 25
const CONCURRENCY = 5

export const listEmployees: Handler = (deps) => async (c) => {
  const t = c.get('t')
  const membership = c.get('membership')
  const asked = c.req.query('page') ?? '1'
  const page = /^[1-9]\d{0,3}$/.test(asked) ? Number(asked) : 1
  const colleagues = await deps.employeeLogins.listByCompany(
    membership.companyId,
    PAGE_SIZE + 1,
    (page - 1) * PAGE_SIZE,
  )
  const shown = colleagues.slice(0, PAGE_SIZE)
  const isReady = await readiness(deps, membership.companyId, shown)
  const rows = shown.map((colleague) => [colleague.name, readyBadge(c, isReady.get(colleague.id) ?? null)])
  const to = (number: number, text: string) => linkButton({ text, href: `/employees?page=${number}`, kind: 'quiet' })
  const content = html`<h1>${t('nav.employees')}</h1><p class="lead">${membership.companyName}</p><p>${t('employees.text')}</p>
${dataTable({ caption: t('nav.employees'), captionHidden: true, columns: [{ text: t('profile.name') }, { text: t('employees.ready') }], rows })}
<div class="actions">${page > 1 && to(page - 1, t('employees.before'))}${colleagues.length > PAGE_SIZE && to(page + 1, t('employees.after'))}</div>`
  return workPage(deps, c, { title: t('nav.employees'), content, narrow: true })
}

/** By employee login; absent for those whom Sluis could not be asked about. */
async function readiness(
  { api }: Deps,
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
  await Promise.all(Array.from({ length: CONCURRENCY }, worker)).catch((error: unknown) => {
    if (!(error instanceof SluisUnreachable)) throw error
  })
  return ready
}

function readyBadge(c: PageRequest, isReady: boolean | null): Html {
  const t = c.get('t')
  if (isReady === null) return badge({ text: t('employees.unknown') })
  return isReady
    ? badge({ kind: 'good', text: t('employees.yes') })
    : badge({ kind: 'warning', text: t('employees.no') })
}
