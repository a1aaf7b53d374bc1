// The usage: what an operator can do from a terminal, drawn from the commands themselves.
import type { Caller, Command, Option } from './command-shape.ts'
import type { Commands } from './command-line.ts'

const MAX_COLUMNS = 110
const INDENT = '      '

export const usageOf = (names: readonly string[], commands: Commands, caller: Caller): string =>
  [`${caller.name} -- NOUN VERB …`, ...names.map((name) => describe(name, commands[name]!))].join('\n\n')

/** Where the usage of these commands is, for whoever has typed something wrong: the sentence is not to drown in it. */
export function helpLine(names: readonly string[], commands: Commands, caller: Caller): string {
  const [first = ''] = names
  const noun = first.split(' ')[0]
  const words = names.length === 1 ? first : names.length === Object.keys(commands).length ? '' : noun
  return `See ${[caller.name, '--', words, '--help'].filter(Boolean).join(' ')}`
}

function describe(name: string, { options, purpose }: Command): string {
  const lines = [`  ${name}`]
  for (const option of Object.entries(options).map(written)) {
    const longer = `${lines.at(-1)} ${option}`
    if (longer.length > MAX_COLUMNS) lines.push(`${INDENT}${option}`)
    else lines.splice(-1, 1, longer)
  }
  return [...lines, ...purpose.split('\n').map((line) => `${INDENT}${line}`)].join('\n')
}

function written([name, { value, isRequired, mayRepeat }]: [string, Option]): string {
  const once = value === undefined ? `--${name}` : `--${name} ${value}`
  if (isRequired) return mayRepeat ? `${once} [${once} …]` : once
  return mayRepeat ? `[${once} …]` : `[${once}]`
}
