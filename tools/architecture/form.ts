// The form of files: an opening line, a name that says something, a length that can be read, docstrings of what is
// there, no barrels, no sleep, no test that keeps others from running.

import { basename } from 'node:path'
import type { Violation } from './violation.ts'
import type { Project } from './project.ts'
import { linesMatching, type SourceFile } from './source-file.ts'

const MAX_LINES = 400
const VAGUE_NAMES = /^(?:utils?|helpers?|commons?|shared|types?|constants?|misc)$/iu
const PACKAGE_ENTRY = /^packages\/[^/]+\/src\/index\.ts$/u
/** A comment with three words or more; before it only "#!", which must come first. */
const OPENING = /^(?:#![^\n]*\n)?(?:\/\/|\/\*+(?:\n \*)?|--)[^\S\n]*\S+[^\S\n]+\S+[^\S\n]+\S+/u

export function findFormViolations({ files }: Project): Violation[] {
  return files.flatMap((file) => {
    const messages = [
      opening(file),
      length(file),
      vagueName(file),
      barrel(file),
      docstring(file),
      sleep(file),
      only(file),
    ]
    return messages.flatMap((message) => (message ? [{ path: file.path, line: 1, message }] : []))
  })
}

const opening = ({ text }: SourceFile): string | null =>
  OPENING.test(text) ? null : 'opens without a comment that says what the file is for'

const length = ({ lineCount }: SourceFile): string | null =>
  lineCount > MAX_LINES ? `has ${lineCount} lines; ${MAX_LINES} is the most` : null

function vagueName({ path }: SourceFile): string | null {
  const name = path.split('/').find((part) => VAGUE_NAMES.test(part.replace(/\..*$/u, '')))
  return name ? `"${name}" says nothing of what is inside; name it after the one thing it holds` : null
}

function barrel({ path, imports }: SourceFile): string | null {
  if (PACKAGE_ENTRY.test(path)) return null
  if (/^index\.[mc]?[jt]s$/u.test(basename(path)))
    return 'an index file that is no package door; name it after what it holds'
  const reexport = imports.find(({ isReexport }) => isReexport)
  return reexport ? `passes "${reexport.specifier}" on; only the door of a package does` : null
}

/** "`name`: what it is" in a docstring speaks of a name of this file. */
function docstring({ path, text, tokens }: SourceFile): string | null {
  if (tokens.length === 0 || path.startsWith('tools/architecture/')) return null
  const docstrings = text.match(/\/\*\*[\s\S]*?\*\//gu) ?? []
  const named = docstrings.flatMap((each) => [...each.matchAll(/`([A-Za-z]\w*)`:/gu)].map(({ 1: name = '' }) => name))
  const isThere = (name: string): boolean => tokens.some((token) => token.text.split(/\W+/u).includes(name))
  const gone = named.find((name) => !isThere(name))
  return gone === undefined ? null : `documents "${gone}", which it does not have`
}

/**
 * In tests and tools: `setTimeout(resolve, …)`, under any of the names that a promise's resolver goes by. A limit on a
 * wait is no sleep.
 */
function sleep({ tokens, isTest }: SourceFile): string | null {
  if (!isTest) return null
  const names = ['resolve', 'resolved', 'res', 'r', 'done', 'go', 'ok']
  const sleeps = names.some((name) => linesMatching(tokens, 'setTimeout', '(', name).length > 0)
  return sleeps ? 'sleeps; wait for an event, with a limit' : null
}

/** The others of its file would be passed over without a word. */
const only = ({ tokens, isTest }: SourceFile): string | null =>
  isTest && linesMatching(tokens, '.', 'only', '(').length + linesMatching(tokens, 'only', ':', 'true').length > 0
    ? 'runs one test only, and keeps the others of its file from running'
    : null
