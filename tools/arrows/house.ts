// Reads the tree into a house: its files, its packages, and where each import leads.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { sourceFile, type Import, type SourceFile } from './source-file.ts'

/** A workspace: an app or a package, with its doors (`exports`) and its own short names (`imports`). */
export type Unit = { folder: string; name: string; doors: Map<string, string>; shortNames: Map<string, string> }

/** Where an import leads: to a file here, to a package from outside, or nowhere. */
export type Target =
  { kind: 'file'; path: string } | { kind: 'outside'; name: string } | { kind: 'closed'; reason: string }

export type House = {
  files: SourceFile[]
  units: Unit[]
  /** Null for a computed name. */
  targetOf: (file: SourceFile, imported: Import) => Target | null
  unitOf: (path: string) => Unit | null
}

const ROOMS = ['apps', 'packages', 'tools', 'e2e']
const LEFT_OUT = new Set(['node_modules', 'dist', 'data', '.cache'])
const READ = /\.(?:ts|mts|js|mjs|css|sql)$/u

export function readHouse(root: string): House {
  const files = ROOMS.flatMap((room) => pathsUnder(root, room)).map((path) =>
    sourceFile(path, readFileSync(join(root, path), 'utf8')),
  )
  const units = ['apps', 'packages'].flatMap((room) => unitsIn(root, room))
  const unitOf = (path: string): Unit | null => units.find(({ folder }) => path.startsWith(`${folder}/`)) ?? null

  function targetOf(file: SourceFile, { specifier }: Import): Target | null {
    if (specifier === null) return null
    if (specifier.startsWith('.')) return { kind: 'file', path: posix.join(posix.dirname(file.path), specifier) }
    const own = unitOf(file.path)
    if (specifier.startsWith('#')) {
      const path = own && substituted(own.shortNames, specifier)
      return path
        ? { kind: 'file', path: posix.join(own.folder, path) }
        : { kind: 'closed', reason: `${specifier} stands in no "imports" of its package.json` }
    }
    const unit = units.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`))
    if (!unit) return { kind: 'outside', name: specifier }
    const door = `.${specifier.slice(unit.name.length)}`
    const path = substituted(unit.doors, door)
    return path
      ? { kind: 'file', path: posix.join(unit.folder, path) }
      : { kind: 'closed', reason: `${unit.name} has no door ${door}` }
  }

  return { files, units, targetOf, unitOf }
}

function pathsUnder(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : pathsUnder(root, path)
      return READ.test(entry.name) ? [path] : []
    })
}

function unitsIn(root: string, room: string): Unit[] {
  if (!existsSync(join(root, room))) return []
  return readdirSync(join(root, room)).flatMap((name) => {
    const manifest = join(root, room, name, 'package.json')
    if (!existsSync(manifest)) return []
    const {
      name: unit,
      exports,
      imports,
    } = JSON.parse(readFileSync(manifest, 'utf8')) as { name: string; exports?: unknown; imports?: unknown }
    const doors = typeof exports === 'string' ? { '.': exports } : exports
    return [{ folder: `${room}/${name}`, name: unit, doors: pathsIn(doors), shortNames: pathsIn(imports) }]
  })
}

/** Of conditions (`types`, `import`, `default`) the last is taken: they lead to one file under different names. */
function pathsIn(map: unknown): Map<string, string> {
  const pathOf = (value: unknown): string =>
    typeof value === 'string' ? value : pathOf(Object.values(value ?? { '': '' }).at(-1))
  return new Map(Object.entries(map ?? {}).map(([name, value]) => [name, pathOf(value)]))
}

/** Follows a name through a map whose keys may hold one `*`, as Node does. */
function substituted(map: Map<string, string>, name: string): string | null {
  const exact = map.get(name)
  if (exact !== undefined) return exact
  for (const [pattern, path] of map) {
    const [before, after] = pattern.split('*')
    if (before === undefined || after === undefined) continue
    if (name.startsWith(before) && name.endsWith(after) && name.length > before.length + after.length) {
      return path.replaceAll('*', name.slice(before.length, name.length - after.length))
    }
  }
  return null
}
