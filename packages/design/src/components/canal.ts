// The lock seen from above: decoration beside a journey. Gates open as the person passes; the boat lies where they are.
import { raw } from 'hono/html'
import type { Html } from '../markup.ts'

export interface Passage {
  /** Gates of the lock, 1 to 6. */
  gates: number
  /** How many of them the person is through. */
  passed: number
}

const LOWEST_GATE = 640
const HIGHEST_GATE = 262
const BASIN = 96

const gateAt = (index: number, gates: number) =>
  gates === 1 ? 450 : LOWEST_GATE - ((LOWEST_GATE - HIGHEST_GATE) * index) / (gates - 1)

function gate(y: number, isOpen: boolean): string {
  // A leaf and its balance beam are one line over the hinge, as on the real ones.
  const leaves = isOpen ? 'M153 34 163 0l2-42M247 34 237 0l-2-42' : 'M130 22 200-26l70 48'
  return `<path class="canal-gate${isOpen ? ' is-open' : ''}" transform="translate(0 ${y})" d="${leaves}"/>`
}

function boatAt({ gates, passed }: Passage): number {
  if (passed >= gates) return BASIN
  if (passed > 0) return Math.round((gateAt(passed - 1, gates) + gateAt(passed, gates)) / 2) - 10
  return Math.min(LOWEST_GATE, gateAt(0, gates)) + 46
}

const trees = [
  [58, 300, 21], [92, 338, 15], [50, 366, 17], [330, 520, 22], [366, 556, 16], [322, 572, 14],
  [66, 634, 18], [34, 668, 23], [352, 210, 18], [318, 236, 13], [84, 122, 14], [44, 96, 20],
] as const

const land =
  trees.map(([x, y, r]) => `<circle class="canal-tree" cx="${x}" cy="${y}" r="${r}"/>`).join('') +
  '<path class="canal-house" d="M300 388h66v22h-66z"/><path class="canal-roof" d="M300 366h66v22h-66z"/>' +
  '<path class="canal-path" d="M286 720V220q0-34 30-46M114 720V220q0-34-30-46"/>'

const water =
  '<path class="canal-water" d="M162 730V190q0-18-18-18h-6a76 76 0 0 1 0-152h124a76 76 0 0 1 0 152h-6q-18 0-18 18v540z"/>' +
  '<path class="canal-wall" d="M162 730V190q0-18-18-18h-6a76 76 0 0 1 0-152h124a76 76 0 0 1 0 152h-6q-18 0-18 18v540"/>' +
  '<path class="canal-ripple" d="M96 66q10-7 20 0t20 0M270 128q10-7 20 0t20 0M250 58q8-6 16 0t16 0M182 236q8-6 16 0t16 0M186 706q8-6 16 0t16 0"/>'

const boat = (y: number) =>
  `<g class="canal-boat" transform="translate(200 ${y})"><path class="canal-hull" d="M0-32C11-22 14-9 14 6v18q0 5-5 5H-9q-5 0-5-5V6C-14-9-11-22 0-32z"/>` +
  '<path class="canal-deck" d="M-8 0H8v18H-8z"/></g>'

const drawn = new Map<string, Html>()

/** The picture for one passage. There are few, so each is drawn once. */
export function canal(passage: Passage): Html {
  const gates = Math.min(6, Math.max(1, passage.gates))
  const passed = Math.min(gates, Math.max(0, passage.passed))
  const key = `${gates}/${passed}`
  const known = drawn.get(key)
  if (known) return known

  const doors = Array.from({ length: gates }, (_, index) => gate(Math.round(gateAt(index, gates)), index < passed)).join('')
  const picture = raw(
    `<svg class="canal" viewBox="0 0 400 720" preserveAspectRatio="xMidYMax meet" aria-hidden="true" focusable="false">${land}${water}${boat(boatAt({ gates, passed }))}${doors}</svg>`,
  )
  drawn.set(key, picture)
  return picture
}
