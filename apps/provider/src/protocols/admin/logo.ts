// The logos of applications, for the pages that show them: public, and never anything but a picture.
import { isId } from '@sluis/server-kit/random'
import { type Context, Hono } from 'hono'
import type { Identity } from '#use-cases/stores.ts'

const A_YEAR_SECONDS = 31_536_000
const FIVE_MINUTES_SECONDS = 300

/** GET /applications/{id}/logo; with `?v=` of this very logo for as long as a browser likes. */
export function applicationLogos({ identity }: { identity: Pick<Identity, 'applicationLogos'> }) {
  const routes = new Hono()
  routes.get('/:application/logo', async (c: Context) => {
    const id = c.req.param('application') ?? ''
    const logo = isId(id) ? await identity.applicationLogos.find(id) : undefined
    if (!logo) return c.text('There is no logo here.\n', 404, { 'cache-control': 'no-store' })
    const etag = `"${logo.etag}"`
    const isThisOne = c.req.query('v') === logo.etag
    const headers = {
      etag,
      'cache-control': isThisOne
        ? `public, max-age=${A_YEAR_SECONDS}, immutable`
        : `public, max-age=${FIVE_MINUTES_SECONDS}`,
      // Opened by itself it is a picture too, whatever a browser takes its bytes for.
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    }
    const isKnown = (c.req.header('if-none-match') ?? '').split(',').some((each) => each.trim() === etag)
    return isKnown
      ? c.body(null, 304, headers)
      : c.body(new Uint8Array(logo.bytes), 200, { ...headers, 'content-type': logo.mediaType })
  })
  return routes
}
