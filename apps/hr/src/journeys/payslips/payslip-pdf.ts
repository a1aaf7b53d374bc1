// A payslip as a PDF on one A4: real text, so that it can be searched, copied and read aloud.
import Pdf from 'pdfkit'
import type { PayslipLine, PayslipProps } from '@sluis/design'
import type { Language } from '@sluis/server-kit/messages'
import { type Weight, write } from './pdf-writer.ts'

const LEFT = 56
const WIDTH = 483
const INK = '#1d2c54'
const GREY = '#55607a'

export function payslipPdf(
  slip: PayslipProps,
  { language, madeAt }: { language: Language; madeAt: Date },
): Promise<Uint8Array<ArrayBuffer>> {
  const info = { Title: slip.title, Author: slip.employer.name, CreationDate: madeAt, ModDate: madeAt }
  const doc = new Pdf({ size: 'A4', margin: LEFT, lang: language, displayTitle: true, pdfVersion: '1.7', info })
  const chunks: Uint8Array[] = []
  const done = new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))))
    doc.on('error', reject)
  })
  renderPayslip(doc, slip)
  doc.end()
  return done
}

function renderPayslip(doc: PDFKit.PDFDocument, slip: PayslipProps): void {
  doc.fillColor(INK)
  write(doc, slip.employer.name, { weight: 'bold', size: 10, at: [LEFT, LEFT] })
  doc.moveDown(0.4)
  write(doc, slip.title, { weight: 'bold', size: 18 })
  doc.moveDown(0.6)
  write(doc, slip.employee.name, { weight: 'bold', size: 10 })
  doc.fillColor(GREY)
  for (const line of slip.employee.lines) write(doc, line, { weight: 'regular', size: 9 })
  doc.moveDown(0.6)
  for (const { term, value } of slip.summaryList) row(doc, term, value, 'regular')

  for (const { title, lines, total } of slip.sections) table(doc, title, lines, total)

  doc.moveDown(1)
  const top = doc.y
  doc.rect(LEFT - 8, top - 6, WIDTH + 16, 30).fill('#eef1f8')
  doc.fillColor(INK)
  pair(doc, slip.net.text, slip.net.amount, { weight: 'bold', size: 13, y: top + 2 })
  doc.y = top + 34
  doc.fillColor(GREY)
  if (slip.net.detail) write(doc, slip.net.detail, { weight: 'regular', size: 8, at: [LEFT, doc.y] })

  table(doc, slip.yearTotals.title, slip.yearTotals.lines, null)
}

function table(doc: PDFKit.PDFDocument, title: string, lines: readonly PayslipLine[], total: PayslipLine | null): void {
  doc.moveDown(1).fillColor(INK)
  write(doc, title, { weight: 'bold', size: 10, at: [LEFT, doc.y] })
  rule(doc)
  for (const { text, amount } of lines) row(doc, text, amount, 'regular')
  if (!total) return
  rule(doc)
  row(doc, total.text, total.amount, 'bold')
}

function rule(doc: PDFKit.PDFDocument): void {
  const y = doc.y + 2
  doc
    .moveTo(LEFT, y)
    .lineTo(LEFT + WIDTH, y)
    .lineWidth(0.6)
    .strokeColor('#c3cadb')
    .stroke()
  doc.y = y + 5
}

function row(doc: PDFKit.PDFDocument, text: string, amount: string, weight: Weight): void {
  const y = doc.y
  doc.fillColor(INK)
  pair(doc, text, amount, { weight, size: 9, y })
  doc.y = y + 16
}

type PairStyle = { weight: Weight; size: number; y: number }

function pair(doc: PDFKit.PDFDocument, text: string, amount: string, { weight, size, y }: PairStyle): void {
  write(doc, text, { weight, size, at: [LEFT, y], width: WIDTH * 0.65, lineBreak: false })
  const right = { width: WIDTH * 0.4, align: 'right', lineBreak: false } as const
  write(doc, amount, { weight, size, at: [LEFT + WIDTH * 0.6, y], ...right })
}
