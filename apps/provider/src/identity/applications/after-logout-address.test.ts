// Back to an application after a log-out: to where it is registered, and nowhere else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAfterLogoutAddress } from './after-logout-address.ts'

const cases: [string, string, boolean][] = [
  ['the registered address', 'https://kade.example/?said=out', true],
  ['with the state that was sent', 'https://kade.example/?said=out&state=a+b', true],
  ['another query', 'https://kade.example/?said=in', false],
  ['more in the query', 'https://kade.example/?said=out&next=//evil.example', false],
  ['another path', 'https://kade.example/out?said=out', false],
  ['another origin (open redirect)', 'https://evil.example/?said=out', false],
  ['a user name before the host', 'https://kade.example@evil.example/?said=out', false],
  ['what runs', 'data:text/html,x', false],
  ['a path', '/?said=out', false],
  ['nothing', '', false],
  ['very much', `https://kade.example/?said=out&state=${'x'.repeat(2000)}`, false],
]
for (const [what, address, expected] of cases)
  test(`${what}: ${expected ? 'led back to' : 'nobody is led there'}`, () =>
    assert.equal(
      isAfterLogoutAddress({ postLogoutRedirectUris: ['https://kade.example/?said=out'] }, address),
      expected,
    ))
