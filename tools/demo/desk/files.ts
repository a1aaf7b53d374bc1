// The files that the desk's pages load: those of the design, and the desk's own few, under one hash.
import { sha256 } from '@sluis/server-kit/sealing'
import { assets, assetText } from '@sluis/design'
import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'

const own = [
  { name: 'desk.css', contentType: 'text/css; charset=utf-8', url: new URL('./browser/desk.css', import.meta.url) },
  {
    name: 'live.js',
    contentType: 'text/javascript; charset=utf-8',
    url: new URL('./browser/live.js', import.meta.url),
  },
]

const read = (url: URL): string => readFileSync(url, 'utf8')

export type DeskFiles = { base: string; serve(app: Pick<Hono, 'get'>): void }

/** Reads them once. */
export function readDeskFiles(): DeskFiles {
  const files = new Map([
    ...assets.map((asset) => [asset.name, { contentType: asset.contentType, body: assetText(asset, read) }] as const),
    ...own.map(({ name, contentType, url }) => [name, { contentType, body: read(url) }] as const),
  ])
  const hash = sha256([...files.values()].map((file) => file.body).join('\0'))
    .toString('hex')
    .slice(0, 12)
  return {
    base: `/assets/${hash}`,
    serve(app) {
      app.get(`/assets/${hash}/:name`, (c) => {
        const file = files.get(c.req.param('name'))
        if (!file) return c.notFound()
        return c.body(file.body, 200, {
          'content-type': file.contentType,
          'cache-control': 'public, max-age=31536000, immutable',
        })
      })
    },
  }
}
