// A card of My details: what renders it, and from what.
import type { Html } from '@sluis/design'
import type { DetailsRecord } from '#identity/sign-ins/details.store.ts'
import type { SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Deps } from '#journeys/flow/sign-in-flow.ts'

export type SectionContext = SignedInFlow & { csrf: string; details: DetailsRecord }
export type Section = (deps: Deps, flow: SectionContext) => Html | Promise<Html>
