// Text on a PDF in embedded fonts, so that every letter of a name is there and can be copied: DejaVu Sans (Latin,
// Greek, Cyrillic, Arabic, Hebrew, Armenian, Georgian), and Unifont for what it does not have.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as fontkit from 'fontkit'
import { unpackFont } from './unpack-font.ts'

const FONTS = {
  regular: '@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff',
  bold: '@fontsource/dejavu-sans/files/dejavu-sans-latin-700-normal.woff',
  other: '@fontsource/unifont/files/unifont-latin-400-normal.woff',
} as const
export type Weight = 'regular' | 'bold'
type FontName = keyof typeof FONTS
type Run = { font: FontName; text: string }

type Loaded = { bytes: Buffer; has: (codePoint: number) => boolean }
const loaded = new Map<FontName, Loaded>()

/** Read when a document first needs it, and kept. */
function load(name: FontName): Loaded {
  const known = loaded.get(name)
  if (known) return known
  const bytes = unpackFont(readFileSync(fileURLToPath(import.meta.resolve(FONTS[name]))))
  const font = fontkit.create(bytes) as fontkit.Font
  const fresh = { bytes, has: (codePoint: number) => font.hasGlyphForCodePoint(codePoint) }
  loaded.set(name, fresh)
  return fresh
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** The text in pieces of one font each; a letter and the marks on it stay together. */
function runsOf(text: string, weight: Weight): Run[] {
  const runs: Run[] = []
  for (const { segment } of graphemes.segment(text)) {
    const codePoints = Array.from(segment, (sign) => sign.codePointAt(0)!)
    const font = codePoints.every(load(weight).has) ? weight : 'other'
    const last = runs.at(-1)
    if (last?.font === font) last.text += segment
    else runs.push({ font, text: segment })
  }
  return runs
}

const RIGHT_TO_LEFT = String.raw`[\p{sc=Arabic}\p{sc=Hebrew}\p{M}]+`
const SENTENCE = new RegExp(String.raw`(${RIGHT_TO_LEFT}(?:\s+${RIGHT_TO_LEFT})*)`, 'u')

/**
 * The pieces in the order in which they stand on the paper: the writer turns the letters of a piece that is read from
 * the right, and places all pieces from the left.
 */
const placed = (text: string): string[] =>
  text.split(SENTENCE).flatMap((piece, at) => (at % 2 === 1 ? piece.split(/(\s+)/u).toReversed() : [piece]))

/** Writes at the current place, or at `at`. Sets font and size; colour is the caller's. */
export function write(
  doc: PDFKit.PDFDocument,
  text: string,
  { weight, size, at, ...options }: { weight: Weight; size: number; at?: [number, number] } & PDFKit.Mixins.TextOptions,
): void {
  const runs = placed(text).flatMap((piece) => runsOf(piece, weight))
  doc.fontSize(size)
  for (const [index, run] of runs.entries()) {
    const style = { ...options, continued: index < runs.length - 1 }
    doc.font(load(run.font).bytes)
    if (index === 0 && at) doc.text(run.text, ...at, style)
    else doc.text(run.text, style)
  }
}
