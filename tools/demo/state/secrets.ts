// The demo's keys and client secrets: made at the first start, readable by their owner only, never in the code.
import { randomBytes } from '@sluis/server-kit/random'
import { join } from 'node:path'
import { readPrivate, writePrivate } from './private-file.ts'

const NAMES = ['sealing-key', 'password-pepper', 'hr-client-secret', 'hr-key', 'desk-key'] as const
export type SecretName = (typeof NAMES)[number]
/** 32 random bytes each, in base64. */
export type Secrets = Record<SecretName, string>

/** Reads the secrets of a data directory; missing ones are made. */
export function secretsIn(directory: string): Secrets {
  const file = join(directory, 'secrets.json')
  const known = (readPrivate(file) ?? {}) as Partial<Secrets>
  const secrets = Object.fromEntries(
    NAMES.map((name) => [name, known[name] ?? randomBytes(32).toString('base64')]),
  ) as Secrets
  if (NAMES.some((name) => known[name] === undefined)) writePrivate(file, secrets)
  return secrets
}
