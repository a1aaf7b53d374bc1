// No circles: neither among files, by value or by type, nor among folders of an app, nor among packages.

import { dirname } from 'node:path/posix'
import type { Violation } from './violation.ts'
import type { Project } from './project.ts'

/** An arrow remembers the file and the line that draws it. */
type Graph = Map<string, { to: string; path: string; line: number }[]>

export function findCycles(project: Project): Violation[] {
  const files: Graph = new Map()
  const folders: Graph = new Map()
  const workspaces: Graph = new Map()
  for (const file of project.files) {
    for (const imported of file.imports) {
      const target = project.targetOf(file, imported)
      if (target?.kind !== 'file') continue
      const edge = { path: file.path, line: imported.line }
      addEdge(files, file.path, { to: target.path, ...edge })
      if (!file.isTest) addFolderEdge(folders, file.path, target.path, edge)
      // Tests of a package may lean on one that leans on it: nobody imports a test.
      const [from, to] = [project.workspaceOf(file.path), project.workspaceOf(target.path)]
      if (from && to && from !== to && !/\.test\./u.test(file.path))
        addEdge(workspaces, from.folder, { to: to.folder, ...edge })
    }
  }
  return [...cyclesIn(files), ...cyclesIn(folders), ...cyclesIn(workspaces)]
}

/** Within one app's `src`: packages are small, and have one folder each. */
function addFolderEdge(folders: Graph, path: string, target: string, edge: { path: string; line: number }): void {
  const app = /^apps\/[^/]+\/src\//u.exec(path)?.[0]
  const [from, to] = [dirname(path), dirname(target)]
  const isRoot = (folder: string): boolean => `${folder}/` === app
  // The few files of `src` itself have places of their own in the plan.
  if (app && target.startsWith(app) && from !== to && !isRoot(from) && !isRoot(to))
    addEdge(folders, from, { to, ...edge })
}

function addEdge(graph: Graph, from: string, edge: { to: string; path: string; line: number }): void {
  graph.set(from, [...(graph.get(from) ?? []), edge])
}

/** Walks down every arrow once; an arrow to a place that the walk stands on closes a circle. */
function cyclesIn(graph: Graph): Violation[] {
  const violations: Violation[] = []
  const done = new Set<string>()
  const stack: string[] = []
  function descend(node: string): void {
    stack.push(node)
    for (const { to, path, line } of graph.get(node) ?? []) {
      const at = stack.indexOf(to)
      if (at >= 0) violations.push({ path, line, message: `a circle: ${[...stack.slice(at), to].join(' → ')}` })
      else if (!done.has(to)) descend(to)
    }
    stack.pop()
    done.add(node)
  }
  for (const node of graph.keys()) if (!done.has(node)) descend(node)
  return violations
}
