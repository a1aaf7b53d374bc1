// The stylesheet and browser modules, read once, served for ever under a hash of their content.
import { assets, assetText } from '@sluis/design'
import { sha256 } from '@sluis/server-kit/sealing'
import type { Context } from 'hono'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const files = assets.map((asset) => ({
  name: asset.name,
  contentType: asset.contentType,
  body: assetText(asset, (url) => readFileSync(url, 'utf8')),
}))
const hash = sha256(files.map((file) => file.body).join('\0'))
  .toString('hex')
  .slice(0, 12)
const byName = new Map(
  files.map((file) => [
    file.name,
    { contentType: file.contentType, body: Buffer.from(file.body), packed: gzipSync(file.body) },
  ]),
)

export const assetsBase = `/assets/${hash}`

/** Answers GET /assets/:hash/:name. */
export function serveAsset(c: Context): Response | Promise<Response> {
  const file = byName.get(c.req.param('name') ?? '')
  if (!file || c.req.param('hash') !== hash) return c.notFound()
  const packs = (c.req.header('accept-encoding') ?? '').includes('gzip')
  return new Response(new Uint8Array(packs ? file.packed : file.body), {
    headers: {
      'content-type': file.contentType,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      ...(packs ? { 'content-encoding': 'gzip' } : {}),
    },
  })
}
