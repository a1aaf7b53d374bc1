// A font as it is published for the web, as the font file that it was made of: fontkit inflates each table of a WOFF
// anew for every letter, which costs seconds.
import { inflateSync } from 'node:zlib'

const WOFF_HEADER = 44
const WOFF_ENTRY = 20
const SFNT_HEADER = 12
const SFNT_ENTRY = 16

/** The WOFF File Format 1.0, back to OpenType: the tables inflated, behind a directory of the same order. */
export function unpackFont(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('not a WOFF font')
  const count = woff.readUInt16BE(12)
  const header = Buffer.alloc(SFNT_HEADER + count * SFNT_ENTRY)
  woff.copy(header, 0, 4, 8)
  header.writeUInt16BE(count, 4)
  const tables: Buffer[] = []
  let offset = header.length
  for (let at = 0; at < count; at++) {
    const entry = woff.subarray(WOFF_HEADER + at * WOFF_ENTRY)
    const [start, packed, length] = [entry.readUInt32BE(4), entry.readUInt32BE(8), entry.readUInt32BE(12)]
    const bytes = woff.subarray(start, start + packed)
    const table = Buffer.alloc(Math.ceil(length / 4) * 4)
    table.set(packed < length ? inflateSync(bytes) : bytes)
    const directory = header.subarray(SFNT_HEADER + at * SFNT_ENTRY)
    entry.copy(directory, 0, 0, 4)
    entry.copy(directory, 4, 16, 20)
    directory.writeUInt32BE(offset, 8)
    directory.writeUInt32BE(length, 12)
    tables.push(table)
    offset += table.length
  }
  return Buffer.concat([header, ...tables])
}
