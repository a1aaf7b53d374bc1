// Citations that lead nowhere: node tools/check-citations.ts prints each and ends with 1 when there is one. With
// --uncited it lists the entries of docs/rules.md that nothing cites. What is looked for: docs/rules.md, "How to cite".

import { checkCitations } from './citations/check-citations.ts'
import { readTree } from './citations/tree.ts'

const args = process.argv.slice(2)
const root = args.find((arg) => !arg.startsWith('--')) ?? decodeURIComponent(new URL('..', import.meta.url).pathname)
const { violations, count, uncited } = checkCitations(readTree(root))
if (args.includes('--uncited')) console.log(uncited.join('\n'))
for (const { path, line, message } of violations) console.log(`${path}:${line}  ${message}`)
console.log(
  `${violations.length === 0 ? 'no fault' : `${violations.length} violations`} · ${count.entries} citations of rules, ` +
    `${count.decisions} of decisions, ${count.places} of places, in ${count.files} files`,
)
process.exitCode = violations.length === 0 ? 0 : 1
