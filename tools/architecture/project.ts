// Reads the tree into a house: its files, its packages, and where each import leads.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { sourceFile, type Import, type SourceFile } from './source-file.ts'

/** A workspace: an app or a package, with its doors (`exports`) and its own short names (`imports`). */
export type Workspace = { folder: string; name: string; entryPoints: Map<string, string>; aliases: Map<string, string> }

/** Where an import leads: to a file here, to a package from outside, or nowhere. */
export type Target =
  { kind: 'file'; path: string } | { kind: 'external'; name: string } | { kind: 'unresolved'; reason: string }

export type Project = {
  files: SourceFile[]
  workspaces: Workspace[]
  /** Null for a computed name. */
  targetOf: (file: SourceFile, imported: Import) => Target | null
  workspaceOf: (path: string) => Workspace | null
}

const ROOT_FOLDERS = ['apps', 'packages', 'tools', 'e2e']
const IGNORED_FOLDERS = new Set(['node_modules', 'dist', 'data', '.cache'])
const SOURCE_FILES = /\.(?:ts|mts|js|mjs|css|sql)$/u

export function readProject(root: string): Project {
  const files = ROOT_FOLDERS.flatMap((parent) => pathsUnder(root, parent)).map((path) =>
    sourceFile(path, readFileSync(join(root, path), 'utf8')),
  )
  const workspaces = ['apps', 'packages'].flatMap((parent) => workspacesIn(root, parent))
  const workspaceOf = (path: string): Workspace | null =>
    workspaces.find(({ folder }) => path.startsWith(`${folder}/`)) ?? null

  function targetOf(file: SourceFile, { specifier }: Import): Target | null {
    if (specifier === null) return null
    if (specifier.startsWith('.')) return { kind: 'file', path: posix.join(posix.dirname(file.path), specifier) }
    const own = workspaceOf(file.path)
    if (specifier.startsWith('#')) {
      const path = own && resolvePattern(own.aliases, specifier)
      return path
        ? { kind: 'file', path: posix.join(own.folder, path) }
        : { kind: 'unresolved', reason: `${specifier} stands in no "imports" of its package.json` }
    }
    const workspace = workspaces.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`))
    if (!workspace) return { kind: 'external', name: specifier }
    const entryPoint = `.${specifier.slice(workspace.name.length)}`
    const path = resolvePattern(workspace.entryPoints, entryPoint)
    return path
      ? { kind: 'file', path: posix.join(workspace.folder, path) }
      : { kind: 'unresolved', reason: `${workspace.name} has no door ${entryPoint}` }
  }

  return { files, workspaces, targetOf, workspaceOf }
}

function pathsUnder(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return IGNORED_FOLDERS.has(entry.name) ? [] : pathsUnder(root, path)
      return SOURCE_FILES.test(entry.name) ? [path] : []
    })
}

function workspacesIn(root: string, parent: string): Workspace[] {
  if (!existsSync(join(root, parent))) return []
  return readdirSync(join(root, parent)).flatMap((name) => {
    const manifest = join(root, parent, name, 'package.json')
    if (!existsSync(manifest)) return []
    const {
      name: workspace,
      exports,
      imports,
    } = JSON.parse(readFileSync(manifest, 'utf8')) as { name: string; exports?: unknown; imports?: unknown }
    const entryPoints = typeof exports === 'string' ? { '.': exports } : exports
    return [
      { folder: `${parent}/${name}`, name: workspace, entryPoints: pathsIn(entryPoints), aliases: pathsIn(imports) },
    ]
  })
}

/** Of conditions (`types`, `import`, `default`) the last is taken: they lead to one file under different names. */
function pathsIn(map: unknown): Map<string, string> {
  const pathOf = (value: unknown): string =>
    typeof value === 'string' ? value : pathOf(Object.values(value ?? { '': '' }).at(-1))
  return new Map(Object.entries(map ?? {}).map(([name, value]) => [name, pathOf(value)]))
}

/** Follows a name through a map whose keys may hold one `*`, as Node does. */
function resolvePattern(map: Map<string, string>, name: string): string | null {
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
