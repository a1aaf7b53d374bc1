// Files that browsers load: read once, packed once, served for ever under an address with the hash of their content.
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Context } from 'hono'
import { sha256 } from './sealing.ts'

export type StaticFile = { name: string; contentType: string; body: string }

export type StaticFiles = {
  /** `/assets/<hash>`: changes when any of the files does. */
  base: string
  /** Handles GET `<base>/:name`, and GET `/assets/:hash/:name`, where another hash is not found. */
  serve: (c: Context) => Response | Promise<Response>
}

// The smaller first. Pages are never packed: what stands in them beside a token could be found out by its length.
const PACKERS = [
  ['br', brotliCompressSync],
  ['gzip', gzipSync],
] as const

/** Packs each file for browsers that accept it, when the first one does. */
export function createStaticFiles(files: readonly StaticFile[]): StaticFiles {
  const hash = sha256(files.map(({ body }) => body).join('\0'))
    .toString('hex')
    .slice(0, 12)
  const byName = new Map(
    files.map((file) => [file.name, { ...file, packed: new Map<string, Uint8Array<ArrayBuffer>>() }]),
  )

  return {
    base: `/assets/${hash}`,
    serve(c) {
      const file = byName.get(c.req.param('name') ?? '')
      if (!file || (c.req.param('hash') ?? hash) !== hash) return c.notFound()
      const headers = {
        'content-type': file.contentType,
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
      }
      const accepted = acceptedBy(c.req.header('accept-encoding'))
      const packer = PACKERS.find(([name]) => accepted.has(name))
      if (!packer) return c.body(file.body, 200, headers)
      const [encoding, pack] = packer
      const packed = file.packed.get(encoding) ?? new Uint8Array(pack(file.body))
      file.packed.set(encoding, packed)
      return c.body(packed, 200, { ...headers, 'content-encoding': encoding })
    },
  }
}

/** Without those that are said to be refused: "br;q=0" (RFC 9110 §12.5.3). */
const acceptedBy = (header = ''): Set<string> =>
  new Set(
    header
      .toLowerCase()
      .split(',')
      .map((each) => each.trim())
      .filter((each) => !/;\s*q=0(?:\.0*)?$/u.test(each))
      .map((each) => each.split(';', 1)[0]!.trim()),
  )
