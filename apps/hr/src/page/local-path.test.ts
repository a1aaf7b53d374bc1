// Nobody is sent on to a foreign site.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localPath } from './local-path.ts'

const cases: [string, string | null, string][] = [
  ['a page of ours with its query is kept', '/payslips?year=2025', '/payslips?year=2025'],
  ['nothing is the start page', null, '/'],
  ['a foreign address is not followed', 'https://evil.example/', '/'],
  ['nor one without a scheme', '//evil.example', '/'],
  ['nor one with a backslash', '/\\evil.example', '/'],
  ['nor one hidden behind dots', '/..//evil.example', '/'],
  ['nor one with a line break', '/a\r\nset-cookie: x', '/'],
  ['an endless one is dropped', `/${'a'.repeat(600)}`, '/'],
]
for (const [rule, wanted, expected] of cases) {
  test(rule, () => assert.equal(localPath(wanted), expected))
}
