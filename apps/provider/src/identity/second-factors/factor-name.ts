// What people call their things: one line, short.

export const MAX_NAME_CHARACTERS = 40

/**
 * Null where it is too long. Line breaks and other control characters are spaces, and what turns the direction of text
 * around is left out.
 */
export function parseFactorName(typed: string): string | null {
  const name = typed
    .normalize('NFC')
    .replaceAll(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return name.length > MAX_NAME_CHARACTERS ? null : name
}
