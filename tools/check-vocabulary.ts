// Names in the field's words: node tools/check-vocabulary.ts prints each retired one and ends with 1 when there is any.

import { readProject } from './architecture/project.ts'
import { findRetiredWords } from './vocabulary/check-vocabulary.ts'

const root = process.argv[2] ?? new URL('..', import.meta.url).pathname
const { files } = readProject(decodeURIComponent(root))
const violations = findRetiredWords(files)
for (const { path, line, message } of violations) console.log(`${path}:${line}  ${message}`)
console.log(
  `${violations.length === 0 ? 'no retired word' : `${violations.length} retired words`} in ${files.length} files`,
)
process.exitCode = violations.length === 0 ? 0 : 1
