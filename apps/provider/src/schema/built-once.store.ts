// A statement of Kysely's builder that is built once, and asked with other values each time: building one costs as much
// as asking it. One that is written as `sql` needs nothing of the kind (decision 0057).
import { ask } from '@sluis/server-kit/ask'
import type { CompiledQuery, QueryResult } from 'kysely'
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

/** What Kysely's builder leads to, before it is executed or after it was compiled. */
type Built<Row> = CompiledQuery<Row> | { compile(db: Db): CompiledQuery<Row> }

/**
 * `build` gets marks in the place of the values, and hands them on as they are: none decides what the statement is, and
 * none is worked with but `now`, which may become text. What returns asks for the rows; `first` for one; `count` for
 * how many were changed.
 */
export function builtOnce<Values extends object, Row>(build: (db: Db, values: Values) => Built<Row>) {
  type Fill = (values: Values) => unknown
  let built: { text: string; fills: Fill[] } | undefined

  function result(db: Db, values: Values): Promise<QueryResult<Row>> {
    const { text, fills } = (built ??= buildWith(db))
    return ask<Row>(
      db,
      text,
      fills.map((fill) => fill(values)),
    )
  }
  return Object.assign(async (db: Db, values: Values): Promise<Row[]> => (await result(db, values)).rows, {
    first: async (db: Db, values: Values): Promise<Row | undefined> => (await result(db, values)).rows[0],
    count: async (db: Db, values: Values): Promise<number> => Number((await result(db, values)).numAffectedRows ?? 0),
  })

  function buildWith(db: Db): { text: string; fills: Fill[] } {
    const marks = new Set<string>()
    const markOf = (name: string): string => {
      marks.add(MARK + name)
      return MARK + name
    }
    const marked = new Proxy({}, { get: (_none, name) => (name === 'now' ? NOW : markOf(String(name))) }) as Values
    const query = build(db, marked)
    const { sql, parameters } = 'compile' in query ? query.compile(db) : query
    for (const mark of marks)
      if (!parameters.includes(mark)) throw new Error(`${mark.slice(MARK.length)} is not handed on as it is`)
    return { text: sql, fills: parameters.map(fillOf) }
  }

  function fillOf(parameter: unknown): Fill {
    if (parameter === NOW) return nowOf
    if (parameter === NOW.toISOString()) return (values) => nowOf(values).toISOString()
    if (typeof parameter !== 'string' || !parameter.startsWith(MARK)) return () => parameter
    const name = parameter.slice(MARK.length) as keyof Values
    return (values) => values[name]
  }
}

const nowOf = (values: object): Date => (values as { now: Date }).now
