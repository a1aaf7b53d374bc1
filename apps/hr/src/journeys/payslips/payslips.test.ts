// Payslips: exact year totals, a PDF with real text, and nobody else's.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { startTestKade } from '#testing/kade.ts'

test('a payslip shows what its row says, and the year totals are the sum of the year so far', async () => {
  const { logIn, sanne, db } = await startTestKade()
  const { browser } = await logIn(sanne)
  const slips = await db
    .selectFrom('payslip')
    .selectAll()
    .where('employee_login_id', '=', sanne.memberships[0]!.id)
    .orderBy('period')
    .execute()
  assert.equal(slips[0]!.period, '2025-01')
  assert.equal(slips.at(-1)!.period, '2026-05')
  const inMay = slips.at(-1)!
  const page = await browser.get(`/payslips/${inMay.id}`)
  const euro = (cents: number) => `€${(cents / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })}`
  const year = slips.filter(({ period }) => period.startsWith('2026'))
  const netOfYear = year.reduce((sum, slip) => sum + slip.net_cents, 0)
  for (const text of [
    'Payslip May 2026',
    'Holiday allowance',
    euro(inMay.net_cents),
    euro(inMay.holiday_allowance_cents),
    euro(netOfYear),
    '25 May 2026',
  ])
    assert.ok(page.text.includes(text), text)
})

test('the PDF is a download whose text can be searched, with the net amount in it', async () => {
  const { logIn, sanne, db, app } = await startTestKade()
  const { browser } = await logIn(sanne)
  const slip = await db
    .selectFrom('payslip')
    .selectAll()
    .where('employee_login_id', '=', sanne.memberships[0]!.id)
    .where('period', '=', '2026-05')
    .executeTakeFirstOrThrow()
  const cookie = browser
    .cookies()
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ')
  const answer = await app.request(`http://localhost:4401/payslips/${slip.id}/pdf`, {
    headers: { host: 'localhost:4401', cookie, 'accept-language': 'en' },
  })
  assert.equal(answer.headers.get('content-type'), 'application/pdf')
  assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="payslip-2026-05.pdf"')
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], {
    input: Buffer.from(await answer.arrayBuffer()),
  }).toString()
  for (const part of [
    'Payslip May 2026',
    'Sanne de Vries',
    'Net',
    `€${(slip.net_cents / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })}`,
  ])
    assert.ok(text.includes(part), `${part} in ${text}`)
})

test("another person's payslip, one's own of another company, and one that never was get the same answer", async () => {
  const { logIn, sanne, piet, db } = await startTestKade()
  const { browser } = await logIn(sanne)
  const anyOf = async (employeeLogin: string) =>
    (
      await db
        .selectFrom('payslip')
        .select('id')
        .where('employee_login_id', '=', employeeLogin)
        .executeTakeFirstOrThrow()
    ).id
  const ids = [
    await anyOf(piet.memberships[0]!.id),
    await anyOf(sanne.memberships[1]!.id),
    '00000000-0000-4000-8000-000000000000',
    'x',
    '%00',
    "1'--",
    'a'.repeat(3000),
  ]
  for (const id of ids) {
    for (const address of [`/payslips/${id}`, `/payslips/${id}/pdf`]) {
      const page = await browser.get(address)
      assert.equal(page.status, 404, address)
      assert.equal(page.heading, 'This page is not here')
    }
  }
})
