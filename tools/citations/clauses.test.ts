// The form of clauses and advisories.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { misformedIn } from './clauses.ts'
import { flowOf } from './flow.ts'

const violations = (text: string): string[] =>
  misformedIn(flowOf({ path: 'a.ts', text })).map(({ message }) => message.split(/(?<=") /u)[0]?.slice(0, 40) ?? '')

const right = [
  '(RFC 6238 §5.2)',
  '(RFC\n// 6238 §6)',
  '(NIST SP\n * 800-63B-4 §4.6)',
  '(Back-Channel Logout 1.0 §2.5, §2.8)',
  '(FIPS 180-4 §4.1.1 and §4.2.1)',
  'WebAuthn L3 §7.1/§7.2',
  '(OpenID Connect Core §3.1.2.1)',
  'RFC 4226/6238, RFC 6238, appendix B',
  'ASVS 6.2, ASVS 6.3.8.',
  'CVE-2024-4629, CVE-2026-105211, GHSA-7j7j-66cv-m239, CWE-384',
  'the RFCs, the RFC’s vectors, what NIST says, a CVE',
  "'Ü§¿abc'",
]
for (const text of right) test(`right: ${text}`, () => assert.deepEqual(violations(text), []))

const wrong: [string, string][] = [
  ['a (§2.8)', '"§2.8"'],
  ['(security.md §5)', '"§5"'],
  ['(design §2)', '"§2"'],
  ['(RFC 6238, on drift; §6)', '"§6"'],
  ['RFC-6238', '"RFC-6238":'],
  ['NIST 63B-4', '"NIST 63B-4":'],
  ['NIST SP 63', '"NIST SP 63":'],
  ['ASVS V6', '"ASVS V6":'],
  ['CVE 2024-4629', '"CVE 2024-4629":'],
  ['CVE-2024-46', '"CVE-2024-46":'],
  ['GHSA-7j7j-66cv', '"GHSA-7j7j-66cv":'],
  ['CWE 384', '"CWE 384":'],
  ['(design rule 4)', '"design rule 4"'],
  ['(style B.7)', '"style B.7"'],
]
for (const [text, begin] of wrong) {
  test(`wrong: ${text}`, () =>
    assert.ok(
      violations(text).some((fault) => fault.startsWith(begin)),
      violations(text).join(),
    ))
}
