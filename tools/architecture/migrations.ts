// A migration adds, so that the version before goes on beside it; one that takes something away says which migration a
// process must know to do without (decision 0032).

import type { Project } from './project.ts'
import type { Violation } from './violation.ts'

/** Those that ran before there was this rule: up to these numbers. */
const BEFORE_THE_RULE = { provider: 16, hr: 6 }
const MIGRATION = /^apps\/(provider|hr)\/src\/schema\/migrations\/(\d{4})_\w+\.sql$/u
const REQUIRES = /^-- requires: \d{4}_\w+\.sql$/mu

/** What a process of the version before would miss, or could not write any more. */
const TAKES_AWAY: [pattern: RegExp, what: string][] = [
  [/\bdrop\s+(?:table|column|view|type)\b/iu, 'drops what the version before uses'],
  [/\brename\b/iu, 'renames what the version before uses'],
  [/\balter\s+(?:column\s+)?\w+\s+(?:set\s+data\s+)?type\b/iu, 'changes a type under the version before'],
  [/\bset\s+not\s+null\b/iu, 'demands what the version before may leave empty'],
  [
    /\badd\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?\w+\s+[^,;]*\bnot\s+null\b(?![^,;]*\bdefault\b)(?<!\bdefault\b[^,;]*)/iu,
    'demands a column that the version before does not fill',
  ],
]

export function findMigrationViolations({ files }: Project): Violation[] {
  const first = new Map<string, string>()
  return files.flatMap(({ path, text }) => {
    const [, app, number] = MIGRATION.exec(path) ?? []
    if (app === undefined) return []
    const earlier = first.get(`${app} ${number}`)
    if (earlier !== undefined) return [{ path, line: 1, message: `has the number of ${earlier}; take the next one` }]
    first.set(`${app} ${number}`, path)
    if (Number(number) <= BEFORE_THE_RULE[app as 'provider' | 'hr'] || REQUIRES.test(text)) return []
    const statements = withoutTextOf(text)
    return TAKES_AWAY.flatMap(([pattern, what]) => {
      const found = pattern.exec(statements)
      if (!found) return []
      const line = statements.slice(0, found.index).split('\n').length
      return [{ path, line, message: `${what}; say which migration it has to know: "-- requires: NNNN_theme.sql"` }]
    })
  })
}

/** Comments and bodies of functions are blanked; lines stay where they are. */
const withoutTextOf = (sql: string): string =>
  sql.replace(/--[^\n]*|\$(\w*)\$[\s\S]*?\$\1\$/gu, (text) => text.replace(/[^\n]/gu, ' '))
