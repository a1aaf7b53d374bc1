// Each workspace declares what it imports, as a dependency where it runs in production; and two workspaces that declare
// one package declare one version of it.

import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import type { Violation } from './violation.ts'
import type { Project } from './project.ts'

type Versions = Record<string, string>
type Manifest = { name?: string; dependencies?: Versions; devDependencies?: Versions }

/** Folders that are no workspace and are installed by themselves, since nothing else needs what they need. */
const STANDALONE = ['tools/bench/better-auth']

/** What belongs to no workspace (tools, e2e) is declared by the root, which has the workspaces at hand anyway. */
export function findUndeclaredDependencies(project: Project, root: string): Violation[] {
  const manifests = new Map(
    ['', ...STANDALONE, ...project.workspaces.map(({ folder }) => folder)].map((folder) => [
      folder,
      readManifest(root, folder),
    ]),
  )
  const ownPackages = new Set(project.workspaces.map(({ name }) => name))

  const undeclared = project.files.flatMap((file) => {
    const own = STANDALONE.find((each) => file.path.startsWith(`${each}/`))
    const folder = project.workspaceOf(file.path)?.folder ?? own ?? ''
    const manifest = manifests.get(folder)
    if (!manifest) return []
    return file.imports.flatMap(({ specifier, line, isTypeOnly }) => {
      const name = specifier === null ? null : packageOf(specifier)
      if (name === null || name === manifest.name || name in (manifest.dependencies ?? {})) return []
      if (name in (manifest.devDependencies ?? {}))
        return folder === '' || file.isTest || isTypeOnly
          ? []
          : [
              {
                path: file.path,
                line,
                message: `${name} is not there in production; it is a devDependency in ${join(folder, 'package.json')}`,
              },
            ]
      if (folder === '' && ownPackages.has(name)) return []
      return [{ path: file.path, line, message: `${name} is not declared; add it to ${join(folder, 'package.json')}` }]
    })
  })
  return [...undeclared, ...differingVersions(manifests)]
}

function readManifest(root: string, folder: string): Manifest | null {
  const path = join(root, folder, 'package.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : null
}

const versionsOf = ({ dependencies, devDependencies }: Manifest): Versions => ({ ...dependencies, ...devDependencies })

/** The package of an import; null for a file, a short name of the workspace and a module of Node. */
function packageOf(specifier: string): string | null {
  if (/^[.#/]/u.test(specifier) || isBuiltin(specifier)) return null
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function differingVersions(manifests: Map<string, Manifest | null>): Violation[] {
  const first = new Map<string, { version: string; path: string }>()
  return [...manifests].flatMap(([folder, manifest]) => {
    const path = join(folder, 'package.json')
    return Object.entries(manifest ? versionsOf(manifest) : {}).flatMap(([name, version]) => {
      const earlier = first.get(name)
      if (!earlier) first.set(name, { version, path })
      if (!earlier || earlier.version === version) return []
      return [{ path, line: 1, message: `${name} ${version} here, ${earlier.version} in ${earlier.path}` }]
    })
  })
}
