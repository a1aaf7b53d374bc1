// Which files are a logo: PNG and JPEG by their bytes, small, whole, and nothing else at the same time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_LOGO_BYTES, readLogo } from './logo-rule.ts'

const latin = (text: string) => Buffer.from(text, 'latin1')
const uint32 = (number: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  return bytes
}
const chunk = (type: string, data = Buffer.alloc(0)) =>
  Buffer.concat([uint32(data.length), latin(type), data, uint32(0)])
const SIGNATURE = latin('\x89PNG\r\n\x1a\n')
const header = (width: number, height: number) =>
  chunk('IHDR', Buffer.concat([uint32(width), uint32(height), Buffer.from([8, 6, 0, 0, 0])]))
const PIXELS = chunk('IDAT', latin('pixels'))
const END = chunk('IEND')
const png = (...chunks: Buffer[]) => Buffer.concat([SIGNATURE, ...chunks])
const PNG = png(header(64, 32), PIXELS, END)

const segment = (marker: number, data: Buffer) =>
  Buffer.concat([Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255]), data])
const frame = (width: number, height: number) =>
  segment(0xc2, Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]))
const SCAN = Buffer.concat([
  segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
  Buffer.from([1, 0xff, 0, 2, 0xff, 0xd0, 3]),
])
const JFIF = segment(0xe0, latin('JFIF\0\x01\x01\0\0\x01\0\x01\0\0'))
const jpeg = (...parts: Buffer[]) => Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, Buffer.from([0xff, 0xd9])])
const JPEG = jpeg(JFIF, frame(64, 32), SCAN, SCAN)

test('a PNG and a JPEG are taken as they are', () => {
  for (const [bytes, mediaType] of [
    [PNG, 'image/png'],
    [JPEG, 'image/jpeg'],
  ] as const) {
    const read = readLogo(bytes)
    assert.ok(read.ok, JSON.stringify(read))
    assert.deepEqual([read.value.mediaType, Buffer.from(read.value.bytes)], [mediaType, bytes])
  }
})
test('what a picture is not drawn from is left out: texts, places, a picture of the picture', () => {
  const withText = png(
    header(64, 32),
    chunk('tEXt', latin('Comment\0<script>alert(1)</script>')),
    PIXELS,
    chunk('eXIf'),
    END,
  )
  const withExif = jpeg(
    JFIF,
    segment(0xe1, latin('Exif\0\0somewhere')),
    segment(0xfe, latin('<script>')),
    frame(64, 32),
    SCAN,
    SCAN,
  )
  for (const [bytes, plain] of [
    [withText, PNG],
    [withExif, JPEG],
  ] as const) {
    const read = readLogo(bytes)
    assert.deepEqual(read.ok && Buffer.from(read.value.bytes), plain)
  }
})
const refused: [what: string, bytes: Buffer, reason: RegExp][] = [
  ['nothing', Buffer.alloc(0), /is empty/u],
  ['an SVG with a script', latin('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), /an SVG/u],
  ['an SVG behind its XML line', latin('<?xml version="1.0"?>\n<svg/>'), /an SVG/u],
  ['a GIF', latin('GIF89a\x01\0\x01\0'), /a GIF/u],
  ['a WebP', latin('RIFF\0\0\0\0WEBPVP8 '), /a WebP/u],
  ['a page', latin('<!doctype html><script>alert(1)</script>'), /a page/u],
  ['text', latin('logo'), /no picture/u],
  ['a picture that is too large', Buffer.concat([PNG, Buffer.alloc(MAX_LOGO_BYTES)]), /larger than 100 kB/u],
  ['a PNG of too many pixels', png(header(1025, 1), PIXELS, END), /1025 × 1 pixels/u],
  ['a JPEG of too many pixels', jpeg(frame(1, 60_000), SCAN), /1 × 60000 pixels/u],
  ['a PNG without pixels', png(header(0, 1), PIXELS, END), /no pixels/u],
  ['a PNG and a page in one', Buffer.concat([PNG, latin('<script>alert(1)</script>')]), /after its end/u],
  ['a JPEG and a page in one', Buffer.concat([JPEG, latin('<script>alert(1)</script>')]), /after its end/u],
  ['a PNG that is cut off', PNG.subarray(0, -6), /damaged PNG/u],
  ['a PNG without a header', png(PIXELS, END), /damaged PNG/u],
  ['a PNG with two headers', png(header(1, 1), header(1, 1), PIXELS, END), /damaged PNG/u],
  [
    'a PNG that says more than it has',
    png(header(1, 1), Buffer.concat([uint32(0xffff_ffff), latin('IDAT')]), END),
    /damaged PNG/u,
  ],
  ['a JPEG that is cut off', JPEG.subarray(0, -1), /cut off/u],
  ['a JPEG without a frame', jpeg(SCAN), /damaged JPEG/u],
  ['a JPEG head alone', JPEG.subarray(0, 3), /damaged JPEG/u],
]
for (const [what, bytes, reason] of refused)
  test(`${what} is no logo`, () => {
    const read = readLogo(bytes)
    assert.match(read.ok ? 'taken' : read.reason, reason)
  })
