// One door each: what only certain files may touch. Tests and tools are free.

import type { Fault } from './fault.ts'
import type { House } from './house.ts'
import { placesOf, type SourceFile } from './source-file.ts'

type Door = {
  /** Where it may be touched. */
  open: RegExp
  sentence: string
  /** The lines on which a file touches it. */
  touched: (file: SourceFile) => number[]
}

const imports =
  (name: RegExp) =>
  (file: SourceFile): number[] =>
    file.imports.filter(({ specifier }) => specifier !== null && name.test(specifier)).map(({ line }) => line)

const valueImports =
  (name: RegExp) =>
  (file: SourceFile): number[] =>
    imports(name)({ ...file, imports: file.imports.filter(({ isTypeOnly }) => !isTypeOnly) })

const code =
  (...rows: string[][]) =>
  (file: SourceFile): number[] =>
    rows.flatMap((row) => placesOf(file.tokens, ...row))

const both =
  (...finders: ((file: SourceFile) => number[])[]) =>
  (file: SourceFile): number[] =>
    finders.flatMap((find) => find(file))

const SQL =
  /^\s*(?:select\s[\s\S]*?\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|(?:create|alter|drop|truncate)\s+(?:unique\s+)?(?:table|index|schema|type)\s|with\s+\w+\s+as\s*\()/iu

/** A sentence that begins like SQL ("Select one from the list") is written with one capital; SQL with none or all. */
function sql(file: SourceFile): number[] {
  return file.tokens
    .filter(({ kind, text }) => (kind === 'string' || kind === 'template') && SQL.test(text))
    .filter(({ text }) => {
      const first = text.trim().split(/\s/u, 1)[0] ?? ''
      return first === first.toLowerCase() || first === first.toUpperCase()
    })
    .map(({ line }) => line)
}

const SERVER_ONLY = /^apps\/(?!authenticator\/)(?!.*\/browser\/)/u

const DOORS: Door[] = [
  {
    open: /^apps\/[^/]+\/src\/config\.ts$/u,
    sentence: 'the environment is read in config.ts only; take the setting as an argument',
    touched: both(
      imports(/^(?:node:)?process$/u),
      code(['process', '.', 'env'], ['process', '[', '"env"'], ['import', '.', 'meta', '.', 'env']),
    ),
  },
  {
    open: /\.store\.ts$|\/schema\/|\/platform\/|^packages\/server-kit\//u,
    sentence:
      'the database is reached in *.store.ts, schema/ and platform/ only; give the store a function that says what you want',
    // The type of the database may be named by who hands it on. `c.req.query('…')` is the web's.
    touched: both(
      valueImports(/^(?:kysely|pg|pg-boss|@electric-sql\/pglite)(?:\/|$)/u),
      code(
        ['!req', '.', 'query', '('],
        ...['selectFrom', 'insertInto', 'updateTable', 'deleteFrom', 'mergeInto'].map((verb) => ['.', verb, '(']),
      ),
      sql,
    ),
  },
  {
    open: /\/protocols\/openid\//u,
    sentence: 'the protocol engine is imported in protocols/openid only',
    touched: imports(/^oidc-provider(?:\/|$)/u),
  },
  {
    open: /\/platform\/(?:sealing|random)\.ts$|^packages\/server-kit\/|\/identity\/passwords\//u,
    sentence: 'node:crypto is used in platform/{sealing,random}.ts, packages/server-kit and identity/passwords only',
    touched: imports(/^(?:node:)?crypto$/u),
  },
  {
    open: /\/platform\/(?:sealing|random)\.ts$|^packages\/|\/identity\/passwords\//u,
    sentence: 'randomness comes from platform/random.ts or @sluis/server-kit, as an argument',
    touched: (file) =>
      SERVER_ONLY.test(file.path)
        ? code(
            ['!.', 'crypto', '.', 'getRandomValues'],
            ['!.', 'crypto', '.', 'randomUUID'],
            ['!.', 'crypto', '.', 'subtle'],
            ['Math', '.', 'random'],
          )(file)
        : [],
  },
  {
    open: /\/platform\/clock\.ts$|^packages\/server-kit\/src\/clock\.ts$/u,
    sentence:
      'the clock is read in platform/clock.ts and packages/server-kit/src/clock.ts only; take the time as an argument',
    touched: code(['new', 'Date', '(', ')'], ['new', 'Date', '!('], ['Date', '.', 'now'], ['!new', 'Date', '(', ')']),
  },
]

export function doorFaults({ files }: House): Fault[] {
  return files
    .filter(({ isTest }) => !isTest)
    .flatMap((file) =>
      DOORS.filter(({ open }) => !open.test(file.path)).flatMap(({ sentence, touched }) =>
        [...new Set(touched(file))].map((line) => ({ path: file.path, line, sentence })),
      ),
    )
}
