// What Home asks now and then: one banner for each subject, which decides for itself whether it is due.
import type { Html } from '@sluis/design'
import type { HomeRecord } from '#identity/sign-ins/home.store.ts'
import { numberBanner } from '#journeys/parts/number-banner.ts'
import type { SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Deps } from '#journeys/flow/sign-in-flow.ts'
import { checkUpBanner } from '../factors/check-up.ts'

/** Empty where there is nothing to ask. */
export type HomeBanner = (deps: Deps, flow: SignedInFlow, record: HomeRecord) => Promise<Html | ''> | Html | ''

/** In this order. */
export const BANNERS: readonly HomeBanner[] = [numberBanner, checkUpBanner]
