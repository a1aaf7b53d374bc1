// The names of one tree, exported names and names of files and folders, held against the words that are retired.

import type { SourceFile } from '../architecture/source-file.ts'
import type { Violation } from '../architecture/violation.ts'
import { EXCEPTIONS, RETIRED } from './retired.ts'

const EXPORTED = /^export (?:default )?(?:async )?(?:const|let|function\*?|type|class) (\w+)/gmu
// What says what kind of file it is: `enter-code.servers.test.ts` is named `enter-code`.
const KINDS = /(?:\.(?:store|servers|browser|journey|test|page))*\.(?:ts|js|mjs)$/u

/** `wayTo`, `WAY_TO` and `way-to` have the parts `way` and `to`. */
export const partsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/gu, '$1 $2')
    .split(/[\s_.-]+/u)
    .map((part) => part.toLowerCase())
    .filter(Boolean)

function retiredIn(name: string): string[] {
  const words = partsOf(name).filter((part) => Object.hasOwn(RETIRED, part))
  return words.filter((word) => !EXCEPTIONS.some((each) => each.word === word && each.names.test(name)))
}

const sentence = (name: string, word: string): string => `"${name}" says "${word}"; the field says ${RETIRED[word]}`

export function findRetiredWords(files: readonly Pick<SourceFile, 'path' | 'text'>[]): Violation[] {
  return files.flatMap(({ path, text }) => {
    if (!/\.(?:ts|js|mjs)$/u.test(path)) return []
    const inPath = path
      .replace(KINDS, '')
      .split('/')
      .flatMap((name) => retiredIn(name).map((word) => ({ path, line: 1, message: sentence(name, word) })))
    const exported = [...text.matchAll(EXPORTED)].flatMap(({ 1: name = '', index }) =>
      retiredIn(name).map((word) => ({
        path,
        line: text.slice(0, index).split('\n').length,
        message: sentence(name, word),
      })),
    )
    return [...inPath, ...exported]
  })
}
