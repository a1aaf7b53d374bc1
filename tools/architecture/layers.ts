// Arrows run down: which file may import which (ARCHITECTURE.md).

import { placeIn, PLANS } from './plan.ts'
import type { Violation } from './violation.ts'
import type { Project } from './project.ts'
import type { Import, SourceFile } from './source-file.ts'

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
  const plan = PLANS[app]
  const src = `${app}/src/`
  // What lies beside `src` belongs to no layer.
  if (!plan || !path.startsWith(src) || !target.startsWith(src)) return null
  const from = placeIn(plan, path.slice(src.length))
  const to = placeIn(plan, target.slice(src.length))
  // A file without a place is reported once, by findUnplaced.
  if (!from || !to) return null
  if (to.step > from.step) return `an arrow up: ${from.place || path} imports ${to.place || target}`
  if (to.step === from.step && to.place !== from.place && plan[to.step]?.among === 'apart')
    return `${from.place} imports ${to.place}; journeys and protocols meet by address`
  return null
}

/** Files of an app that stand on no step of its plan: a new folder is given its place first. */
export function findUnplaced({ files }: Project): Violation[] {
  return files.flatMap(({ path, isTest }) => {
    const app = Object.keys(PLANS).find((each) => path.startsWith(`${each}/src/`))
    if (app === undefined || isTest || !/\.(?:ts|js)$/u.test(path)) return []
    const isPlaced = placeIn(PLANS[app] ?? [], path.slice(`${app}/src/`.length)) !== null
    return isPlaced ? [] : [{ path, line: 1, message: 'stands in no layer; give its folder a place in plan.ts' }]
  })
}
