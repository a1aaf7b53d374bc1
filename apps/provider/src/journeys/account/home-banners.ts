// What Home reminds of: one banner a matter, each of which says for itself whether it is due.
import { banner, linkButton, type Html } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit'
import { LOW_THRESHOLD } from '#identity/recovery/recovery-codes.ts'
import { backupBanner } from '../backup-banner.ts'
import { numberBanner } from '../number-banner.ts'
import type { SignedInWay } from '../signed-in.ts'
import type { Needs } from '../way.ts'
import { checkUpBanner } from './check-up.ts'

/** Empty where there is nothing to remind of. */
export type HomeBanner = (needs: Needs, way: SignedInWay) => Promise<Html | ''> | Html | ''

const twoStepOff: HomeBanner = (_needs, { t, stand }) => {
  if (stand.facts.hasSecondFactor) return ''
  const rollout = stand.obligation?.rollout
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

const fewCodes: HomeBanner = async ({ identity }, { t, stand, person }) => {
  if (!stand.facts.hasSecondFactor) return ''
  const left = (await identity.recovery.findByPerson(person.id))?.left ?? 0
  if (left > LOW_THRESHOLD) return ''
  return banner({
    label: t('two-step.codes'),
    text: t('two-step.few', { left }),
    actions: [linkButton({ text: t('codes.renew'), href: '/account/recovery-codes', kind: 'quiet' })],
  })
}

/** In this order; offers are put in here. */
export const BANNERS: readonly HomeBanner[] = [twoStepOff, fewCodes, backupBanner, numberBanner, checkUpBanner]
