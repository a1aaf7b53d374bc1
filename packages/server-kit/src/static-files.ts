// Files that browsers load: read once, served for ever under an address with the hash of their content.
import { gzipSync } from 'node:zlib'
import type { Context } from 'hono'
import { sha256 } from './sealing.ts'

export type StaticFile = { name: string; contentType: string; body: string }

export type StaticFiles = {
  /** `/assets/<hash>`: changes when any of the files does. */
  base: string
  /** Handles GET `<base>/:name`, and GET `/assets/:hash/:name`, where another hash is not found. */
  serve: (c: Context) => Response | Promise<Response>
}

/** `gzip`: packs the files for browsers that accept it, for a server with no proxy in front that does. */
export function createStaticFiles(files: readonly StaticFile[], { gzip = false } = {}): StaticFiles {
  const hash = sha256(files.map(({ body }) => body).join('\0'))
    .toString('hex')
    .slice(0, 12)
  const byName = new Map(
    files.map((file) => [file.name, { ...file, packed: gzip ? new Uint8Array(gzipSync(file.body)) : null }]),
  )

  return {
    base: `/assets/${hash}`,
    serve(c) {
      const file = byName.get(c.req.param('name') ?? '')
      if (!file || (c.req.param('hash') ?? hash) !== hash) return c.notFound()
      const headers = {
        'content-type': file.contentType,
        'cache-control': 'public, max-age=31536000, immutable',
      }
      if (!file.packed) return c.body(file.body, 200, headers)
      const isPacked = (c.req.header('accept-encoding') ?? '').includes('gzip')
      return c.body(isPacked ? file.packed : file.body, 200, {
        ...headers,
        vary: 'accept-encoding',
        ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
      })
    },
  }
}
