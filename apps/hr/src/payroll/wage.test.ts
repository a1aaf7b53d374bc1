// The arithmetic of a payslip is plausible and exact.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deductionsOf, grossOf, wageOf, yearTax, type Employment } from './wage.ts'

const baker: Employment = { monthlySalaryCents: 2_850_00, startedOn: '2019-03-01', commuteKm: 12 }

test('net is gross less deductions plus travel, to the cent, for salaries from minimum to director', () => {
  for (let salary = 1_800_00; salary < 15_000_00; salary += 137_11) {
    const wage = wageOf('2026-05', '2026-06', { ...baker, monthlySalaryCents: salary })!
    assert.equal(wage.netCents, grossOf(wage) - deductionsOf(wage) + wage.travelCents)
    assert.ok(Object.values(wage).every(Number.isInteger))
  }
})

test('who earns more keeps more', () => {
  let before = 0
  for (let salary = 1_800_00; salary < 15_000_00; salary += 50_00) {
    const { netCents } = wageOf('2026-03', '2026-06', { ...baker, monthlySalaryCents: salary })!
    assert.ok(netCents > before)
    before = netCents
  }
})

test('a modal salary keeps about eight tenths', () => {
  const wage = wageOf('2026-03', '2026-06', { ...baker, commuteKm: 0 })!
  assert.ok(wage.netCents > wage.salaryCents * 0.78 && wage.netCents < wage.salaryCents * 0.9, String(wage.netCents))
})

test('the holiday allowance comes in May, is eight percent of the year before it, and is taxed higher than the salary', () => {
  const wage = wageOf('2026-05', '2026-06', { ...baker, startedOn: '2026-01-01' })!
  assert.equal(wage.holidayAllowanceCents, 5 * Math.round(2_850_00 * 0.08))
  assert.equal(wageOf('2026-04', '2026-06', baker)!.holidayAllowanceCents, 0)
  assert.ok(wage.specialTaxCents / wage.holidayAllowanceCents > wage.wageTaxCents / wage.salaryCents)
})

test('a raise comes each January', () => {
  assert.equal(wageOf('2025-12', '2026-06', baker)!.salaryCents, Math.round(2_850_00 / 1.03))
})

test('nobody is paid before the first month', () => assert.equal(wageOf('2019-02', '2026-06', baker), null))
test('nobody is taxed less than nothing', () => assert.equal(yearTax(5_000_00), 0))
