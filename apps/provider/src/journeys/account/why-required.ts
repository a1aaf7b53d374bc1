// Why a second factor must stay, and since or from when, in words.
import { dateWords } from '@sluis/ground'
import type { FactorDemand } from '#identity/second-factors/demanded.service.ts'
import type { Say } from '#texts/texts.ts'

/** Null where nobody demands one, now or later. */
export function whyRequired(say: Say, { obligation, isAdministrator }: FactorDemand): string | null {
  if (obligation.rollout) {
    const { timezone, requiredAt, companyName } = obligation.rollout
    const values = { when: dateWords(say.language, timezone).dayAndTime(requiredAt), employer: companyName }
    return say(obligation.obligation === 'required' ? 'off.required-since' : 'off.required-from', values)
  }
  return isAdministrator ? say('off.administrator') : null
}
