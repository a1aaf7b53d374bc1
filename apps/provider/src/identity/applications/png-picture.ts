// A PNG as far as a logo needs it: every chunk with its checksum, and pixels as many as the header says (PNG, third
// edition).
import { ascii, Broken, concat, type Picture, type PictureTools, type Size, viewOf } from './picture.ts'

export const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

// What a still picture is drawn from (chapter 11 there); all else is left out.
const DRAWN = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'pHYs', 'cICP'])

type Header = Size & { depth: number; colours: Colours; isInterlaced: boolean }
/** By the colour type: samples a pixel, and how many bits each may have. */
type Colours = { samples: number; depths: readonly number[]; palette: 'needed' | 'allowed' | 'none' }
const COLOURS: Readonly<Record<number, Colours>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16], palette: 'none' },
  2: { samples: 3, depths: [8, 16], palette: 'allowed' },
  3: { samples: 1, depths: [1, 2, 4, 8], palette: 'needed' },
  4: { samples: 2, depths: [8, 16], palette: 'none' },
  6: { samples: 4, depths: [8, 16], palette: 'allowed' },
}
// Where each pass of an interlaced picture begins, and its steps.
const WHOLE = [[0, 0, 1, 1]] as const
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const
const MAX_FILTER = 4

/** `checkSize`: throws on what is too large, before its pixels are looked at. */
export function readPng(bytes: Uint8Array, tools: PictureTools, checkSize: (size: Size) => void): Picture {
  const data = viewOf(bytes)
  const kept = [bytes.subarray(0, PNG_SIGNATURE.length)]
  const pixels: Uint8Array[] = []
  let header: Header | null = null
  let [hasPalette, before] = [false, '']
  for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length;) {
    const length = data.getUint32(at)
    const type = ascii(bytes, at + 4, at + 8)
    const next = at + 12 + length
    if (next > bytes.length) break
    if (tools.crc32(bytes.subarray(at + 4, next - 4)) !== data.getUint32(next - 4)) break
    if ((header === null) !== (type === 'IHDR')) break
    const content = bytes.subarray(at + 8, next - 4)
    if (type === 'IHDR') {
      header = headerOf(content)
      if (header === null) break
      checkSize(header)
    }
    if (type === 'PLTE') {
      if (hasPalette || pixels.length > 0 || length === 0 || length % 3 > 0 || length > 768) break
      hasPalette = true
    }
    if (type === 'IDAT') {
      if (pixels.length > 0 && before !== 'IDAT') break
      pixels.push(content)
    }
    if (DRAWN.has(type)) kept.push(bytes.subarray(at, next))
    if (type === 'IEND') {
      if (length > 0 || next < bytes.length) throw new Broken('has something after its end')
      if (!isPaletteRight(header!, hasPalette) || !hasAllPixels(header!, concat(pixels), tools)) break
      return { size: header!, kept }
    }
    ;[before, at] = [type, next]
  }
  throw new Broken('is a damaged PNG')
}

function headerOf(content: Uint8Array): Header | null {
  if (content.length !== 13) return null
  const data = viewOf(content)
  const [depth = 0, colourType = 0, compression, filter, interlace = 0] = content.subarray(8)
  const colours = COLOURS[colourType]
  if (!colours?.depths.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1) return null
  return { width: data.getUint32(0), height: data.getUint32(4), depth, colours, isInterlaced: interlace === 1 }
}

const isPaletteRight = ({ colours: { palette } }: Header, hasPalette: boolean): boolean =>
  palette === 'allowed' || hasPalette === (palette === 'needed')

/** Inflated, they are as many as the header says: each row begins with its filter. */
function hasAllPixels(
  { width, height, depth, colours, isInterlaced }: Header,
  packed: Uint8Array,
  tools: PictureTools,
) {
  const passes = (isInterlaced ? ADAM7 : WHOLE).map(([left, top, across, down]) => {
    const columns = Math.max(0, Math.ceil((width - left) / across))
    const rows = columns === 0 ? 0 : Math.max(0, Math.ceil((height - top) / down))
    return { rows, rowBytes: 1 + Math.ceil((columns * colours.samples * depth) / 8) }
  })
  const bytes = passes.reduce((sum, { rows, rowBytes }) => sum + rows * rowBytes, 0)
  const raw = tools.inflate(packed, bytes)
  if (raw?.length !== bytes) return false
  let at = 0
  for (const { rows, rowBytes } of passes)
    for (let row = 0; row < rows; row++, at += rowBytes) if (raw[at]! > MAX_FILTER) return false
  return true
}
