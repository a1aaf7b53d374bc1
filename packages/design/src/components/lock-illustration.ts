// The lock seen from above: decoration beside a journey. Gates open as the person passes; the water leads on to the
// page.
import { raw } from 'hono/html'
import type { Html } from '../markup.ts'

export interface Progress {
  /** Gates of the lock, 1 to 6. */
  total: number
  /** How many of them the person is through. */
  done: number
  /** How far through the chamber after the last of those, 0 to 1: halfway where it is not said. */
  level?: number | undefined
}

const LOWEST_GATE = 616
const HIGHEST_GATE = 306

const gateAt = (index: number, total: number) =>
  total === 1 ? 460 : Math.round(LOWEST_GATE - ((LOWEST_GATE - HIGHEST_GATE) * index) / (total - 1))

function gate(y: number, isOpen: boolean): string {
  // A leaf and its balance beam are one line over the hinge, as on the real ones.
  const leaves = isOpen ? 'M122 36 133 0l2-44M218 36 207 0l-2-44' : 'M98 24 170-26l72 50'
  return `<path class="lock-illustration-gate${isOpen ? ' is-open' : ''}" transform="translate(0 ${y})" d="${leaves}"/>`
}

function boat({ total, done }: Pick<Progress, 'total' | 'done'>): string {
  let place = `translate(170 ${gateAt(0, total) + 56})`
  if (done >= total) place = 'translate(318 120) rotate(90)'
  else if (done > 0) place = `translate(170 ${Math.round((gateAt(done - 1, total) + gateAt(done, total)) / 2) - 4})`
  return (
    `<g transform="${place}"><path class="lock-illustration-hull" d="M0-32C11-22 14-9 14 6v18q0 5-5 5H-9q-5 0-5-5V6C-14-9-11-22 0-32z"/>` +
    '<path class="lock-illustration-deck" d="M-8 0H8v18H-8z"/></g>'
  )
}

const trees = [
  [40, 262, 21],
  [58, 300, 13],
  [34, 330, 16],
  [292, 604, 22],
  [326, 634, 16],
  [286, 656, 13],
  [52, 560, 18],
  [24, 596, 23],
  [372, 242, 14],
  [344, 250, 10],
  [78, 92, 15],
  [44, 118, 20],
  [96, 66, 11],
]

// It begins far below the picture: on a page longer than the screen the water goes on.
const course = 'M170 4000V250Q170 120 300 120H410'
const along = (name: string) => `<path class="lock-illustration-line ${name}" d="${course}"/>`

// Widest first: the tow path on both banks is what the next stroke leaves of the first.
const land =
  '<path class="lock-illustration-field" d="M300 268h110v22H288zM286 302h124v22H280zM278 336h132v22H274zM0 392h68v20H0zM0 424h68v20H0zM0 456h68v20H0z"/>' +
  trees.map(([x, y, r]) => `<circle class="lock-illustration-tree" cx="${x}" cy="${y}" r="${r}"/>`).join('') +
  along('lock-illustration-path') +
  along('lock-illustration-bank') +
  along('lock-illustration-wall') +
  along('lock-illustration-water') +
  '<path class="lock-illustration-house" d="M282 448h62v20h-62z"/><path class="lock-illustration-roof" d="M282 428h62v20h-62z"/>' +
  '<path class="lock-illustration-ripple" d="M356 98q8-6 16 0t16 0M214 148q8-6 16 0t16 0M150 224q8-6 16 0t16 0M172 700q8-6 16 0t16 0"/>'

const cache = new Map<string, Html>()

/** The picture for one passage. There are few, so each is made once. */
export function lockIllustration(progress: Progress): Html {
  const total = Math.min(6, Math.max(1, progress.total))
  const done = Math.min(total, Math.max(0, progress.done))
  const key = `${total}/${done}`
  const cached = cache.get(key)
  if (cached) return cached

  const doors = Array.from({ length: total }, (_, index) => gate(gateAt(index, total), index < done)).join('')
  const picture = raw(
    `<svg class="lock-illustration" viewBox="0 0 400 720" preserveAspectRatio="xMaxYMax meet" aria-hidden="true" focusable="false">${land}${boat({ total, done })}${doors}</svg>`,
  )
  cache.set(key, picture)
  return picture
}
