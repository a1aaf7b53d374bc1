// A statement that is built once, and asked with other values each time: building a long one costs more than asking it.
import { CompiledQuery } from 'kysely'
import type { Db } from './tables.ts'

/** In the place of `now` while a statement is built, as it is or as text; whoever reckons with it is told. */
class Instant extends Date {
  override getTime = (): never => {
    throw new Error('what is built once hands its instant on, and does not reckon with it')
  }
  override valueOf = this.getTime
}
const NOW = new Instant('0001-01-01T00:00:00.001Z')
/** In the place of the others. */
const MARK = '\0value '

/**
 * `build` gets marks in the place of the values, and hands them on as they are: none decides what the statement is, and
 * none is worked with but `now`, which may become text.
 */
export function builtOnce<Values extends { now: Date }, Row>(build: (db: Db, values: Values) => CompiledQuery<Row>) {
  type Fill = (values: Values) => unknown
  let built: { text: string; fills: Fill[] } | undefined

  return async (db: Db, values: Values): Promise<Row[]> => {
    const { text, fills } = (built ??= buildWith(db))
    const query = CompiledQuery.raw(
      text,
      fills.map((fill) => fill(values)),
    )
    return (await db.executeQuery<Row>(query)).rows
  }

  function buildWith(db: Db): { text: string; fills: Fill[] } {
    const marks = new Set<string>()
    const markOf = (name: string): string => {
      marks.add(MARK + name)
      return MARK + name
    }
    const { sql, parameters } = build(
      db,
      new Proxy({}, { get: (_none, name) => (name === 'now' ? NOW : markOf(String(name))) }) as Values,
    )
    for (const mark of marks)
      if (!parameters.includes(mark)) throw new Error(`${mark.slice(MARK.length)} is not handed on as it is`)
    return { text: sql, fills: parameters.map(fillOf) }
  }

  function fillOf(parameter: unknown): Fill {
    if (parameter === NOW) return ({ now }) => now
    if (parameter === NOW.toISOString()) return ({ now }) => now.toISOString()
    if (typeof parameter !== 'string' || !parameter.startsWith(MARK)) return () => parameter
    const name = parameter.slice(MARK.length) as keyof Values
    return (values) => values[name]
  }
}
