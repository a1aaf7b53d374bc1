// Why a second factor must stay, and since or from when, as a sentence.
import { dateFormatter } from '@sluis/server-kit/messages'
import type { FactorRequirement } from '#use-cases/manage-factors/factor-requirement.ts'
import type { Translate } from '#locales/messages.ts'

/** Null where nobody requires one, now or later. */
export function whyRequired(t: Translate, { obligation, isAdministrator }: FactorRequirement): string | null {
  if (obligation.rollout) {
    const { timezone, requiredAt, companyName } = obligation.rollout
    const values = { when: dateFormatter(t.language, timezone).dayAndTime(requiredAt), employer: companyName }
    return t(obligation.obligation === 'required' ? 'off.required-since' : 'off.required-from', values)
  }
  return isAdministrator ? t('off.administrator') : null
}
