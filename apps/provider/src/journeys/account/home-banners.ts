// What Home reminds of: one banner a matter, each of which says for itself whether it is due.
import { banner, linkButton, type Html } from '@sluis/design'
import { dateWords } from '@sluis/ground'
import { FEW_LEFT } from '#identity/recovery/recovery-codes.ts'
import { backupBanner } from '../backup-banner.ts'
import { numberBanner } from '../number-banner.ts'
import type { SignedInWay } from '../signed-in.ts'
import type { Needs } from '../way.ts'
import { checkUpBanner } from './check-up.ts'

/** Empty where there is nothing to remind of. */
export type HomeBanner = (needs: Needs, way: SignedInWay) => Promise<Html | ''> | Html | ''

const twoStepOff: HomeBanner = (_needs, { say, stand }) => {
  if (stand.facts.hasSecondFactor) return ''
  const rollout = stand.obligation?.rollout
  const text = rollout
    ? say('home.soon', {
        date: dateWords(say.language, rollout.timezone).day(new Date(rollout.requiredAt.getTime() - 1)),
      })
    : say('home.advice')
  return banner({
    label: say('two-step.title'),
    text,
    actions: [linkButton({ text: say('two-step.enable'), href: '/account/two-step', kind: 'quiet' })],
  })
}

const fewCodes: HomeBanner = async ({ identity }, { say, stand, person }) => {
  if (!stand.facts.hasSecondFactor) return ''
  const left = (await identity.recovery.ofPerson(person.id))?.left ?? 0
  if (left > FEW_LEFT) return ''
  return banner({
    label: say('two-step.codes'),
    text: say('two-step.few', { left }),
    actions: [linkButton({ text: say('codes.renew'), href: '/account/recovery-codes', kind: 'quiet' })],
  })
}

/** In this order; offers are put in here. */
export const BANNERS: readonly HomeBanner[] = [twoStepOff, fewCodes, backupBanner, numberBanner, checkUpBanner]
