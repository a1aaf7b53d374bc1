// One payslip, on the page and as a PDF. Another person's or company's is not there at all.
import { html } from 'hono/html'
import { linkButton, payslip } from '@sluis/design'
import { notFound } from '#journeys/not-found.ts'
import type { Handler, PageRequest } from '#journeys/request-context.ts'
import { workPage } from '#journeys/work-page.ts'
import type { Deps } from '#deps'
import { payslipDocument, type PayslipData } from './payslip-document.ts'

export const showPayslip: Handler = (deps) => async (c) => {
  const found = await findRequestedPayslip(deps, c)
  if (!found) return notFound(deps, c)
  const t = c.get('t')
  const document = payslipDocument(t, found)
  const content = html`<p class="no-print"><a href="/payslips">${t('payslip.back')}</a></p>
${payslip(document)}
<div class="actions no-print">${linkButton({ text: t('payslip.download'), href: `/payslips/${found.slip.id}/pdf`, icon: 'download', kind: 'quiet' })}</div>`
  return workPage(deps, c, { title: document.title, content, narrow: true })
}

export const downloadPayslip: Handler = (deps) => async (c) => {
  const found = await findRequestedPayslip(deps, c)
  if (!found) return notFound(deps, c)
  const t = c.get('t')
  // Loaded with the first one: a start is shorter by it.
  const { payslipPdf } = await import('./payslip-pdf.ts')
  const pdf = await payslipPdf(payslipDocument(t, found), { language: t.language, madeAt: deps.clock.now() })
  return c.body(pdf, 200, {
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="${t('payslip.file')}-${found.slip.period}.pdf"`,
    'cache-control': 'private, no-store',
  })
}

async function findRequestedPayslip({ payslips }: Deps, c: PageRequest): Promise<PayslipData | null> {
  const id = c.req.param('id') ?? ''
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return null
  const { login } = c.get('access')
  const membership = c.get('membership')
  const slip = await payslips.find(membership.id, id)
  return (
    slip && { slip, totals: await payslips.yearUntil(membership.id, slip.period), membership, employeeName: login.name }
  )
}
