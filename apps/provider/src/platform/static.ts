// The stylesheet and browser modules of the design, under one hash.
import { readDesignFiles } from '@sluis/design/files'
import { createStaticFiles } from '@sluis/server-kit/static-files'

// Browsers reach the provider directly where it has no proxy, so it packs the files itself.
const files = createStaticFiles(readDesignFiles(), { gzip: true })

export const assetsBase = files.base
/** Handles GET /assets/:hash/:name. */
export const serveAsset = files.serve
