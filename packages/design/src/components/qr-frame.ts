// A QR code as one path, black on white in every scheme, with the quiet zone that cameras need.
import { html, raw } from 'hono/html'
import type { Content, Html } from '../markup.ts'

export interface QrFrameProps {
  /** The bare matrix, true for black, without a border: `encode(uri, { ecc: 'M', border: 0 }).data`. */
  modules: readonly (readonly boolean[])[]
  /** Says what it is and where the key is for who cannot scan. */
  alt: string
  caption?: Content | undefined
}

const QUIET_ZONE = 4

/** Runs of black along each row; relative moves keep it some kilobytes smaller than a rectangle a module. */
function runs(modules: QrFrameProps['modules']): string {
  let path = ''
  modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      const from = x
      while (row[x + 1]) x++
      const length = x - from + 1
      path += `M${from + QUIET_ZONE} ${y + QUIET_ZONE}h${length}v1h-${length}z`
    }
  })
  return path
}

/** At least 200 css pixels wide, and never inverted. */
export function qrFrame({ modules, alt, caption }: QrFrameProps): Html {
  const size = modules.length + 2 * QUIET_ZONE
  return html`<figure class="qr"><svg viewBox="0 0 ${size} ${size}" role="img" aria-label="${alt}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${raw(runs(modules))}"/></svg>
${caption !== undefined && html`<figcaption>${caption}</figcaption>`}</figure>`
}
