// Which files are a logo: PNG or JPEG by their bytes, small, whole, and nothing else at the same time. What a picture
// does not need (places, texts, a picture of the picture) is left out.
import { type Decision, accept } from '@sluis/server-kit/decision'
import { readJpeg } from './jpeg-picture.ts'
import { ascii, Broken, concat, type PictureTools, type Size } from './picture.ts'
import { PNG_SIGNATURE, readPng } from './png-picture.ts'

export const MAX_LOGO_BYTES = 102_400
export const MAX_LOGO_PIXELS = 1_024

export type LogoType = 'image/png' | 'image/jpeg'
export type Logo = { mediaType: LogoType; bytes: Uint8Array }
export type LogoRefusal = { refusal: 'not-a-logo'; reason: string }

/** `tools`: what a machine does about bytes (picture-tools.ts). */
export function readLogo(bytes: Uint8Array, tools: PictureTools): Decision<Logo, LogoRefusal> {
  const no = (reason: string): Decision<Logo, LogoRefusal> => ({ ok: false, refusal: 'not-a-logo', reason })
  if (bytes.length === 0) return no('is empty')
  if (bytes.length > MAX_LOGO_BYTES) return no(`is larger than ${MAX_LOGO_BYTES / 1_024} kB`)
  const type = typeOf(bytes)
  if (type === null) return no(`is ${kindOf(bytes)}: a logo is a PNG or a JPEG`)
  try {
    const { size, kept } = type === 'image/png' ? readPng(bytes, tools, checkSize) : readJpeg(bytes)
    checkSize(size)
    return accept({ mediaType: type, bytes: concat(kept) })
  } catch (error) {
    if (error instanceof Broken) return no(error.message)
    throw error
  }
}

function checkSize({ width, height }: Size): void {
  if (width > MAX_LOGO_PIXELS || height > MAX_LOGO_PIXELS)
    throw new Broken(`is ${width} × ${height} pixels: ${MAX_LOGO_PIXELS} a side is the most`)
  if (width === 0 || height === 0) throw new Broken('has no pixels')
}

const beginsWith = (bytes: Uint8Array, begin: readonly number[]): boolean =>
  begin.every((byte, at) => bytes[at] === byte)
function typeOf(bytes: Uint8Array): LogoType | null {
  if (beginsWith(bytes, PNG_SIGNATURE)) return 'image/png'
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
