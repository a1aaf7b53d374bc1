// Which secrets an application may be given that we have not made: long, and nothing that a guess would find.

const MIN_CHARACTERS = 32
const MAX_CHARACTERS = 200
const MIN_DIFFERENT = 8

/** What is wrong with it, after its name; null for nothing. */
export function secretFault(secret: string): string | null {
  if (secret.length < MIN_CHARACTERS || secret.length > MAX_CHARACTERS)
    return `must have ${MIN_CHARACTERS} to ${MAX_CHARACTERS} characters`
  // What a client can send in each way (RFC 6749 §A.2).
  if (!/^[!-~][ -~]*[!-~]$/u.test(secret)) return 'must be visible ASCII characters, on one line'
  return new Set(secret).size < MIN_DIFFERENT ? 'must not be a few characters again and again' : null
}
