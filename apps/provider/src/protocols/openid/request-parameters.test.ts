// Parameters of requests: text alone, and an age in digits.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDecodable, parameterFault } from './request-parameters.ts'

for (const fields of ['state=%ff%fe', '%ff=x', 'a=b&state=%C3'])
  test(`${fields} is no text`, () => assert.ok(!isDecodable(fields)))
test('text of any script is, and a percent sign alone', () =>
  assert.ok(isDecodable('state=%E2%82%AC&login_hint=%D0%96+x&x=100%&y')))

for (const age of ['1e3', '-1', '+5', '0x10', ' ', '1.0', 'abc', '٣'])
  test(`max_age=${JSON.stringify(age)} is refused`, () => assert.match(parameterFault({ max_age: age })!, /^max_age /u))
test('digits are taken, and what is not there', () => {
  for (const fields of [{}, { max_age: '' }, { max_age: '0' }, { max_age: '3600', state: 'é' }])
    assert.equal(parameterFault(fields), null)
  assert.equal(parameterFault({ state: '\uFFFD' }), 'state is not text in UTF-8')
})
