// What the kinds of pictures have in common.

export class Broken extends Error {}

export type Size = { width: number; height: number }
/** `kept`: what it is drawn from, in its order. */
export type Picture = { size: Size; kept: Uint8Array[] }

/** `inflate`: null for what is no whole zlib stream (RFC 1950), has something behind it, or gives more than that. */
export type PictureTools = {
  crc32: (bytes: Uint8Array) => number
  inflate: (bytes: Uint8Array, maxBytes: number) => Uint8Array | null
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
export const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to))

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
