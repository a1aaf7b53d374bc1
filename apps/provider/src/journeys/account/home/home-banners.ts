// The reminders at Home: one banner for each subject, which decides for itself whether it is due.
import { banner, linkButton, type Html } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit/messages'
import { LOW_THRESHOLD } from '#identity/recovery/recovery-codes.ts'
import { backupBanner } from '#journeys/parts/backup-banner.ts'
import { numberBanner } from '#journeys/parts/number-banner.ts'
import type { SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Deps } from '#journeys/flow/sign-in-flow.ts'
import { checkUpBanner } from '../factors/check-up.ts'

/** Empty where there is nothing to remind of. */
export type HomeBanner = (deps: Deps, flow: SignedInFlow) => Promise<Html | ''> | Html | ''

const twoStepOff: HomeBanner = (_deps, { t, signIn }) => {
  if (signIn.facts.hasSecondFactor) return ''
  const rollout = signIn.obligation?.rollout
  const text = rollout
    ? t('home.soon', {
        date: dateFormatter(t.language, rollout.timezone).day(new Date(rollout.requiredAt.getTime() - 1)),
      })
    : t('home.advice')
  return banner({
    label: t('two-step.title'),
    text,
    actions: [linkButton({ text: t('two-step.enable'), href: '/account/two-step', kind: 'quiet' })],
  })
}

const lowOnCodes: HomeBanner = async ({ identity }, { t, signIn, person }) => {
  if (!signIn.facts.hasSecondFactor) return ''
  const left = (await identity.recovery.findByPerson(person.id))?.left ?? 0
  if (left > LOW_THRESHOLD) return ''
  return banner({
    label: t('two-step.codes'),
    text: t('two-step.few', { left }),
    actions: [linkButton({ text: t('codes.renew'), href: '/account/recovery-codes', kind: 'quiet' })],
  })
}

/** In this order; offers are put in here. */
export const BANNERS: readonly HomeBanner[] = [twoStepOff, lowOnCodes, backupBanner, numberBanner, checkUpBanner]
