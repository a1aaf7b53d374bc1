// One payslip, on the page and as a PDF. Another person's or company's is not there at all.
import { html } from 'hono/html'
import { linkButton, payslip } from '@sluis/design'
import { notHere } from '#journeys/not-here.ts'
import type { Handler, PageRequest } from '#journeys/visit.ts'
import { workPage } from '#journeys/work-page.ts'
import type { Parts } from '#parts'
import { payslipDocument, type PayslipOf } from './payslip-document.ts'
import { payslipPdf } from './payslip-pdf.ts'

export const showPayslip: Handler = (parts) => async (c) => {
  const found = await payslipAsked(parts, c)
  if (!found) return notHere(parts, c)
  const say = c.get('say')
  const document = payslipDocument(say, found)
  const content = html`<p class="no-print"><a href="/payslips">${say('payslip.back')}</a></p>
${payslip(document)}
<div class="actions no-print">${linkButton({ text: say('payslip.download'), href: `/payslips/${found.slip.id}/pdf`, icon: 'download', kind: 'quiet' })}</div>`
  return workPage(parts, c, { title: document.title, content, narrow: true })
}

export const downloadPayslip: Handler = (parts) => async (c) => {
  const found = await payslipAsked(parts, c)
  if (!found) return notHere(parts, c)
  const say = c.get('say')
  const pdf = await payslipPdf(payslipDocument(say, found), { language: say.language, madeAt: parts.clock.now() })
  return c.body(pdf, 200, {
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="${say('payslip.file')}-${found.slip.period}.pdf"`,
    'cache-control': 'private, no-store',
  })
}

async function payslipAsked({ payslips }: Parts, c: PageRequest): Promise<PayslipOf | null> {
  const id = c.req.param('id') ?? ''
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return null
  const { here, login } = c.get('visit')
  const slip = await payslips.find(here.id, id)
  return slip && { slip, totals: await payslips.yearUntil(here.id, slip.period), here, employeeName: login.name }
}
