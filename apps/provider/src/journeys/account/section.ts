// A card of My details: what draws it, and with what.
import type { Html } from '@sluis/design'
import type { SignedInWay } from '../signed-in.ts'
import type { Needs } from '../way.ts'

export type SectionWay = SignedInWay & { csrf: string }
export type Section = (needs: Needs, way: SectionWay) => Promise<Html>
