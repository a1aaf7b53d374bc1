// Names from outside in the middle of our sentences: none of them turns the direction of what stands around it
// (CVE-2021-42574).

/** Marks, embeddings, overrides and isolates: they are never seen, and turn the direction of text. */
const TURNING = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const ISOLATE = '\u2068'
const END = '\u2069'

export const withoutTurning = (text: string): string => text.replaceAll(TURNING, '')

/** True where a text shows what it does not hold: it turns around, or goes on on another line. */
export const isDisguised = (text: string): boolean =>
  withoutTurning(text) !== text || /[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)

/** A value as it stands in a sentence: what is written from right to left stays among itself. */
export function isolated(value: string): string {
  const plain = withoutTurning(value)
  return RIGHT_TO_LEFT.test(plain) ? ISOLATE + plain + END : plain
}
