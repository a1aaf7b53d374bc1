// Clauses of standards and advisories: their texts are not in the repository, so only the form is checked.

import type { Flow } from './flow.ts'

export type Misformed = { at: number; message: string }

const DOCUMENTS = [
  /RFC \d{3,5}/u,
  /NIST SP \d{3}-\d+[A-Z]*(?:-\d)?/u,
  /FIPS \d+-\d/u,
  /WebAuthn L3/u,
  /OpenID Connect Core/u,
  /(?:Back-Channel|RP-Initiated) Logout 1\.0/u,
]
const ONE_MORE = /§[\d.]+(?:\/|,| and| or| to)/u
const BEFORE_CLAUSE = new RegExp(`(?:${[...DOCUMENTS, ONE_MORE].map(({ source }) => source).join('|')})\\s*$`, 'u')

// What begins like one of these must have its form.
const FORMS: [RegExp, RegExp, string][] = [
  [/\bRFC[- ]?\d+/gu, /^RFC \d{3,5}$/u, 'RFC 6238'],
  [/\bNIST +(?:SP +)?[\d.-]\S*/gu, /^NIST +SP +800-\d+/u, 'NIST SP 800-63B-4 §3.2.2'],
  [/\bASVS +V?\d[\d.]*/gu, /^ASVS +\d+\.\d+(?:\.\d+)?\.?$/u, 'ASVS 6.3.8'],
  [/\bCVE[- ]\d[\d-]*/gu, /^CVE-\d{4}-\d{4,}$/u, 'CVE-2024-4629'],
  [/\bGHSA[- ]\w[\w-]*/gu, /^GHSA(?:-[a-z0-9]{4}){3}$/u, 'GHSA-7j7j-66cv-m239'],
  [/\bCWE[- ]?\d+/gu, /^CWE-\d+$/u, 'CWE-384'],
]

export function misformedIn({ text }: Flow): Misformed[] {
  const violations: Misformed[] = []
  for (const [begin, form, example] of FORMS) {
    for (const { 0: found, index } of text.matchAll(begin)) {
      if (!form.test(found)) violations.push({ at: index, message: `"${found}": write it like "${example}"` })
    }
  }
  for (const { 0: clause, index } of text.matchAll(/§ ?\d[\d.]*\w*/gu)) {
    const before = text.slice(Math.max(0, index - 120), index).replaceAll(/ +/gu, ' ')
    if (!BEFORE_CLAUSE.test(before)) {
      violations.push({ at: index, message: `"${clause}" of what? Name its document first: "RFC 6238 §5.2"` })
    }
  }
  for (const { 0: found, index } of text.matchAll(/\bdesign rule \d|\b(?:style|design) (?:[A-C]\.\d|§)/giu)) {
    violations.push({ at: index, message: `"${found}" names what is not in the repository; of our rules: "rule 4"` })
  }
  return violations
}
