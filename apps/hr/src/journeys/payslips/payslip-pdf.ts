// A payslip as a PDF on one A4: real text in the fonts that every reader has, so that it can be searched, copied and
// read aloud.
import Pdf from 'pdfkit'
import type { PayslipLine, PayslipProps } from '@sluis/design'
import type { Language } from '@sluis/server-kit/messages'

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
  doc.font('Helvetica-Bold').fontSize(11).fillColor(INK).text(slip.employer.name, LEFT, LEFT)
  doc.moveDown(0.4).fontSize(20).text(slip.title)
  doc.moveDown(0.8).fontSize(11).text(slip.employee.name)
  doc.font('Helvetica').fontSize(10).fillColor(GREY)
  for (const line of slip.employee.lines) doc.text(line)
  doc.moveDown(0.6)
  for (const { term, value } of slip.summaryList) row(doc, term, value, false)

  for (const { title, lines, total } of slip.sections) table(doc, title, lines, total)

  doc.moveDown(1)
  const top = doc.y
  doc.rect(LEFT - 8, top - 6, WIDTH + 16, 30).fill('#eef1f8')
  doc.font('Helvetica-Bold').fontSize(14).fillColor(INK)
  pair(doc, slip.net.text, slip.net.amount, top + 2)
  doc.y = top + 34
  if (slip.net.detail) doc.font('Helvetica').fontSize(9).fillColor(GREY).text(slip.net.detail, LEFT)

  table(doc, slip.yearTotals.title, slip.yearTotals.lines, null)
}

function table(doc: PDFKit.PDFDocument, title: string, lines: readonly PayslipLine[], total: PayslipLine | null): void {
  doc.moveDown(1).font('Helvetica-Bold').fontSize(11).fillColor(INK).text(title, LEFT)
  rule(doc)
  for (const { text, amount } of lines) row(doc, text, amount, false)
  if (!total) return
  rule(doc)
  row(doc, total.text, total.amount, true)
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

function row(doc: PDFKit.PDFDocument, text: string, amount: string, isTotal: boolean): void {
  const y = doc.y
  doc
    .font(isTotal ? 'Helvetica-Bold' : 'Helvetica')
    .fontSize(10)
    .fillColor(INK)
  pair(doc, text, amount, y)
  doc.y = y + 16
}

// Amounts come with a thin or no-break space, which the standard fonts do not have as a sign of its own.
const plain = (text: string) => text.replace(/[\u00a0\u2009\u202f]/g, ' ').replace(/\u2212/g, '-')

function pair(doc: PDFKit.PDFDocument, text: string, amount: string, y: number): void {
  doc.text(plain(text), LEFT, y, { width: WIDTH * 0.65, lineBreak: false })
  doc.text(plain(amount), LEFT + WIDTH * 0.6, y, { width: WIDTH * 0.4, align: 'right', lineBreak: false })
}
