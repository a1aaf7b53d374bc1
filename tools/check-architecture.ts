// The plan of the house, enforced: node tools/check-architecture.ts prints every fault and ends with 1 when there is
// one.

import { checkProject } from './architecture/check-project.ts'

const root = process.argv[2] ?? new URL('..', import.meta.url).pathname
const { violations, measure } = checkProject(decodeURIComponent(root))
for (const { path, line, message } of violations) console.log(`${path}:${line}  ${message}`)
const longest = measure.longest ? `, the longest ${measure.longest.lines} (${measure.longest.path})` : ''
console.log(
  `${violations.length === 0 ? 'no fault' : `${violations.length} faults`} · ${measure.files} files, median ${measure.medianLines} lines${longest}`,
)
process.exitCode = violations.length === 0 ? 0 : 1
