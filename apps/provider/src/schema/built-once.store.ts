// A statement that is built once, and asked with other values each time: building a long one costs more than asking it.
import { CompiledQuery } from 'kysely'
import type { Db } from './tables.ts'

/** An instant that nobody asks about; in the place of `now` while a statement is built, as it is or as text. */
const NOW = new Date('0001-01-01T00:00:00.001Z')
/** In the place of the others. */
const MARK = '\0value '

/**
 * `build` gets marks in the place of the values, and hands them on as they are: none decides what the statement is, and
 * none is worked with but `now`, which may become text.
 */
export function builtOnce<Values extends { now: Date }, Row>(build: (db: Db, values: Values) => CompiledQuery<Row>) {
  type Fill = (values: Values) => unknown
  let built: { text: string; fills: Fill[] } | undefined

  const fillOf = (parameter: unknown): Fill => {
    if (parameter === NOW) return ({ now }) => now
    if (parameter === NOW.toISOString()) return ({ now }) => now.toISOString()
    if (typeof parameter !== 'string' || !parameter.startsWith(MARK)) return () => parameter
    const name = parameter.slice(MARK.length) as keyof Values
    return (values) => values[name]
  }
  return async (db: Db, values: Values): Promise<Row[]> => {
    if (!built) {
      const marks = new Proxy({}, { get: (_none, name) => (name === 'now' ? NOW : MARK + String(name)) }) as Values
      const { sql, parameters } = build(db, marks)
      built = { text: sql, fills: parameters.map(fillOf) }
    }
    const { text, fills } = built
    const query = CompiledQuery.raw(
      text,
      fills.map((fill) => fill(values)),
    )
    return (await db.executeQuery<Row>(query)).rows
  }
}
