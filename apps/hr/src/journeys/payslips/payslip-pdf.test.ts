// A payslip on paper shows every letter of a name that the page shows, and gives it back to whoever copies it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { payslipPdf } from './payslip-pdf.ts'

const read = (pdf: Uint8Array, program: string, ...options: string[]): string =>
  execFileSync(program, [...options, '-', ...(program === 'pdftotext' ? ['-'] : [])], { input: Buffer.from(pdf) })
    .toString()
    // Marks of direction that the reader adds around what is read from the right.
    .replaceAll(/[\u202a-\u202e]/gu, '')

function payslipOf(name: string, amount: string): Promise<Uint8Array> {
  const line = { text: name, amount }
  const slip = {
    title: name,
    employer: { name, lines: [] },
    columns: { text: '', amount: '' },
    employee: { name, lines: [name] },
    summaryList: [{ term: name, value: amount }],
    sections: [{ title: name, lines: [line], total: line }],
    net: line,
    yearTotals: { title: name, lines: [line] },
  }
  return payslipPdf(slip, { language: 'nl', madeAt: new Date('2026-05-25T08:00:00Z') })
}

const NAMES = [
  'Piotr Zieliński',
  'Ahmed Yılmaz',
  'Nguyễn Thị Ánh',
  'Ελένη Παπαδοπούλου',
  'Зоя Їжакевич',
  'Անի Սարգսյան',
  'მარიამ გელაშვილი',
  'משה כהן לוי',
  'محمد علي',
  '王小明',
  '김철수',
  'たろう',
  'अमित',
  'Zieliński 王小明 Łódź',
]
for (const name of NAMES)
  test(`a payslip has the name ${name} in each of its places`, async () => {
    const pdf = await payslipOf(name, '€\u00a01.234,00')
    const places = read(pdf, 'pdftotext', '-layout').normalize('NFC').split(name).length - 1
    assert.equal(places, 11)
  })

test('a payslip brings its letters along: every font is embedded, and tells what its signs mean', async () => {
  const fonts = read(await payslipOf('Zieliński 王小明', '€\u202f1'), 'pdffonts')
    .trim()
    .split('\n')
    .slice(2)
  assert.ok(fonts.length >= 3, fonts.join('\n'))
  for (const font of fonts) assert.match(font, / yes yes yes /u)
})
