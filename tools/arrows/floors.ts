// Arrows run down: which file may import which (ARCHITECTURE.md).

import type { Fault } from './fault.ts'
import type { House } from './house.ts'
import type { Import, SourceFile } from './source-file.ts'

const GROUND_ROOMS = new Set(['schema', 'platform', 'texts', 'messages'])
/** Files of the root that say what the wiring hands down, and so stand under the journeys. */
const HANDED_DOWN = new Set(['deps', 'parts'])

export function floorFaults(house: House): Fault[] {
  return house.files.flatMap((file) =>
    file.imports.flatMap((imported) => {
      const sentence = refusal(house, file, imported)
      return sentence ? [{ path: file.path, line: imported.line, sentence }] : []
    }),
  )
}

function refusal(house: House, file: SourceFile, imported: Import): string | null {
  if (imported.specifier?.startsWith('../../'))
    return `"${imported.specifier}" climbs; use a "#" name, or move the two together`
  if (imported.specifier === null)
    return file.isTest ? null : 'an import whose name is computed: nobody can follow that arrow'
  const target = house.targetOf(file, imported)
  if (target?.kind === 'closed') return target.reason
  if (target?.kind !== 'file') return null

  const from = house.unitOf(file.path)
  const to = house.unitOf(target.path)
  if (from !== to) return betweenUnits(file, target.path, from?.folder ?? null, to?.folder ?? null, imported.specifier)
  if (file.isTest) return null
  if (isForTests(target.path)) return `${target.path} is for tests, and this is none`
  return from?.folder.startsWith('apps/') ? withinApp(from.folder, file.path, target.path) : null
}

function betweenUnits(
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

const isForTests = (path: string): boolean => /\.test\.|\/testing\//u.test(path)

function withinApp(app: string, path: string, target: string): string | null {
  const [from, to] = [roomOf(app, path), roomOf(app, target)]
  if (to.floor > from.floor) return `an arrow up: ${from.name} imports ${to.name}`
  if (from.floor === JOURNEYS && to.floor === JOURNEYS && from.name !== to.name && to.isRoom) {
    return `${from.name} imports ${to.name}; journeys and protocols meet by address`
  }
  return null
}

const GROUND = 1
const NOUNS = 2
const PARTS = 3
const JOURNEYS = 4
const TOP = 5

type Room = { name: string; floor: number; isRoom: boolean }

/** `isRoom` is false for a file that lies on a floor outside its rooms, as `journeys/visit.ts` does. */
function roomOf(app: string, path: string): Room {
  const parts = path.slice(`${app}/src/`.length).split('/')
  const [first = '', second = ''] = parts
  if (!path.startsWith(`${app}/src/`) || parts.length === 1) {
    const isHandedDown = parts.length === 1 && HANDED_DOWN.has(first.replace(/\.\w+$/u, ''))
    return { name: path, floor: isHandedDown ? PARTS : TOP, isRoom: false }
  }
  if (first === 'journeys' || first === 'protocols' || first === 'stages') {
    const isRoom = parts.length > 2
    return { name: isRoom ? `${first}/${second}` : first, floor: JOURNEYS, isRoom }
  }
  return { name: first, floor: GROUND_ROOMS.has(first) ? GROUND : NOUNS, isRoom: true }
}
