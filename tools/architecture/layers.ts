// Arrows run down: which file may import which (ARCHITECTURE.md).

import type { Violation } from './violation.ts'
import type { Project } from './project.ts'
import type { Import, SourceFile } from './source-file.ts'

const BASE_FOLDERS = new Set(['schema', 'platform', 'texts', 'messages'])
/** Files of the root that say what the wiring hands down, and so stand under the journeys. */
const WIRING_FILES = new Set(['deps', 'parts'])

export function findLayerViolations(project: Project): Violation[] {
  return project.files.flatMap((file) =>
    file.imports.flatMap((imported) => {
      const message = violationMessage(project, file, imported)
      return message ? [{ path: file.path, line: imported.line, message }] : []
    }),
  )
}

function violationMessage(project: Project, file: SourceFile, imported: Import): string | null {
  if (imported.specifier?.startsWith('../../'))
    return `"${imported.specifier}" climbs; use a "#" name, or move the two together`
  if (imported.specifier === null)
    return file.isTest ? null : 'an import whose name is computed: nobody can follow that arrow'
  const target = project.targetOf(file, imported)
  if (target?.kind === 'unresolved') return target.reason
  if (target?.kind !== 'file') return null

  const from = project.workspaceOf(file.path)
  const to = project.workspaceOf(target.path)
  if (from !== to)
    return betweenWorkspaces(file, target.path, from?.folder ?? null, to?.folder ?? null, imported.specifier)
  if (file.isTest) return null
  if (isTestOnly(target.path)) return `${target.path} is for tests, and this is none`
  return from?.folder.startsWith('apps/') ? withinApp(from.folder, file.path, target.path) : null
}

function betweenWorkspaces(
  file: SourceFile,
  target: string,
  from: string | null,
  to: string | null,
  specifier: string,
): string | null {
  const isTool = from === null
  if (isTool) return null
  if (to === null) return `${target} is a tool; apps and packages do not import tools`
  if (to.startsWith('apps/'))
    return from.startsWith('apps/')
      ? `${from} imports ${to}; apps know each other by address only`
      : `a package imports the app ${to}`
  if (specifier.startsWith('.')) return `"${specifier}" goes round the door of ${to}; import the package by its name`
  if (to === 'packages/test-kit' && !file.isTest) return 'test-kit is for tests, and this is none'
  return null
}

const isTestOnly = (path: string): boolean => /\.test\.|\/testing\//u.test(path)

function withinApp(app: string, path: string, target: string): string | null {
  const [from, to] = [areaOf(app, path), areaOf(app, target)]
  if (to.layer > from.layer) return `an arrow up: ${from.name} imports ${to.name}`
  if (from.layer === JOURNEY_LAYER && to.layer === JOURNEY_LAYER && from.name !== to.name && to.isArea) {
    return `${from.name} imports ${to.name}; journeys and protocols meet by address`
  }
  return null
}

const BASE_LAYER = 1
const DOMAIN_LAYER = 2
const WIRING_LAYER = 3
const JOURNEY_LAYER = 4
const TOP_LAYER = 5

type Area = { name: string; layer: number; isArea: boolean }

/** `isRoom` is false for a file that lies on a floor outside its rooms, as `journeys/visit.ts` does. */
function areaOf(app: string, path: string): Area {
  const parts = path.slice(`${app}/src/`.length).split('/')
  const [first = '', second = ''] = parts
  if (!path.startsWith(`${app}/src/`) || parts.length === 1) {
    const isWiring = parts.length === 1 && WIRING_FILES.has(first.replace(/\.\w+$/u, ''))
    return { name: path, layer: isWiring ? WIRING_LAYER : TOP_LAYER, isArea: false }
  }
  if (first === 'journeys' || first === 'protocols' || first === 'stages') {
    const isArea = parts.length > 2
    return { name: isArea ? `${first}/${second}` : first, layer: JOURNEY_LAYER, isArea }
  }
  return { name: first, layer: BASE_FOLDERS.has(first) ? BASE_LAYER : DOMAIN_LAYER, isArea: true }
}
