// The lock seen from the side: a slim strip in the header of phones, and the picture of having arrived. The water lifts
// the boat as the person goes on; a gate that is behind them is green.
import { raw } from 'hono/html'
import type { Html } from '../markup.ts'
import type { Progress } from './lock-illustration.ts'

type Passage = { total: number; done: number; level: number }

const LOW = 29
const HIGH = 13
const BED = 40
const WIDTH = 120

const between = (from: number, to: number, part: number): number => from + (to - from) * part
const rounded = (n: number): number => Math.round(n * 10) / 10

/** Where the water stands in each basin: a chamber has the level of the side that it is open to, or is being filled. */
function surfaces({ total, done, level }: Passage): number[] {
  const side = (index: number): number => between(LOW, HIGH, index / total)
  return Array.from({ length: total + 1 }, (_, index) => {
    if (index === 0 || index === total) return side(index)
    if (index === done) return between(side(index - 1), side(index + 1), level)
    return side(index < done ? index + 1 : index - 1)
  })
}

/** Water, boat and gates; the ends go on beyond the picture. */
function passage(progress: Passage): string {
  const { total, done, level } = progress
  const edge = (index: number): number => (WIDTH * index) / (total + 1)
  const tops = surfaces(progress)
  const water = tops
    .map((top, index) => {
      const [from, to] = [index === 0 ? -400 : edge(index), index === total ? WIDTH + 400 : edge(index + 1)]
      const name = index === done && index > 0 && index < total ? 'lock-strip-water is-filling' : 'lock-strip-water'
      return `<path class="${name}" d="M${rounded(from)} ${rounded(top)}H${rounded(to)}V${BED + 8}H${rounded(from)}z"/>`
    })
    .join('')
  const x = between(edge(done) + 11, edge(done + 1) - 11, level)
  const boat =
    `<g transform="translate(${rounded(x)} ${rounded(tops[done] ?? HIGH)})"><g class="lock-strip-boat">` +
    '<path class="lock-illustration-hull" d="M-9-3.5H9.5L7 2.5q-.6 1.5-2 1.5H-5.5q-1.4 0-2-1.5z"/><path class="lock-illustration-deck" d="M-4-8.5h6.5v5H-4z"/></g></g>'
  const gates = Array.from({ length: total }, (_, index) => {
    const at = rounded(edge(index + 1))
    return `<path class="lock-illustration-gate${index < done ? ' is-open' : ''}" d="M${at} ${BED}V7M${at - 3.5} 7h7"/>`
  }).join('')
  return `${water}${boat}${gates}<path class="lock-illustration-tree" d="M-400 ${BED}H${WIDTH + 400}v12H-400z"/>`
}

const clamped = ({ total, done, level = 0.5 }: Progress): Passage => {
  const gates = Math.min(6, Math.max(1, total))
  return { total: gates, done: Math.min(gates, Math.max(0, done)), level: Math.min(1, Math.max(0, level)) }
}

const strips = new Map<string, Html>()

/**
 * For the header of a phone; beside it, on wide screens, stands the large picture. There are few passages, so each is
 * drawn once.
 */
export function lockStrip(progress: Progress): Html {
  const { total, done, level } = clamped(progress)
  const key = `${total}/${done}/${level}`
  const drawn = strips.get(key)
  if (drawn) return drawn

  const strip = raw(
    `<svg class="lock-strip" viewBox="0 0 ${WIDTH} 44" preserveAspectRatio="xMaxYMax slice" aria-hidden="true" focusable="false">${passage({ total, done, level })}</svg>`,
  )
  strips.set(key, strip)
  return strip
}

const trees = [
  [66, 7],
  [77, 9],
  [-34, 5],
  [-26, 8],
  [148, 6],
]
  .map(([x, r]) => `<circle class="lock-illustration-tree" cx="${x}" cy="${BED - 5 - (r ?? 0)}" r="${r}"/>`)
  .join('')

/** The moment of having arrived: both gates are green, and the boat lies high behind them. */
export const arrivedIllustration = (): Html =>
  raw(
    '<svg class="arrived" viewBox="-40 -26 200 74" preserveAspectRatio="xMidYMax slice" aria-hidden="true" focusable="false">' +
      `<circle class="lock-illustration-deck" cx="122" cy="-4" r="11"/>${trees}${passage({ total: 2, done: 2, level: 0.6 })}` +
      '<path class="lock-illustration-ripple" d="M86 24q3-2 6 0t6 0M112 30q3-2 6 0t6 0M52 24q3-2 6 0t6 0M6 35q3-2 6 0t6 0M-24 35q3-2 6 0t6 0M140 22q3-2 6 0t6 0"/></svg>',
  )
