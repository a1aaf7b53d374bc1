// The demo's keys and client secrets: made at the first start, readable by their owner only, never in the code.
import { randomBytes } from '@sluis/server-kit/random'
import { join } from 'node:path'
import { damaged, readPrivate, writePrivate } from './private-file.ts'

const NAMES = ['sealing-key', 'password-pepper', 'hr-client-secret', 'hr-key', 'desk-key'] as const
export type SecretName = (typeof NAMES)[number]
/** 32 random bytes each, in base64. */
export type Secrets = Record<SecretName, string>

// What a world is stored with: nothing in it can be read by others.
const STORED_WITH: readonly SecretName[] = ['sealing-key', 'password-pepper', 'hr-key']

/**
 * Reads the secrets of a data directory; missing ones are made. Throws DataDirectoryUnusable where there is a world and
 * what it was stored with is missing.
 */
export function secretsIn(directory: string, hasWorld: boolean): Secrets {
  const file = join(directory, 'secrets.json')
  const known = (readPrivate(file) ?? {}) as Partial<Secrets>
  if (hasWorld && STORED_WITH.some((name) => known[name] === undefined)) throw damaged(file)
  const secrets = Object.fromEntries(
    NAMES.map((name) => [name, known[name] ?? randomBytes(32).toString('base64')]),
  ) as Secrets
  if (NAMES.some((name) => known[name] === undefined)) writePrivate(file, secrets)
  return secrets
}
