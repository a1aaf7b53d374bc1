// The static files of the desk's pages: those of the design and the desk's own, under one hash.
import { readDesignFiles } from '@sluis/design/files'
import { createStaticFiles, type StaticFiles } from '@sluis/server-kit/static-files'
import { readFileSync } from 'node:fs'

const OWN_FOLDER = new URL('./browser/', import.meta.url).href
const JAVASCRIPT = 'text/javascript; charset=utf-8'
/** Reads QR codes from pictures, in the browser; its first file imports the second one by this name. */
const QR = [
  { name: 'qr-decode.js', contentType: JAVASCRIPT, at: import.meta.resolve('qr/decode.js') },
  { name: 'index.js', contentType: JAVASCRIPT, at: import.meta.resolve('qr') },
]
const OWN = [
  { name: 'desk.css', contentType: 'text/css; charset=utf-8' },
  { name: 'live.js', contentType: JAVASCRIPT },
  { name: 'phone.js', contentType: JAVASCRIPT },
].map((file) => ({ ...file, at: `${OWN_FOLDER}${file.name}` }))

export type DeskFiles = StaticFiles

/** Reads them once. */
export const readDeskFiles = (): DeskFiles =>
  createStaticFiles([
    ...readDesignFiles(),
    ...[...OWN, ...QR].map(({ at, ...file }) => ({ ...file, body: readFileSync(new URL(at), 'utf8') })),
  ])
