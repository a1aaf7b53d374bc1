// What the operator's commands share: how one looks, and how its options are read.
import { emailKey } from '#identity/people/email.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Settings } from '../server/config.ts'
import type { ProviderContext } from '../server/main.ts'

export const OPTIONS = {
  id: { type: 'string' },
  name: { type: 'string' },
  secret: { type: 'string' },
  'redirect-uri': { type: 'string', multiple: true },
  'post-logout-redirect-uri': { type: 'string', multiple: true },
  home: { type: 'string' },
  'backchannel-logout-uri': { type: 'string' },
  app: { type: 'string' },
  company: { type: 'string' },
  announce: { type: 'string' },
  prompt: { type: 'string' },
  required: { type: 'string' },
  email: { type: 'string' },
  reason: { type: 'string' },
  'at-once': { type: 'boolean' },
  all: { type: 'boolean' },
} as const

export type Print = (line: string) => void
export type Values = Partial<Record<string, string | string[] | boolean>>
/** Returns the exit code. */
export type Command = (provider: ProviderContext, values: Values, print: Print, settings: Settings) => Promise<number>

export const stringOf = (value: Values[string]): string => (typeof value === 'string' ? value : '')

export async function personOf(identity: ProviderContext['identity'], values: Values): Promise<Person | undefined> {
  const key = emailKey(stringOf(values['email']))
  return key.ok ? identity.people.findByEmail(key.value) : undefined
}

export function wrong(print: Print, lines: string[]): number {
  for (const line of lines) print(line)
  return 2
}
