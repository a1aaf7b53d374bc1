// Which files are a logo: PNG and JPEG by their bytes, small, whole, and nothing else at the same time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import { pictureTools } from '#platform/picture-tools.ts'
import { MAX_LOGO_BYTES, readLogo as readLogoWith } from './logo-rule.ts'

const latin = (text: string) => Buffer.from(text, 'latin1')
const uint32 = (number: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  return bytes
}
const chunk = (type: string, data = Buffer.alloc(0)) =>
  Buffer.concat([uint32(data.length), latin(type), data, uint32(crc32(Buffer.concat([latin(type), data])))])
const SIGNATURE = latin('\x89PNG\r\n\x1a\n')
const header = (width: number, height: number, more = [8, 6, 0, 0, 0]) =>
  chunk('IHDR', Buffer.concat([uint32(width), uint32(height), Buffer.from(more)]))
/** Of 64 × 32 pixels in four colours: in each row a filter and its bytes. */
const RAW = Buffer.alloc(32 * (1 + 64 * 4))
const PIXELS = chunk('IDAT', deflateSync(RAW))
const PALETTE = chunk('PLTE', Buffer.alloc(6))
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
const TABLES = Buffer.concat([
  segment(0xdb, Buffer.alloc(65)),
  segment(0xc4, Buffer.alloc(17)),
  segment(0xc4, Buffer.from([0x10, ...Buffer.alloc(16)])),
])
const JPEG = jpeg(JFIF, TABLES, frame(64, 32), SCAN, SCAN)
const readLogo = (bytes: Uint8Array) => readLogoWith(bytes, pictureTools)

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
    TABLES,
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
test('palettes, grey and interlaced pictures are taken as well, in chunks of any size', () => {
  const rows = (count: number, bytes: number) => deflateSync(Buffer.alloc(count * (1 + bytes)))
  const packed = rows(2, 1)
  for (const [what, bytes] of [
    [
      'a palette',
      png(
        header(5, 2, [1, 3, 0, 0, 0]),
        PALETTE,
        chunk('IDAT', packed.subarray(0, 3)),
        chunk('IDAT', packed.subarray(3)),
        END,
      ),
    ],
    ['grey of 16 bits', png(header(3, 2, [16, 0, 0, 0, 0]), chunk('IDAT', rows(2, 6)), END)],
    // Of 3 × 3 pixels: passes of 1 × 1, none, none, 2 × 1, 2 × 2 … in four rows of one byte and two of two and three.
    [
      'interlaced',
      png(header(3, 3, [8, 0, 0, 0, 1]), chunk('IDAT', deflateSync(Buffer.alloc(2 + 2 + 3 + 2 + 2 + 4))), END),
    ],
  ] as const)
    assert.deepEqual(readLogo(bytes).ok, true, what)
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
  ['a JPEG of too many pixels', jpeg(TABLES, frame(1, 60_000), SCAN), /1 × 60000 pixels/u],
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
  ['a PNG with a wrong checksum', PNG.with(PNG.indexOf('IDAT') + 6, 0) as Buffer, /damaged PNG/u],
  ['a PNG whose pixels are none', png(header(64, 32), chunk('IDAT', latin('pixels')), END), /damaged PNG/u],
  ['a PNG with fewer pixels than it says', png(header(64, 33), PIXELS, END), /damaged PNG/u],
  ['a PNG with more pixels than it says', png(header(64, 31), PIXELS, END), /damaged PNG/u],
  [
    'a PNG whose pixels fill a disk',
    png(header(1, 1), chunk('IDAT', deflateSync(Buffer.alloc(9_000_000))), END),
    /damaged PNG/u,
  ],
  [
    'a PNG with something behind its pixels',
    png(header(64, 32), chunk('IDAT', Buffer.concat([deflateSync(RAW), latin('<script>')])), END),
    /damaged PNG/u,
  ],
  [
    'a PNG with a filter that is none',
    png(header(64, 32), chunk('IDAT', deflateSync(RAW.with(0, 5))), END),
    /damaged PNG/u,
  ],
  ['a PNG of a depth that is none', png(header(64, 32, [3, 6, 0, 0, 0]), PIXELS, END), /damaged PNG/u],
  [
    'a PNG of a palette that it has not',
    png(header(64, 32, [8, 3, 0, 0, 0]), chunk('IDAT', deflateSync(Buffer.alloc(32 * 65))), END),
    /damaged PNG/u,
  ],
  ['a JPEG without its tables', jpeg(frame(64, 32), SCAN), /damaged JPEG/u],
  ['a JPEG with half a table', jpeg(segment(0xdb, Buffer.alloc(64)), frame(64, 32), SCAN), /damaged JPEG/u],
  ['a JPEG without coded pixels', jpeg(TABLES, frame(64, 32), SCAN.subarray(0, -7)), /damaged JPEG/u],
  [
    'a JPEG of a kind that is not drawn',
    jpeg(TABLES, segment(0xc9, Buffer.from([8, 0, 1, 0, 1, 1, 1, 0x11, 0])), SCAN),
    /do not draw/u,
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
