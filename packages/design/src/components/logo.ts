// The marks of the two products: a lock with two gates, and a bollard on the quay.
import { raw } from 'hono/html'
import type { Html } from '../markup.ts'

export type Brand = 'sluis' | 'kade'

const shapes: Record<Brand, Html> = {
  // From above: two walls, the near gate, and the far gate in the green of going on.
  sluis: raw(
    '<svg class="logo logo--sluis" viewBox="0 0 40 40" aria-hidden="true" focusable="false">' +
      '<path class="logo-body" d="M3 3h6v34H3zM31 3h6v34h-6zM11 36v-7l9-7.5 9 7.5v7l-9-7.5z"/>' +
      '<path class="logo-spark" d="M11 20v-7l9-7.5 9 7.5v7l-9-7.5z"/></svg>',
  ),
  // From the water: a bollard, the edge of the quay, one wave.
  kade: raw(
    '<svg class="logo logo--kade" viewBox="0 0 40 40" aria-hidden="true" focusable="false">' +
      '<path class="logo-spark" d="M10 4h20a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2h-4l2 10H12l2-10h-4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z"/>' +
      '<path class="logo-body" d="M2 23h36v6H2zM2 32.5c3 0 3 2.5 6 2.5s3-2.5 6-2.5 3 2.5 6 2.5 3-2.5 6-2.5 3 2.5 6 2.5 3-2.5 6-2.5v3.5c-3 0-3 2.5-6 2.5s-3-2.5-6-2.5-3 2.5-6 2.5-3-2.5-6-2.5-3 2.5-6 2.5-3-2.5-6-2.5z"/></svg>',
  ),
}

/** Only the logo; the product's name is beside it as text. */
export function logo(brand: Brand): Html {
  return shapes[brand]
}
