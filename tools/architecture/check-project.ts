// All rules of the architecture over one tree.

import { findWideLines } from './columns.ts'
import { findCycles } from './cycles.ts'
import { findUndeclaredDependencies } from './declared-dependencies.ts'
import type { Violation } from './violation.ts'
import { findLayerViolations, findUnplaced } from './layers.ts'
import { findFormViolations } from './form.ts'
import { type Project, readProject } from './project.ts'
import { findRestrictionViolations } from './restrictions.ts'
import { findMigrationViolations } from './migrations.ts'
import { findPurityViolations } from './purity.ts'

/** Line counts of TypeScript and JavaScript files, tests aside. */
export type Measure = { files: number; medianLines: number; longest: { path: string; lines: number } | null }

export function checkProject(root: string): { violations: Violation[]; measure: Measure } {
  const project = readProject(root)
  const violations = [
    findFormViolations,
    findWideLines,
    findLayerViolations,
    findUnplaced,
    findCycles,
    findRestrictionViolations,
    findPurityViolations,
    findMigrationViolations,
    (tree: Project) => findUndeclaredDependencies(tree, root),
  ]
    .flatMap((rule) => rule(project))
    .toSorted((one, other) => one.path.localeCompare(other.path) || one.line - other.line)
  const code = project.files
    .filter(({ path }) => /\.[jt]s$/u.test(path) && !/\.test\./u.test(path))
    .map(({ path, lineCount }) => ({ path, lines: lineCount }))
    .toSorted((one, other) => one.lines - other.lines)
  return {
    violations,
    measure: {
      files: code.length,
      medianLines: code[Math.floor(code.length / 2)]?.lines ?? 0,
      longest: code.at(-1) ?? null,
    },
  }
}
