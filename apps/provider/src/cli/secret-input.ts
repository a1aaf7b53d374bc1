// A secret of the operator's own, from standard input: on the command line it would stand in histories and lists of
// processes.
import { secretFault } from '#identity/applications/secret-rule.ts'
import type { Caller, Option, Values } from './command-shape.ts'

export const SECRET_INPUT: Record<'secret-from-stdin', Option> = { 'secret-from-stdin': {} }

const MAX_BYTES = 4_096

/** The secret, a sentence that says what is wrong with it, or neither where none is announced. */
export async function readSecretInput(
  values: Values,
  { input = process.stdin }: Caller,
): Promise<{ secret?: string; sentence?: string }> {
  if (!values['secret-from-stdin']) return {}
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk))
    size += chunk.length
    if (size > MAX_BYTES) break
  }
  const secret = Buffer.concat(chunks)
    .toString()
    .replace(/\r?\n$/u, '')
  const fault = secretFault(secret)
  return fault === null ? { secret } : { sentence: `The secret on standard input ${fault}.` }
}
