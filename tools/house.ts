// npm run house: the counts of the whole tree, zeros where zero is due.

import { findCycles } from './architecture/cycles.ts'
import { wideLines, type Width } from './architecture/columns.ts'
import { checkProject } from './architecture/check-project.ts'
import { findLayerViolations } from './architecture/layers.ts'
import { placeIn, PLANS } from './architecture/plan.ts'
import { readProject } from './architecture/project.ts'
import type { Violation } from './architecture/violation.ts'
import { checkCitations } from './citations/check-citations.ts'
import { readTree } from './citations/tree.ts'
import { findRetiredWords } from './vocabulary/check-vocabulary.ts'

const root = decodeURIComponent(new URL('..', import.meta.url).pathname)
const project = readProject(root)
const { measure, violations } = checkProject(root)

/** The place of a file in its app's plan, or its workspace or folder elsewhere. */
function roomOf(path: string): string {
  const app = Object.keys(PLANS).find((each) => path.startsWith(`${each}/src/`))
  if (app === undefined) return path.split('/').slice(0, 2).join('/')
  return `${app}: ${placeIn(PLANS[app] ?? [], path.slice(`${app}/src/`.length))?.place || 'src'}`
}

const countOf = (list: readonly Violation[], room: string): number =>
  list.filter(({ path }) => roomOf(path) === room).length

const isUp = ({ message }: Violation): boolean =>
  message.startsWith('an arrow up') || message.includes('meet by address')
const arrowsUp = findLayerViolations(project).filter(isUp)
const circles = findCycles(project)

console.log('Files (tests aside)')
console.log(`  ${measure.files} files, median ${measure.medianLines} lines, the longest ${measure.longest?.lines ?? 0}`)
console.log(`  ${measure.longest?.path ?? ''}`)

const widths = project.files.flatMap((file) => wideLines(file).map(({ width }) => width))
const lines = project.files.reduce((sum, { lineCount }) => sum + lineCount, 0)
console.log(`\nLines over 120 columns, of ${lines}`)
for (const width of ['too wide', 'template', 'sentence', 'table', 'applied migration'] satisfies Width[])
  console.log(`  ${String(widths.filter((each) => each === width).length).padStart(4)}  ${width}`)

console.log('\nArrows up and circles, by room')
const rooms = [...new Set(project.files.filter(({ isTest }) => !isTest).map(({ path }) => roomOf(path)))].toSorted()
for (const room of rooms) console.log(`  ${countOf(arrowsUp, room)} ${countOf(circles, room)}  ${room}`)

const retired = findRetiredWords(project.files)
const unresolved = checkCitations(readTree(root)).violations
console.log('\nIn all')
const totals: [string, number][] = [
  ['arrows up', arrowsUp.length],
  ['circles', circles.length],
  ['other faults of the architecture', violations.length - arrowsUp.length - circles.length],
  ['citations that do not resolve', unresolved.length],
  ['retired words', retired.length],
]
for (const [name, count] of totals) console.log(`  ${String(count).padStart(4)}  ${name}`)
process.exitCode = totals.every(([, count]) => count === 0) ? 0 : 1
