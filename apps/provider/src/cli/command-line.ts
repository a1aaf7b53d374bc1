// The command line of an operator: which command it names, and whether its options are those that the command has.
import { parseArgs, type ParseArgsOptionDescriptor } from 'node:util'
import { isDisguised } from '@sluis/server-kit/writing-direction'
import type { Command, Option, Values } from './command-shape.ts'

export type Commands = Readonly<Record<string, Command>>

export type CommandLine =
  | { kind: 'help'; about: readonly string[] }
  /** `about`: the commands whose usage helps. */
  | { kind: 'wrong'; sentences: readonly string[]; about: readonly string[] }
  | { kind: 'command'; name: string; values: Values }

type Token = { name: string; written: string; value: string | undefined; isInline: boolean }

/** Asks no settings and no database. What it says has names of options, and never a value: one may be a secret. */
export function readCommandLine(args: readonly string[], commands: Commands): CommandLine {
  const { words, tokens, strayAfter } = split(args, commands)
  const about = namesLike(words, commands)
  const wrong = (...sentences: string[]): CommandLine => ({ kind: 'wrong', sentences, about })
  if (tokens.some(({ name }) => name === 'help')) return { kind: 'help', about }

  const name = words.slice(0, 2).join(' ')
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  const options = command?.options ?? everyOption(commands)
  const misused = misusedOptions(tokens, options, command ? `"${name}" has` : 'There is')
  if (misused.length > 0) return wrong(...misused)

  if (!command) return wrong(...withoutCommand(words, about, commands))
  if (words.length > 2) return wrong(strayWord(name, options, strayAfter))
  const values = valuesOf(tokens, options)
  const missing = Object.keys(options).filter((option) => options[option]!.isRequired && !(option in values))
  if (missing.length > 0) return wrong(...missing.map((option) => `--${option} is missing.`))
  return { kind: 'command', name, values }
}

/** Which word it is, is said by what stands before it, and never by the word: it may be half a secret. */
function strayWord(name: string, options: Command['options'], after: string | null): string {
  const option = after === null ? undefined : options[after]
  if (option === undefined)
    return `"${name}" is followed by a word that belongs to no option. A value with spaces stands in quotes.`
  if (option.value === undefined) return `--${after} takes no value.`
  const once = `--${after} ${option.value}`
  return option.mayRepeat
    ? `The value of --${after} is followed by a second one. Each has the option before it: ${once} ${once}`
    : `The value of --${after} is followed by a word that belongs to no option. A value with spaces stands in quotes.`
}

/** `strayAfter`: the option before the first word that is neither noun, verb nor value; null for none. */
function split(
  args: readonly string[],
  commands: Commands,
): { words: string[]; tokens: Token[]; strayAfter: string | null } {
  const options: Record<string, ParseArgsOptionDescriptor> = { help: { type: 'boolean', short: 'h' } }
  for (const [name, { value }] of Object.entries(everyOption(commands)))
    options[name] = { type: value === undefined ? 'boolean' : 'string' }
  // Not strict: Node's own sentences are for who wrote the program.
  const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true })
  const tokens: Token[] = []
  let strayAfter: string | null = null
  let [count, before]: [number, string | null] = [0, null]
  for (const token of parsed.tokens) {
    if (token.kind === 'positional' && ++count === 3) strayAfter = before
    before = token.kind === 'option' ? token.name : null
    if (token.kind === 'option')
      tokens.push({
        name: token.name,
        written: args[token.index]!.split('=')[0]!,
        value: token.value,
        isInline: token.inlineValue === true,
      })
  }
  return { words: parsed.positionals, tokens, strayAfter }
}

/** Before the command is known. An option takes a value in all commands that have it, or in none. */
const everyOption = (commands: Commands): Command['options'] =>
  Object.fromEntries(Object.values(commands).flatMap(({ options }) => Object.entries(options)))

/** The commands that the words name, as far as they are right: one, all of a noun, or all. */
function namesLike(words: readonly string[], commands: Commands): string[] {
  const all = Object.keys(commands)
  const ofNoun = all.filter((name) => name.split(' ')[0] === words[0])
  const named = ofNoun.filter((name) => name.split(' ')[1] === words[1])
  return [named, ofNoun].find((names) => names.length > 0) ?? all
}

function withoutCommand(words: readonly string[], about: readonly string[], commands: Commands): string[] {
  const [noun, verb] = words
  if (noun === undefined) return []
  if (about.length === Object.keys(commands).length)
    return [`There is no command "${[noun, verb].filter((word) => word !== undefined).join(' ')}".`]
  const verbs = about.map((name) => name.split(' ')[1]).join(', ')
  return [
    verb === undefined
      ? `"${noun}" is followed by a verb: ${verbs}.`
      : `"${noun}" has no verb "${verb}", but: ${verbs}.`,
  ]
}

/** More than any address, and less than a request may carry. */
const MAX_CHARACTERS = 2_000

/** `has`: how a sentence on an option that is not there begins. */
function misusedOptions(tokens: readonly Token[], options: Command['options'], has: string): string[] {
  const sentences = new Set<string>()
  const seen = new Set<string>()
  for (const { name, written, value, isInline } of tokens) {
    const option: Option | undefined = Object.hasOwn(options, name) ? options[name] : undefined
    if (!option || !written.startsWith('--')) sentences.add(`${has} no option ${written}.`)
    else if (option.value === undefined) {
      if (value !== undefined) sentences.add(`--${name} takes no value.`)
    } else if (value === undefined || value.trim() === '') sentences.add(`--${name} is missing its value.`)
    else if (!isInline && value.startsWith('-'))
      sentences.add(`--${name} is missing its value. One that begins with "-" is written --${name}=${option.value}.`)
    else if (value.length > MAX_CHARACTERS || isDisguised(value) || value.includes('\uFFFD'))
      sentences.add(`--${name} must be readable text of at most ${MAX_CHARACTERS} characters, on one line.`)
    else if (seen.has(name) && !option.mayRepeat) sentences.add(`--${name} takes one value, and has several here.`)
    seen.add(name)
  }
  return [...sentences]
}

function valuesOf(tokens: readonly Token[], options: Command['options']): Values {
  const values: Values = {}
  for (const { name, value } of tokens) {
    const earlier = values[name]
    if (value === undefined) values[name] = true
    else if (options[name]?.mayRepeat) values[name] = [...(Array.isArray(earlier) ? earlier : []), value]
    else values[name] = value
  }
  return values
}
