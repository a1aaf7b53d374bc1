// A JPEG as far as a logo needs it: its segments to their end, one frame, and scans that have the tables that they are
// coded with (ITU T.81). The coded pixels themselves are not decoded.
import { Broken, type Picture, type Size, viewOf } from './picture.ts'

/** Frames: how the picture is coded, with its size (ITU T.81 §B.2.2); C4, C8 and CC are none. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
/** Baseline, extended and progressive, all by Huffman's codes: what browsers draw. */
const isCommon = (marker: number): boolean => marker <= 0xc2
/** JFIF, colour profile and Adobe's colours; the other segments of applications, and comments, are left out. */
const isDrawn = (marker: number): boolean =>
  marker !== 0xfe && (marker < 0xe0 || marker > 0xef || marker === 0xe0 || marker === 0xe2 || marker === 0xee)

const [QUANTISATION, HUFFMAN, SCAN, END] = [0xdb, 0xc4, 0xda, 0xd9]

/** `components`: by their id, the quantisation table of each. */
type Frame = { size: Size; components: ReadonlyMap<number, number> }
/** The tables that stand before a scan. */
type Tables = { quantisation: Set<number>; huffman: Set<number> }

export function readJpeg(bytes: Uint8Array): Picture {
  const data = viewOf(bytes)
  const kept = [bytes.subarray(0, 2)]
  const tables: Tables = { quantisation: new Set(), huffman: new Set() }
  let frame: Frame | null = null
  let hasPixels = false
  for (let at = 2; at + 2 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!
    // Fill bytes may stand before any marker.
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === END) {
      if (at + 2 < bytes.length) throw new Broken('has something after its end')
      if (!frame || !hasPixels) break
      return { size: frame.size, kept: [...kept, bytes.subarray(at)] }
    }
    if (at + 4 > bytes.length || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) break
    let next = at + 2 + data.getUint16(at + 2)
    if (next <= at + 3 || next > bytes.length) break
    const content = bytes.subarray(at + 4, next)
    if (isFrame(marker)) {
      if (!isCommon(marker)) throw new Broken('is a JPEG of a kind that browsers do not draw')
      if (frame) break
      frame = frameOf(content)
      if (!frame) break
    }
    if (marker === QUANTISATION && !addQuantisation(content, tables)) break
    if (marker === HUFFMAN && !addHuffman(content, tables)) break
    if (marker === SCAN) {
      if (!frame || !isScan(content, frame, tables)) break
      hasPixels = true
      const end = endOfScan(bytes, next)
      if (end === next) break
      next = end
    }
    if (isDrawn(marker)) kept.push(bytes.subarray(at, next))
    at = next
  }
  throw new Broken('is a damaged JPEG')
}

/** ITU T.81 §B.2.2. */
function frameOf(content: Uint8Array): Frame | null {
  const [precision, , , , , count = 0] = content
  if (precision !== 8 || count < 1 || count > 4 || content.length !== 6 + 3 * count) return null
  const data = viewOf(content)
  const components = new Map<number, number>()
  for (let at = 6; at < content.length; at += 3) {
    const [id = 0, sampling = 0, table = 0] = content.subarray(at, at + 3)
    if ([sampling >> 4, sampling & 15].some((each) => each < 1 || each > 4) || components.has(id)) return null
    components.set(id, table)
  }
  return { size: { height: data.getUint16(1), width: data.getUint16(3) }, components }
}

/** ITU T.81 §B.2.4.1. */
function addQuantisation(content: Uint8Array, { quantisation }: Tables): boolean {
  let at = 0
  while (at < content.length) {
    const [precision, id] = [content[at]! >> 4, content[at]! & 15]
    if (precision > 1 || id > 3) return false
    quantisation.add(id)
    at += 1 + 64 * (1 + precision)
  }
  return at === content.length
}

/** ITU T.81 §B.2.4.2; for direct values by its id, for those that follow by its id and 16. */
function addHuffman(content: Uint8Array, { huffman }: Tables): boolean {
  let at = 0
  while (at + 17 <= content.length) {
    const id = content[at]!
    if (id >> 4 > 1 || (id & 15) > 3) return false
    huffman.add(id)
    at += 17 + content.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0)
  }
  return at === content.length
}

/** ITU T.81 §B.2.3: parts of this frame alone, each with the tables that it is coded with. */
function isScan(content: Uint8Array, { components }: Frame, { quantisation, huffman }: Tables): boolean {
  const count = content[0] ?? 0
  if (count < 1 || count > components.size || content.length !== 4 + 2 * count) return false
  const [first, last = 0, approximation] = content.subarray(1 + 2 * count)
  for (let at = 1; at < 1 + 2 * count; at += 2) {
    const [id = 0, coding = 0] = content.subarray(at, at + 2)
    const table = components.get(id)
    if (table === undefined || !quantisation.has(table)) return false
    // What refines direct values is not coded by a table.
    if (first === 0 && approximation! >> 4 === 0 && !huffman.has(coding >> 4)) return false
    if (last > 0 && !huffman.has(16 + (coding & 15))) return false
  }
  return true
}

/** Coded pixels go on until a marker that is neither stuffing nor a restart (ITU T.81 §B.1.1.5). */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 2)) {
    const marker = bytes[at + 1]!
    if (marker !== 0 && (marker < 0xd0 || marker > 0xd7)) return at
  }
  throw new Broken('is a JPEG that is cut off')
}
