// The files of the design that browsers load, read once, under an address that changes when they do.
import { readFileSync } from 'node:fs'
import { assets, assetText } from '@sluis/design'
import { sha256 } from '@sluis/server-kit/sealing'

const files = assets.map((asset) => ({ ...asset, body: assetText(asset, (part) => readFileSync(part, 'utf8')) }))
const hash = sha256(files.map((file) => file.body).join('\0'))
  .toString('hex')
  .slice(0, 12)

export const assetsBase = `/assets/${hash}`

/** Null for what is no file of ours. */
export function findAsset(name: string): { body: string; contentType: string } | null {
  return files.find((file) => file.name === name) ?? null
}
