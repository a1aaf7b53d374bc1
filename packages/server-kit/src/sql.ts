// Kysely's `sql`, written and read the same, whose text is put together once: putting a long statement together anew
// each time costs as much as asking it (decision 0057).
import {
  type AliasedRawBuilder,
  CompiledQuery,
  type Expression,
  type RawBuilder,
  type Sql,
  sql as kysely,
} from 'kysely'
import { ask } from './ask.ts'

type Strings = readonly string[]

/** `strings` around `parts`, which are values, pieces, or what Kysely builds; `key`: one for the same strings. */
class Piece<T> implements RawBuilder<T> {
  readonly isRawBuilder = true
  readonly key: Strings | string
  readonly strings: Strings
  readonly parts: readonly unknown[]

  constructor(key: Strings | string, strings: Strings, parts: readonly unknown[]) {
    this.key = key
    this.strings = strings
    this.parts = parts
  }
  get expressionType(): T | undefined {
    return undefined
  }
  execute(...[db, options]: Parameters<RawBuilder<T>['execute']>): ReturnType<RawBuilder<T>['execute']> {
    const values: unknown[] = []
    const text = options ? null : textOf(this, values)
    return text === null ? this.#kysely().execute(db, options) : ask<T>(db, text, values)
  }
  compile(db: Parameters<RawBuilder<T>['compile']>[0]): CompiledQuery<T> {
    const values: unknown[] = []
    const text = textOf(this, values)
    return text === null ? this.#kysely().compile(db) : CompiledQuery.raw(text, values)
  }
  // As a part of what Kysely builds.
  toOperationNode(): ReturnType<RawBuilder<T>['toOperationNode']> {
    return this.#kysely().toOperationNode()
  }
  as<A extends string>(alias: A | Expression<unknown>): AliasedRawBuilder<T, A> {
    return this.#kysely().as(alias as A)
  }
  $castTo<C>(): RawBuilder<C> {
    return this as unknown as RawBuilder<C>
  }
  $notNull(): RawBuilder<Exclude<T, null>> {
    return this as unknown as RawBuilder<Exclude<T, null>>
  }
  withPlugin(...[plugin]: Parameters<RawBuilder<T>['withPlugin']>): RawBuilder<T> {
    return this.#kysely().withPlugin(plugin)
  }
  #kysely(): RawBuilder<T> {
    return kysely<T>(this.strings as unknown as TemplateStringsArray, ...this.parts)
  }
}

/** Where one is after so many strings and values; `text`: of what ends here. */
type Place = { after: Map<unknown, Place>; text: string | null }
const VALUE = Symbol('value')
const start: Place = { after: new Map(), text: null }
// Lists of values make texts without end. What comes after so many is put together by Kysely each time.
const MAX_PLACES = 50_000
let places = 0

/** What is asked; its values are added to `values`. Null where Kysely has to put it together. */
function textOf(piece: Piece<unknown>, values: unknown[]): string | null {
  const end = follow(piece, start, values)
  return end && (end.text ??= written(piece, { values: 0 }))
}

/** The same pieces lead to the same place, and no others do, since each says how many parts it has. */
function follow(piece: Piece<unknown>, from: Place, values: unknown[]): Place | null {
  let place = next(from, piece.key)
  for (const part of piece.parts) {
    if (place === null || isBuilt(part)) return null
    if (part instanceof Piece) place = follow(part, place, values)
    else {
      values.push(part)
      place = next(place, VALUE)
    }
  }
  return place
}

function next({ after }: Place, key: unknown): Place | null {
  const known = after.get(key)
  if (known) return known
  if (places === MAX_PLACES) return null
  places++
  const place: Place = { after: new Map(), text: null }
  after.set(key, place)
  return place
}

const written = ({ strings, parts }: Piece<unknown>, count: { values: number }): string =>
  strings.reduce((text, string, at) => {
    const part = parts[at - 1]
    return `${text}${part instanceof Piece ? written(part, count) : `$${++count.values}`}${string}`
  })

/** An expression, or a query, that is Kysely's. */
const isBuilt = (part: unknown): boolean =>
  typeof part === 'function' ||
  (typeof part === 'object' && part !== null && !(part instanceof Piece) && 'toOperationNode' in part)

const fixed = (text: string): Piece<never> => new Piece(text, [text], [])
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
/** `schema.table.column`, or the end of it. */
const named = (names: string): Piece<never> =>
  fixed(
    names
      .split('.')
      .map((name) => quoted(name.trim()))
      .join('.'),
  )

/** The strings around so many parts of a list; the same object each time. */
const lists = new Map<string, Strings[]>()
function around(count: number, separator: string): Strings {
  const known = lists.get(separator) ?? []
  lists.set(separator, known)
  return (known[count] ??= ['', ...Array.from<string>({ length: count - 1 }).fill(separator), ''])
}

const ONE = around(1, '')

export const sql: Sql = Object.assign(
  <T>(strings: TemplateStringsArray, ...parts: unknown[]): RawBuilder<T> => new Piece<T>(strings, strings, parts),
  {
    val: <V>(value: V): RawBuilder<V> => new Piece<V>(ONE, ONE, [value]),
    ref: (names: string) => named(names),
    table: (names: string) => named(names),
    id: (...names: readonly string[]) => fixed(names.map(quoted).join('.')),
    lit: <V>(value: V): RawBuilder<V> =>
      typeof value === 'string'
        ? fixed(`'${value.replaceAll("'", "''")}'`)
        : typeof value === 'number'
          ? fixed(String(value))
          : kysely.lit(value),
    raw: (text: string) => fixed(text),
    join<T>(list: readonly unknown[], separator?: RawBuilder<unknown>): RawBuilder<T> {
      if (list.length === 0) return fixed('')
      if (separator && !(separator instanceof Piece && separator.parts.length === 0))
        return kysely.join(list, separator)
      const strings = around(list.length, separator ? separator.strings[0]! : ', ')
      return new Piece<T>(strings, strings, list)
    },
  },
)
