// A statement under a name, whose columns are asked for once a connection: pg asks, and prepares to read them, each
// time. What a name returns never changes on one connection, since the server refuses the name instead (0A000,
// decision 0048).
import pg from 'pg'

/** What a named statement answers. */
export type Answer = Pick<pg.QueryResult<Record<string, unknown>>, 'command' | 'rowCount' | 'rows'>
type Read = (text: string) => unknown
type Columns = { names: string[]; read: Read[]; empty: Record<string, unknown> }
type Field = { name: string; dataTypeID: number }

/** What pg has and its types do not name. */
type Connection = Pick<pg.Connection, 'stream'> & {
  /** By name: what has been parsed. */
  parsedStatements: Record<string, string>
  parse(query: { name: string; text: string }): void
  bind(query: { statement: string; values: readonly unknown[] }): void
  describe(what: { type: 'P' }): void
}
const { prepareValue } = (pg as unknown as { utils: { prepareValue: (value: unknown) => unknown } }).utils
const { getTypeParser } = pg.types as unknown as { getTypeParser: (type: number, format: 'text') => Read }

// Execute the portal that has no name, whatever the number of its rows; sync.
const EXECUTE_AND_SYNC = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4])

/** The columns of each name on one connection. */
export type KnownColumns = Map<string, Columns>

/** Made for one time. Its fields and methods are those that a client of pg looks for in a query. */
export class NamedStatement {
  readonly name: string
  readonly text: string
  readonly answer: Promise<Answer>
  callback: (error: unknown, answer?: Answer) => void
  readonly #values: readonly unknown[]
  readonly #known: KnownColumns
  #columns: Columns | undefined
  readonly #rows: Record<string, unknown>[] = []
  #tag = ''
  #fault: unknown = null

  constructor(name: string, text: string, values: readonly unknown[], known: KnownColumns) {
    this.name = name
    this.text = text
    this.#values = values.map(valueOf)
    this.#known = known
    this.#columns = known.get(name)
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    this.answer = promise
    this.callback = (error, answer) => (answer ? resolve(answer) : reject(error))
  }

  /** Whoever stands between a client and its caller takes what `query` returns for a promise, as of any statement. */
  // oxlint-disable-next-line unicorn/no-thenable -- it stands in for the promise that a client returns
  then(onAnswer: (answer: Answer) => unknown, onError: (error: unknown) => unknown): Promise<unknown> {
    return this.answer.then(onAnswer, onError)
  }

  submit(connection: Connection): null {
    const { name, text } = this
    const { stream, parsedStatements } = connection
    stream.cork()
    if (parsedStatements[name] === undefined) connection.parse({ name, text })
    connection.bind({ statement: name, values: this.#values })
    if (!this.#columns) connection.describe({ type: 'P' })
    stream.write(EXECUTE_AND_SYNC)
    stream.uncork()
    return null
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    this.#columns = columnsOf(fields)
    this.#known.set(this.name, this.#columns)
  }
  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    if (this.#fault !== null) return
    try {
      this.#rows.push(rowOf(this.#columns!, fields))
    } catch (error) {
      this.#fault = error
    }
  }
  handleCommandComplete({ text }: { text: string }): void {
    this.#tag = text
    // It was asked for its columns, and has none.
    if (!this.#columns) this.#known.set(this.name, NO_COLUMNS)
  }
  handleReadyForQuery(): void {
    if (this.#fault !== null) return this.callback(this.#fault)
    // INSERT 0 1, UPDATE 1, SELECT 1
    const words = this.#tag.split(' ')
    const last = words.at(-1)!
    this.callback(null, { command: words[0]!, rowCount: words.length > 1 ? Number(last) : null, rows: this.#rows })
  }
  handleError(error: unknown): void {
    this.callback(error)
  }
  // None of these comes of a statement that has a name and a text.
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
}

/** What pg's own clients answer; a named statement too. */
export function askedOf(client: pg.PoolClient): (...args: unknown[]) => Promise<pg.QueryResult> {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  return (...args) => {
    const asked = query(...args)
    return (asked instanceof NamedStatement ? asked.answer : asked) as Promise<pg.QueryResult>
  }
}

const NO_COLUMNS: Columns = { names: [], read: [], empty: {} }

function columnsOf(fields: readonly Field[]): Columns {
  const names = fields.map(({ name }) => name)
  const read = fields.map(({ dataTypeID }) => getTypeParser(dataTypeID, 'text'))
  return { names, read, empty: Object.fromEntries(names.map((name) => [name, null])) }
}

/** All rows of a statement have one shape, and it is made once. */
function rowOf({ names, read, empty }: Columns, values: readonly (string | null)[]): Record<string, unknown> {
  const row = { ...empty }
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!
    if (value !== null) row[names[at]!] = read[at]!(value)
  }
  return row
}

/** As pg hands a value on; an instant in UTC, which the machine's own zone takes longer to tell. */
const valueOf = (value: unknown): unknown =>
  typeof value === 'string' ? value : value instanceof Date ? instantOf(value) : prepareValue(value)

function instantOf(value: Date): unknown {
  const year = value.getUTCFullYear()
  return year > 0 && year < 10_000 ? value.toISOString() : prepareValue(value)
}
