// Checks all citations of a tree: how many there are, and which do not resolve.

import type { Violation } from '../architecture/violation.ts'
import { misformedIn } from './clauses.ts'
import { citedIn, entriesOf, familiesOf } from './entries.ts'
import { flowOf } from './flow.ts'
import { finderIn, placesOfCode, placesOfPage } from './places.ts'
import type { TextFile, Tree } from './tree.ts'

export const RULES = 'docs/rules.md'
const DECISIONS = 'docs/decisions'
const TEMPLATE = '0000'

export type Checked = {
  violations: Violation[]
  count: { entries: number; decisions: number; places: number; files: number }
  /** The entries of docs/rules.md that nothing else cites. */
  uncited: string[]
}

export function checkCitations(tree: Tree): Checked {
  const entries = entriesOf(tree.files.find(({ path }) => path === RULES)?.text ?? '')
  const families = familiesOf(entries.keys())
  const decisions = decisionsIn(tree)
  const finder = finderIn(tree)
  const violations: Violation[] = []
  const count = { entries: 0, decisions: 0, places: 0, files: tree.files.length }
  const uncited = new Set(entries.keys())

  for (const file of tree.files) {
    const flow = flowOf(file)
    const report = (at: number, message: string): unknown =>
      violations.push({ path: file.path, line: flow.lineAt(at), message })

    for (const { name, at } of citedIn(flow, families)) {
      if (!entries.has(name)) report(at, `${RULES} has no entry "${name}"`)
      if (file.path === RULES) continue
      count.entries++
      uncited.delete(name)
    }
    for (const { 1: plural, 2: first = '', 3: more = '', index } of flow.text.matchAll(DECISION)) {
      for (const number of [first, ...(plural ? (more.match(/\d+/gu) ?? []) : [])]) {
        count.decisions++
        if (!decisions.has(number)) report(index, `${DECISIONS} has no page ${number}`)
      }
    }
    for (const { at, message } of misformedIn(flow)) report(at, message)
    for (const number of unlisted(file, decisions)) report(0, `${number} has no line here`)
    const places = file.path.endsWith('.md') ? placesOfPage(file, finder) : placesOfCode(flow, finder)
    count.places += places.length
    for (const { at, target, isThere } of places) if (!isThere) report(at, `${target} is not in the repository`)
  }
  return { violations: violations.toSorted(byPlace), count, uncited: [...uncited] }
}

const DECISION = /\bdecision(s?) +(\d+)((?:(?:,| and) +\d{4}\b)*)/giu

function decisionsIn({ paths }: Tree): Set<string> {
  const numbers = [...paths].flatMap((path) => /^docs\/decisions\/(\d{4})-[^/]+\.md$/u.exec(path)?.[1] ?? [])
  return new Set(numbers.filter((number) => number !== TEMPLATE))
}

/** The decisions that their index leaves out. */
function unlisted({ path, text }: TextFile, decisions: Set<string>): string[] {
  return path === `${DECISIONS}/README.md` ? [...decisions].filter((number) => !text.includes(`](${number}-`)) : []
}

const byPlace = (one: Violation, other: Violation): number =>
  one.path.localeCompare(other.path) || one.line - other.line
