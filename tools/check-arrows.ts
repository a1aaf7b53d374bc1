// The plan of the house, enforced: node tools/check-arrows.ts prints every fault and ends with 1 when there is one.

import { checkHouse } from './arrows/check-house.ts'

const root = process.argv[2] ?? new URL('..', import.meta.url).pathname
const { faults, measure } = checkHouse(decodeURIComponent(root))
for (const { path, line, sentence } of faults) console.log(`${path}:${line}  ${sentence}`)
const longest = measure.longest ? `, the longest ${measure.longest.lines} (${measure.longest.path})` : ''
console.log(
  `${faults.length === 0 ? 'no fault' : `${faults.length} faults`} · ${measure.files} files, median ${measure.medianLines} lines${longest}`,
)
process.exitCode = faults.length === 0 ? 0 : 1
