// The entries that docs/rules.md defines, and the citations of them in a text.

import type { Flow } from './flow.ts'

/** `name` as it is cited: "rule 4", "P8", "U-9", "edge case 9". */
export type Cited = { name: string; at: number }

const ENTRY = /^- <a id="([^"]+)"><\/a>\*\*([^*]+)\*\*/gmu

/** Each entry with its anchor. */
export function entriesOf(page: string): Map<string, string> {
  return new Map([...page.matchAll(ENTRY)].map(([, anchor = '', name = '']) => [name, anchor]))
}

const NUMBERED = /\b(rule|edge +case)(s?) +(\d+)((?:(?:,| and|,? or|–) *\d+\b)*)/giu
// A bracket after a word or another bracket is a call.
const BRACKETS = /(?<![\w)\]}])\(([^()]*)\)/gu
const ID = /^(U-|[A-Z])(\d{1,2})(?:–(?:U-|[A-Z])?(\d{1,2}))?$/u

/** `families`: the prefixes of behaviour ids, such as "P" and "U-". Other prefixes mean something else. */
export function citedIn({ text, isProse }: Flow, families: Set<string>): Cited[] {
  const cited: Cited[] = []
  for (const match of text.matchAll(NUMBERED)) {
    const [, kind = '', plural, first = '', more = ''] = match
    const rest = plural ? [...more.matchAll(/(–?) *(\d+)/gu)] : []
    const one = kind.toLowerCase().startsWith('rule') ? 'rule' : 'edge case'
    let last = Number(first)
    const numbers = [last]
    for (const [, dash, digits] of rest) {
      const number = Number(digits)
      numbers.push(...(dash ? upTo(last, number) : [number]))
      last = number
    }
    cited.push(...numbers.map((number) => ({ name: `${one} ${number}`, at: match.index })))
  }
  for (const match of text.matchAll(BRACKETS)) {
    const { 1: inside = '', index } = match
    if (!/\d/u.test(inside) || !isProse(index)) continue
    for (const item of inside.split(/[,;]/u)) {
      const [, family = '', first = '', last = first] = ID.exec(item.trim()) ?? []
      if (!families.has(family)) continue
      const numbers = [Number(first), ...upTo(Number(first), Number(last))]
      cited.push(...numbers.map((number) => ({ name: `${family}${number}`, at: index })))
    }
  }
  return cited
}

/** The families of the ids among these names. */
export function familiesOf(names: Iterable<string>): Set<string> {
  return new Set([...names].flatMap((name) => /^(?:U-|[A-Z])(?=\d)/u.exec(name)?.[0] ?? []))
}

function upTo(above: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - above) }, (_, step) => above + 1 + step)
}
