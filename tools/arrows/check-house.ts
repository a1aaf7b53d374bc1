// All rules of the house over one tree.

import { circleFaults } from './circles.ts'
import type { Fault } from './fault.ts'
import { floorFaults } from './floors.ts'
import { formFaults } from './form.ts'
import { readHouse } from './house.ts'
import { doorFaults } from './one-door.ts'
import { purityFaults } from './purity.ts'

/** Line counts of TypeScript and JavaScript files, tests aside. */
export type Measure = { files: number; medianLines: number; longest: { path: string; lines: number } | null }

export function checkHouse(root: string): { faults: Fault[]; measure: Measure } {
  const house = readHouse(root)
  const faults = [formFaults, floorFaults, circleFaults, doorFaults, purityFaults]
    .flatMap((rule) => rule(house))
    .toSorted((one, other) => one.path.localeCompare(other.path) || one.line - other.line)
  const code = house.files
    .filter(({ path }) => /\.[jt]s$/u.test(path) && !/\.test\./u.test(path))
    .map(({ path, lineCount }) => ({ path, lines: lineCount }))
    .toSorted((one, other) => one.lines - other.lines)
  return {
    faults,
    measure: {
      files: code.length,
      medianLines: code[Math.floor(code.length / 2)]?.lines ?? 0,
      longest: code.at(-1) ?? null,
    },
  }
}
