// What every operator's command has: its options, what they mean, and the work.
import { emailKey } from '@sluis/server-kit/email'
import type { Person } from '#identity/people/people.store.ts'
import type { Settings } from '../server/config.ts'
import type { ProviderContext } from '../server/main.ts'

export type Print = (line: string) => void
/** Where the command is run from. */
export type Caller = {
  /** What a person types before the noun and the verb: npm run provider:command */
  name: string
  isDemo: boolean
  /** What is typed or piped into it; the terminal's where there is none. */
  input?: AsyncIterable<Uint8Array | string>
}
export type Option = {
  /** Stands for its value in the usage; an option without it takes none. */
  value?: string
  isRequired?: true
  mayRepeat?: true
}
export type Values = Partial<Record<string, string | string[] | true>>

export type Command = {
  /** For the usage: what it does, and what the exit code says. */
  purpose: string
  options: Readonly<Record<string, Option>>
  /** A sentence for each wrong value, as far as that shows without settings and database. Required ones are there. */
  wrongValues?: (values: Values, caller: Caller) => readonly string[]
  /** Returns the exit code: 0, or 1 for what it refuses or found wrong. */
  run: (provider: ProviderContext, values: Values, print: Print, settings: Settings, caller: Caller) => Promise<0 | 1>
}

export const stringOf = (value: Values[string]): string => (typeof value === 'string' ? value : '')
export const listOf = (value: Values[string]): string[] => (Array.isArray(value) ? value : [])

export const EMAIL: Option = { value: 'ADDRESS', isRequired: true }

export const wrongEmail = (values: Values): string[] =>
  emailKey(stringOf(values['email'])).ok ? [] : ['--email must be an e-mail address.']

/** Where several people claim an address, the one who has proved it: an operator means no squatter. */
export async function personOf(identity: ProviderContext['identity'], values: Values): Promise<Person | undefined> {
  const key = emailKey(stringOf(values['email']))
  const [person, ...others] = key.ok ? await identity.people.listByEmail(key.value, null) : []
  return others.length === 0 || person?.emailProved ? person : undefined
}

/** A name comes from outside: nothing in it may write to the terminal other than as text. */
export const printable = (text: string): string => text.replace(/\p{C}/gu, '�')

/** For what a command cannot do, though it was called rightly. */
export function refuse(print: Print, sentence: string): 1 {
  print(sentence)
  return 1
}
