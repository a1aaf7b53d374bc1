// Lines that are too wide, and those that may be: a sentence in quotes, a template and a table are not broken.

import type { Project } from './project.ts'
import type { SourceFile } from './source-file.ts'
import type { Violation } from './violation.ts'

export const MAX_COLUMNS = 120
/** Migrations that ran somewhere may not change, not even in a comment. */
const APPLIED =
  /^apps\/(?:provider\/src\/schema\/migrations\/00(?:0\d|1[0-5])|hr\/src\/schema\/migrations\/000[1-5])_\w+\.sql$/u
const TABLE_BEGINS = /^(\s*)\/\/ prettier-ignore/u

export type Width = 'template' | 'sentence' | 'table' | 'applied migration' | 'too wide'

/** Each line of a file over 120 columns, with the reason why it may be so. */
export function wideLines({ path, text, tokens }: Pick<SourceFile, 'path' | 'text' | 'tokens'>): {
  line: number
  width: Width
}[] {
  const lines = text.split('\n')
  const wide = lines.flatMap((content, index) => (content.length > MAX_COLUMNS ? [index + 1] : []))
  if (wide.length === 0) return []
  const tables = tableRanges(lines)
  const templates = tokens.flatMap(({ line, endLine }) => (endLine === undefined ? [] : [[line, endLine] as const]))
  const isIn = (ranges: readonly (readonly [number, number])[], line: number): boolean =>
    ranges.some(([from, to]) => line >= from && line <= to)
  const quoted = (line: number): number =>
    tokens
      .filter((token) => token.line === line && (token.kind === 'string' || token.kind === 'regex'))
      .reduce((sum, token) => sum + token.text.length, 0)

  return wide.map((line) => {
    if (APPLIED.test(path)) return { line, width: 'applied migration' }
    if (isIn(templates, line)) return { line, width: 'template' }
    if (isIn(tables, line)) return { line, width: 'table' }
    const rest = (lines[line - 1] ?? '').length - quoted(line)
    return { line, width: rest <= MAX_COLUMNS ? 'sentence' : 'too wide' }
  })
}

/** From the formatter's ignore comment to the bracket that closes what follows it. */
function tableRanges(lines: readonly string[]): [number, number][] {
  return lines.flatMap((content, index): [number, number][] => {
    const indent = TABLE_BEGINS.exec(content)?.[1]
    if (indent === undefined) return []
    const end = lines.findIndex(
      (each, at) => at > index && /^[\])}]/u.test(each.slice(indent.length)) && each.startsWith(indent),
    )
    return [[index + 1, end < 0 ? index + 2 : end + 1]]
  })
}

export const findWideLines = ({ files }: Project): Violation[] =>
  files.flatMap((file) =>
    wideLines(file)
      .filter(({ width }) => width === 'too wide')
      .map(({ line }) => ({ path: file.path, line, message: `is wider than ${MAX_COLUMNS} columns` })),
  )
