// The door for servers: the files of the design that browsers load, read from disk. The other door loads no Node
// module.
import { readFileSync } from 'node:fs'
import { assets, assetText } from './assets.ts'

export type DesignFile = { name: string; contentType: string; body: string }

export const readDesignFiles = (): DesignFile[] =>
  assets.map((asset) => ({
    name: asset.name,
    contentType: asset.contentType,
    body: assetText(asset, (part) => readFileSync(part, 'utf8')),
  }))

/** The mark as a picture that travels with a mail: 80 × 80 pixels, for 40 × 40 (PNG). */
export const readMailMark = (): Buffer => readFileSync(new URL('./images/mark-sluis.png', import.meta.url))
