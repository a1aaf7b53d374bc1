// A card of My details: what draws it, and with what.
import type { Html } from '@sluis/design'
import type { SignedInFlow } from '../signed-in.ts'
import type { Deps } from '../way.ts'

export type SectionContext = SignedInFlow & { csrf: string }
export type Section = (deps: Deps, flow: SectionContext) => Promise<Html>
