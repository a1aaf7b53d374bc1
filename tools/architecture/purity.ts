// Rule files are pure: what must hold is decided from arguments, with no store, no web and no machine in sight.

import type { Violation } from './violation.ts'
import type { Project } from './project.ts'
import type { SourceFile } from './source-file.ts'

// A file of a room of identity; hashing passwords is the machine's work.
const PURE_FILES = /^apps\/[^/]+\/src\/identity\/(?!passwords\/)[^/]+\/.*(?<!\.store)\.ts$/u
/** What browsers load too. */
const PORTABLE =
  /^packages\/(?:otp\/|design\/src\/(?!files\.ts$|examples)|server-kit\/src\/(?:clock|decision|leaky-bucket|local-path|messages|time)\.ts$)/u
const IO_MODULES = /^(?:node:|kysely(?:\/|$)|pg(?:-boss)?(?:\/|$)|hono(?:\/|$)|@hono\/|nodemailer$|@electric-sql\/)/u
const IO_FILES =
  /\.store\.ts$|\/platform\/|^packages\/server-kit\/src\/(?!(?:decision|email|time|messages|leaky-bucket|writing-direction|local-path|clock)\.ts$)/u

export function findPurityViolations(project: Project): Violation[] {
  return project.files
    .filter(({ isTest }) => !isTest)
    .flatMap((file) => [...impureImports(project, file), ...nodeImports(file)])
}

function impureImports(project: Project, file: SourceFile): Violation[] {
  if (!PURE_FILES.test(file.path)) return []
  return file.imports.flatMap((imported) => {
    const target = project.targetOf(file, imported)
    const isImpure =
      target?.kind === 'file' ? IO_FILES.test(target.path) : target?.kind === 'external' && IO_MODULES.test(target.name)
    if (!isImpure) return []
    return [
      {
        path: file.path,
        line: imported.line,
        message: `a rule imports ${imported.specifier}; take what it gives as an argument, or write a use case`,
      },
    ]
  })
}

function nodeImports(file: SourceFile): Violation[] {
  if (!PORTABLE.test(file.path)) return []
  return file.imports
    .filter(({ specifier }) => specifier?.startsWith('node:'))
    .map(({ specifier, line }) => ({
      path: file.path,
      line,
      message: `${specifier} is not there in a browser, and browsers load this package`,
    }))
}
