// One door each: what only certain files may touch. Tests and tools are free.

import type { Violation } from './violation.ts'
import type { Project } from './project.ts'
import { linesMatching, type SourceFile } from './source-file.ts'

type Restriction = {
  /** Where it may be touched. */
  exempt: RegExp
  message: string
  /** The lines on which a file touches it. */
  findUses: (file: SourceFile) => number[]
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
    rows.flatMap((row) => linesMatching(file.tokens, ...row))

const anyOf =
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

const RESTRICTIONS: Restriction[] = [
  {
    exempt: /^apps\/[^/]+\/src\/(?:server\/)?config\.ts$/u,
    message: 'the environment is read in config.ts only; take the setting as an argument',
    findUses: anyOf(
      imports(/^(?:node:)?process$/u),
      code(['process', '.', 'env'], ['process', '[', '"env"'], ['import', '.', 'meta', '.', 'env']),
    ),
  },
  {
    exempt: /\.store\.ts$|\/schema\/|\/platform\/|^packages\/server-kit\//u,
    message:
      'the database is reached in *.store.ts, schema/ and platform/ only; give the store a function that says what you want',
    // The type of the database may be named by who hands it on. `c.req.query('…')` is the web's.
    findUses: anyOf(
      valueImports(/^(?:kysely|pg|pg-boss|@electric-sql\/pglite|@sluis\/server-kit\/(?:ask|sql))(?:\/|$)/u),
      code(
        ['!req', '.', 'query', '('],
        ...['selectFrom', 'insertInto', 'updateTable', 'deleteFrom', 'mergeInto'].map((verb) => ['.', verb, '(']),
      ),
      sql,
    ),
  },
  {
    exempt: /\/protocols\/openid\//u,
    message: 'the protocol engine is imported in protocols/openid only',
    findUses: imports(/^oidc-provider(?:\/|$)/u),
  },
  {
    exempt: /\/platform\/(?:sealing|random)\.ts$|^packages\/server-kit\/|\/identity\/passwords\//u,
    message: 'node:crypto is used in platform/{sealing,random}.ts, packages/server-kit and identity/passwords only',
    findUses: imports(/^(?:node:)?crypto$/u),
  },
  {
    exempt: /\/platform\/(?:sealing|random)\.ts$|^packages\/|\/identity\/passwords\//u,
    message: 'randomness comes from platform/random.ts or @sluis/server-kit, as an argument',
    findUses: (file) =>
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
    exempt: /\/platform\/clock\.ts$|^packages\/server-kit\/src\/clock\.ts$/u,
    message:
      'the clock is read in platform/clock.ts and packages/server-kit/src/clock.ts only; take the time as an argument',
    findUses: code(['new', 'Date', '(', ')'], ['new', 'Date', '!('], ['Date', '.', 'now'], ['!new', 'Date', '(', ')']),
  },
]

export function findRestrictionViolations({ files }: Project): Violation[] {
  return files
    .filter(({ isTest }) => !isTest)
    .flatMap((file) =>
      RESTRICTIONS.filter(({ exempt }) => !exempt.test(file.path)).flatMap(({ message, findUses }) =>
        [...new Set(findUses(file))].map((line) => ({ path: file.path, line, message })),
      ),
    )
}
