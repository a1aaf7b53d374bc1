// The static files of the desk's pages: those of the design and the desk's own, under one hash.
import { readDesignFiles } from '@sluis/design/files'
import { createStaticFiles, type StaticFiles } from '@sluis/server-kit/static-files'
import { readFileSync } from 'node:fs'

const OWN = [
  { name: 'desk.css', contentType: 'text/css; charset=utf-8' },
  { name: 'live.js', contentType: 'text/javascript; charset=utf-8' },
]

export type DeskFiles = StaticFiles

/** Reads them once. */
export const readDeskFiles = (): DeskFiles =>
  createStaticFiles([
    ...readDesignFiles(),
    ...OWN.map((file) => ({
      ...file,
      body: readFileSync(new URL(`./browser/${file.name}`, import.meta.url), 'utf8'),
    })),
  ])
