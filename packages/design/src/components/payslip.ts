// One payslip as a document: who, for which period, gross, what goes off, net, and the year so far. Prints on one A4.
import { html } from 'hono/html'
import type { Html } from '../markup.ts'

export interface PayslipParty {
  name: string
  /** Address, number, function: a line each. */
  lines: readonly string[]
}

export interface PayslipLine {
  text: string
  /** Hours, percentage, basis. */
  detail?: string | undefined
  /** Formatted by the caller, in the person's language. */
  amount: string
}

export interface PayslipProps {
  /** Heads the document: "Payslip June 2026". `level` 1 where it is also the page's heading. */
  title: string
  level?: 1 | 2 | undefined
  employer: PayslipParty
  employee: PayslipParty
  summaryList: readonly { term: string; value: string }[]
  /** Gross first, then deductions; each with its sum. */
  sections: readonly { title: string; lines: readonly PayslipLine[]; total: PayslipLine }[]
  net: { text: string; amount: string; detail?: string | undefined }
  yearTotals: { title: string; lines: readonly PayslipLine[] }
  /** Heads of the two columns, for screen readers. */
  columns: { text: string; amount: string }
}

const party = ({ name, lines }: PayslipParty) =>
  html`<div class="payslip-party"><p><strong>${name}</strong></p>${lines.map((line) => html`<p>${line}</p>`)}</div>`

// The detail is in the row's header: on a phone it falls under the words, and no amount is pushed off the sheet.
const line = ({ text, detail, amount }: PayslipLine) =>
  html`<tr><th scope="row"><span class="payslip-line"><span>${text}</span>${detail !== undefined && html` <span class="payslip-detail">${detail}</span>`}</span></th><td class="numeric">${amount}</td></tr>`

/** An article with one table a section; amounts are aligned in columns. */
export function payslip({
  title,
  level = 2,
  employer,
  employee,
  summaryList,
  sections,
  net,
  yearTotals,
  columns,
}: PayslipProps): Html {
  const head = html`<thead class="visually-hidden"><tr><th scope="col">${columns.text}</th><th scope="col">${columns.amount}</th></tr></thead>`
  const heading =
    level === 1 ? html`<h1 class="payslip-title">${title}</h1>` : html`<h2 class="payslip-title">${title}</h2>`
  const parts = sections.map(
    (
      section,
    ) => html`<table class="payslip-table"><caption>${section.title}</caption>${head}<tbody>${section.lines.map(line)}</tbody>
<tfoot>${line(section.total)}</tfoot></table>`,
  )
  return html`<article class="payslip">
<header class="payslip-head">${party(employer)}${heading}</header>
<div class="payslip-who">${party(employee)}<dl class="payslip-facts">${summaryList.map(({ term, value }) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl></div>
${parts}
<div class="payslip-net"><p>${net.text}</p><p class="payslip-net-amount numeric">${net.amount}</p>${net.detail !== undefined && html`<p class="payslip-net-detail">${net.detail}</p>`}</div>
<table class="payslip-table payslip-table--year"><caption>${yearTotals.title}</caption>${head}<tbody>${yearTotals.lines.map(line)}</tbody></table>
</article>`
}
