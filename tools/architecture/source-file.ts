// A source file as the rules see it: its place in the house, its tokens and its imports.

import { tokensOf, type Token } from './tokens.ts'

/** `specifier` is null where the name is computed and nobody can follow the arrow. */
export type Import = { specifier: string | null; isReexport: boolean; isTypeOnly: boolean; line: number }

export type SourceFile = {
  /** From the root of the repository, with slashes. */
  path: string
  text: string
  lineCount: number
  tokens: Token[]
  imports: Import[]
  /** Tests, and what only tests and tools use: free of the one-door rules and of the floors. */
  isTest: boolean
}

const CODE = /\.(?:ts|mts|js|mjs)$/u

export function sourceFile(path: string, text: string): SourceFile {
  const tokens = CODE.test(path) ? tokensOf(text) : []
  return {
    path,
    text,
    lineCount: text === '' ? 0 : text.replace(/\n$/u, '').split('\n').length,
    tokens,
    imports: importsOf(tokens),
    isTest: /\.test\.(?:ts|mts|js|mjs)$|^(?:e2e|tools|packages\/test-kit)\/|\/testing\//u.test(path),
  }
}

function importsOf(tokens: Token[]): Import[] {
  const imports: Import[] = []
  let statement = ''
  let isTypeOnly = false
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1]
    const next = tokens[at + 1]
    if (token.kind !== 'word' || isPunctuator(before, '.')) continue
    // A property called so (`import:`, `from,`) has no string or bracket behind it.
    if (token.text === 'import' || token.text === 'export') {
      statement = token.text
      // `import type from 'x'` imports a value called "type".
      isTypeOnly = next?.text === 'type' && tokens[at + 2]?.text !== 'from'
    }
    if ((token.text === 'from' || token.text === 'import') && next?.kind === 'string') {
      imports.push({
        specifier: next.text,
        isReexport: token.text === 'from' && statement === 'export',
        isTypeOnly,
        line: token.line,
      })
    }
    if (
      (token.text === 'import' || token.text === 'require') &&
      isPunctuator(next, '(') &&
      before?.text !== 'function'
    ) {
      const name = tokens[at + 2]
      // What is put into a template stands before it, so that a template here has nothing put in.
      const isWhole = (name?.kind === 'string' || name?.kind === 'template') && !isPunctuator(tokens[at + 3], '+')
      imports.push({ specifier: isWhole ? name.text : null, isReexport: false, isTypeOnly: false, line: token.line })
    }
  }
  return imports
}

const isPunctuator = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'punctuator' && token.text === text

/**
 * The line of each place where these tokens stand in a row, strings in double quotes; a token after "!" must not stand
 * there.
 */
export function linesMatching(tokens: Token[], ...row: string[]): number[] {
  const fits = (at: number): boolean =>
    row.every((text, offset) => {
      const token = tokens[at + offset]
      const code =
        token?.kind === 'word' || token?.kind === 'punctuator'
          ? token.text
          : token?.kind === 'string'
            ? `"${token.text}"`
            : ''
      return text.startsWith('!') ? code !== text.slice(1) : code === text
    })
  const firstReal = row.findIndex((text) => !text.startsWith('!'))
  const lines: number[] = []
  // From before the first token, where "!" always holds.
  for (let at = -1; at < tokens.length; at++) if (fits(at)) lines.push(tokens[at + firstReal]?.line ?? 0)
  return lines
}
