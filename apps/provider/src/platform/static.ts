// The stylesheets and browser modules of the design, under one hash.
import { readDesignFiles } from '@sluis/design/files'
import { createStaticFiles } from '@sluis/server-kit/static-files'

const files = createStaticFiles(readDesignFiles())

export const assetsBase = files.base
/** Handles GET /assets/:hash/:name. */
export const serveAsset = files.serve
