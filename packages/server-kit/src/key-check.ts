// Whether the keys of the settings are those that a database was written with: asked at the start, before anything is
// done with them (decision 0031).
import { hmacSha256, keyIdOf, sameBytes, type Sealer } from './sealing.ts'

/** Its message names settings and the ids of keys, and never a key. */
export class WrongKey extends Error {
  override name = 'WrongKey'
}

const CHECK_WORD = 'sluis key check'

/** To be stored at `place`: only a sealer that knows the key opens it again. */
export const sealCheck = (sealer: Sealer, place: string): Buffer => sealer.seal(place, CHECK_WORD)

/** Throws WrongKey where `sealed` needs a key that is not in the setting of that name. */
export function requireSealingKey(sealer: Sealer, sealed: Uint8Array, setting: string): void {
  const needed = keyIdOf(sealed)
  if (!sealer.keyIds.includes(needed))
    throw new WrongKey(
      `This database was sealed with a key that is not in the settings: key ${needed}. ${setting} has ${sealer.keyIds.join(', ')}. Nothing was changed.`,
    )
}

/** What a key that seals nothing leaves in the database: it can be compared, and nothing can be done with it. */
export const keyCheck = (key: Uint8Array): Buffer => hmacSha256(key, CHECK_WORD)
/** How a key that seals nothing is called, in messages and in a vault. */
export const checkId = (check: Uint8Array): string => Buffer.from(check).subarray(0, 4).toString('hex')

/** Throws WrongKey where the key of the setting is another one than that which left `check`. */
export function requireKey(key: Uint8Array, check: Uint8Array, setting: string): void {
  const own = keyCheck(key)
  if (!sameBytes(own, check))
    throw new WrongKey(
      `This database was made with another ${setting}: key ${checkId(check)}. The settings have ${checkId(own)}, with which no password fits. Nothing was changed.`,
    )
}
