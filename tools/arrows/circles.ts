// No circles: neither among files, by value or by type, nor among packages.

import type { Fault } from './fault.ts'
import type { House } from './house.ts'

/** An arrow remembers the file and the line that draws it. */
type Graph = Map<string, { to: string; path: string; line: number }[]>

export function circleFaults(house: House): Fault[] {
  const files: Graph = new Map()
  const units: Graph = new Map()
  for (const file of house.files) {
    for (const imported of file.imports) {
      const target = house.targetOf(file, imported)
      if (target?.kind !== 'file') continue
      const arrow = { path: file.path, line: imported.line }
      put(files, file.path, { to: target.path, ...arrow })
      // Tests of a package may lean on one that leans on it: nobody imports a test.
      const [from, to] = [house.unitOf(file.path), house.unitOf(target.path)]
      if (from && to && from !== to && !/\.test\./u.test(file.path))
        put(units, from.folder, { to: to.folder, ...arrow })
    }
  }
  return [...circlesIn(files), ...circlesIn(units)]
}

function put(graph: Graph, from: string, arrow: { to: string; path: string; line: number }): void {
  graph.set(from, [...(graph.get(from) ?? []), arrow])
}

/** Walks down every arrow once; an arrow to a place that the walk stands on closes a circle. */
function circlesIn(graph: Graph): Fault[] {
  const faults: Fault[] = []
  const done = new Set<string>()
  const way: string[] = []
  function walk(place: string): void {
    way.push(place)
    for (const { to, path, line } of graph.get(place) ?? []) {
      const at = way.indexOf(to)
      if (at >= 0) faults.push({ path, line, sentence: `a circle: ${[...way.slice(at), to].join(' → ')}` })
      else if (!done.has(to)) walk(to)
    }
    way.pop()
    done.add(place)
  }
  for (const place of graph.keys()) if (!done.has(place)) walk(place)
  return faults
}
