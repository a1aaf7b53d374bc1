// What a link that names a company may do, by who gave it and where somebody is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { companyNamedIn, judgeCompanyLink, type CompanyLink } from './company-link.ts'

const own = [{ companyId: 'c-1' }, { companyId: 'c-2' }]
type Facts = Parameters<typeof judgeCompanyLink>[0]
const cases: [string, Partial<Facts>, CompanyLink['does']][] = [
  ['a link without a company does nothing', { named: [] }, 'nothing'],
  ['one of Home switches', { named: ['c-2'], isFromHome: true }, 'open'],
  ['one of anybody else asks', { named: ['c-2'] }, 'ask'],
  ['one to where somebody is already does not ask', { named: ['c-1'] }, 'open'],
  ['a session that has only begun begins there', { named: ['c-2'], current: null }, 'open'],
  ['so does one whose company is no longer theirs', { named: ['c-2'], current: 'c-9' }, 'open'],
  ['a company of others is refused', { named: ['c-3'], isFromHome: true }, 'refuse'],
  ['so is one that nobody has', { named: ['x'.repeat(10_000)] }, 'refuse'],
  ['so is an empty one', { named: [''] }, 'refuse'],
  ['so are two at once, also of one’s own', { named: ['c-1', 'c-2'], isFromHome: true }, 'refuse'],
  ['so is one twice', { named: ['c-2', 'c-2'], isFromHome: true }, 'refuse'],
]
for (const [rule, facts, does] of cases)
  test(rule, () =>
    assert.equal(judgeCompanyLink({ named: [], own, current: 'c-1', isFromHome: false, ...facts }).does, does),
  )

test('the start page alone names a company, and only one', () => {
  assert.deepEqual(
    ['/?company=c-1', '/?a=b&company=c%202', '/', '/?company=a&company=b', '/leave?company=c-1'].map(companyNamedIn),
    ['c-1', 'c 2', null, null, null],
  )
})
