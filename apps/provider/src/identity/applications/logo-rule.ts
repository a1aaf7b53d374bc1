// Which files are a logo: PNG or JPEG by their bytes, small, and nothing else at the same time. What a picture does not
// need (places, texts, a picture of the picture) is left out.
import { type Decision, accept } from '@sluis/server-kit/decision'

export const MAX_LOGO_BYTES = 102_400
export const MAX_LOGO_PIXELS = 1_024

export type LogoType = 'image/png' | 'image/jpeg'
export type Logo = { mediaType: LogoType; bytes: Uint8Array }
export type LogoRefusal = { refusal: 'not-a-logo'; reason: string }

class Broken extends Error {}

export function readLogo(bytes: Uint8Array): Decision<Logo, LogoRefusal> {
  const no = (reason: string): Decision<Logo, LogoRefusal> => ({ ok: false, refusal: 'not-a-logo', reason })
  if (bytes.length === 0) return no('is empty')
  if (bytes.length > MAX_LOGO_BYTES) return no(`is larger than ${MAX_LOGO_BYTES / 1_024} kB`)
  const type = typeOf(bytes)
  if (type === null) return no(`is ${kindOf(bytes)}: a logo is a PNG or a JPEG`)
  try {
    const { width, height, kept } = type === 'image/png' ? readPng(bytes) : readJpeg(bytes)
    if (width > MAX_LOGO_PIXELS || height > MAX_LOGO_PIXELS)
      return no(`is ${width} × ${height} pixels: ${MAX_LOGO_PIXELS} a side is the most`)
    if (width === 0 || height === 0) return no('has no pixels')
    return accept({ mediaType: type, bytes: concat(kept) })
  } catch (error) {
    if (error instanceof Broken) return no(error.message)
    throw error
  }
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const beginsWith = (bytes: Uint8Array, begin: readonly number[]): boolean =>
  begin.every((byte, at) => bytes[at] === byte)
const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

function typeOf(bytes: Uint8Array): LogoType | null {
  if (beginsWith(bytes, PNG)) return 'image/png'
  return beginsWith(bytes, [0xff, 0xd8, 0xff]) ? 'image/jpeg' : null
}

/** What it seems to be, for the sentence alone. */
function kindOf(bytes: Uint8Array): string {
  const head = ascii(bytes, 0, 256).trimStart().toLowerCase()
  if (head.startsWith('gif8')) return 'a GIF'
  if (head.startsWith('riff') && head.slice(8, 12) === 'webp') return 'a WebP'
  if (head.startsWith('<svg') || (head.startsWith('<?xml') && head.includes('<svg'))) return 'an SVG'
  return head.startsWith('<') ? 'a page or XML' : 'no picture that is known here'
}

type Picture = { width: number; height: number; kept: Uint8Array[] }
const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

// What a still picture is drawn from (PNG, third edition, chapter 11); all else is left out.
const DRAWN = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'pHYs', 'cICP'])

function readPng(bytes: Uint8Array): Picture {
  const data = view(bytes)
  const kept = [bytes.subarray(0, PNG.length)]
  let size: { width: number; height: number } | null = null
  let hasPixels = false
  for (let at = PNG.length; at + 12 <= bytes.length;) {
    const length = data.getUint32(at)
    const type = ascii(bytes, at + 4, at + 8)
    const next = at + 12 + length
    if (next > bytes.length) break
    if ((size === null) !== (type === 'IHDR') || (type === 'IHDR' && length !== 13)) break
    if (type === 'IHDR') size = { width: data.getUint32(at + 8), height: data.getUint32(at + 12) }
    if (type === 'IDAT') hasPixels = true
    if (DRAWN.has(type)) kept.push(bytes.subarray(at, next))
    if (type === 'IEND') {
      if (length > 0 || next < bytes.length) throw new Broken('has something after its end')
      if (!hasPixels) break
      return { ...size!, kept }
    }
    at = next
  }
  throw new Broken('is a damaged PNG')
}

/** Frames: how the picture is coded, with its size (ITU T.81 §B.2.2); C4, C8 and CC are none. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
/** JFIF, colour profile and Adobe's colours; the other segments of applications, and comments, are left out. */
const isDrawn = (marker: number): boolean =>
  marker !== 0xfe && (marker < 0xe0 || marker > 0xef || marker === 0xe0 || marker === 0xe2 || marker === 0xee)

function readJpeg(bytes: Uint8Array): Picture {
  const data = view(bytes)
  const kept = [bytes.subarray(0, 2)]
  let size: { width: number; height: number } | null = null
  let hasPixels = false
  for (let at = 2; at + 2 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!
    // Fill bytes may stand before any marker.
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === 0xd9) {
      if (at + 2 < bytes.length) throw new Broken('has something after its end')
      if (!size || !hasPixels) break
      return { ...size, kept: [...kept, bytes.subarray(at)] }
    }
    if (at + 4 > bytes.length || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) break
    let next = at + 2 + data.getUint16(at + 2)
    if (next <= at + 3 || next > bytes.length) break
    if (isFrame(marker)) {
      if (size || next - at < 10) break
      size = { height: data.getUint16(at + 5), width: data.getUint16(at + 7) }
    }
    if (marker === 0xda) {
      hasPixels = true
      next = endOfScan(bytes, next)
    }
    if (isDrawn(marker)) kept.push(bytes.subarray(at, next))
    at = next
  }
  throw new Broken('is a damaged JPEG')
}

/** Coded pixels go on until a marker that is neither stuffing nor a restart (ITU T.81 §B.1.1.5). */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 2)) {
    const marker = bytes[at + 1]!
    if (marker !== 0 && (marker < 0xd0 || marker > 0xd7)) return at
  }
  throw new Broken('is a JPEG that is cut off')
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
