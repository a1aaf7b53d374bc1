// Rule files are pure: what must hold is decided from arguments, with no store, no web and no machine in sight.

import type { Fault } from './fault.ts'
import type { House } from './house.ts'
import type { SourceFile } from './source-file.ts'

// A file of a noun's room; what lies on the floor outside the rooms wires them together.
const RULES = /^apps\/[^/]+\/src\/identity\/(?!passwords\/|notices\/)[^/]+\/.*(?<!\.store|\.service)\.ts$/u
/** What browsers load too. */
const PORTABLE = /^packages\/(?:otp|wire)\//u
const MACHINE = /^(?:node:|kysely(?:\/|$)|pg(?:-boss)?(?:\/|$)|hono(?:\/|$)|@hono\/|nodemailer$|@electric-sql\/)/u
const HANDS = /\.(?:store|service)\.ts$|\/platform\/(?:http|database|mail|sms|log)(?:\/|\.)/u

export function purityFaults(house: House): Fault[] {
  return house.files
    .filter(({ isTest }) => !isTest)
    .flatMap((file) => [...impureImports(house, file), ...machineImports(file)])
}

function impureImports(house: House, file: SourceFile): Fault[] {
  if (!RULES.test(file.path)) return []
  return file.imports.flatMap((imported) => {
    const target = house.targetOf(file, imported)
    const isImpure =
      target?.kind === 'file' ? HANDS.test(target.path) : target?.kind === 'outside' && MACHINE.test(target.name)
    if (!isImpure) return []
    return [
      {
        path: file.path,
        line: imported.line,
        sentence: `a rule imports ${imported.specifier}; take what it gives as an argument, or name this file *.service.ts`,
      },
    ]
  })
}

function machineImports(file: SourceFile): Fault[] {
  if (!PORTABLE.test(file.path)) return []
  return file.imports
    .filter(({ specifier }) => specifier?.startsWith('node:'))
    .map(({ specifier, line }) => ({
      path: file.path,
      line,
      sentence: `${specifier} is not there in a browser, and browsers load this package`,
    }))
}
