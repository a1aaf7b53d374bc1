// What people call their things: one line, short.
import { withoutTurning } from '@sluis/server-kit/writing-direction'

export const MAX_NAME_CHARACTERS = 40

/**
 * Null where it is too long. Line breaks and other control characters are spaces, and what turns the direction of text
 * around is left out.
 */
export function parseFactorName(typed: string): string | null {
  const name = withoutTurning(typed)
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return name.length > MAX_NAME_CHARACTERS ? null : name
}
