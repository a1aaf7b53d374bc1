// The question at Home whether a number that was not used for a year is still theirs: numbers are given to others (edge
// case 8).
import { DAY_MS } from '@sluis/server-kit/time'
import { banner, type Html, linkButton } from '@sluis/design'
import { isUsable } from '#identity/second-factors/factors.ts'
import { lastDigits } from '#identity/phones/phone-number.ts'
import type { SignedInFlow } from '../flow/require-session.ts'
import type { Deps } from '../flow/sign-in-flow.ts'

const UNUSED_DAYS = 365

const daysBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / DAY_MS

export async function numberBanner({ identity }: Deps, { t, person, signIn, now }: SignedInFlow): Promise<Html | ''> {
  const isUnused = signIn.factors.some(
    (factor) => factor.kind === 'sms' && isUsable(factor) && daysBetween(factor.lastUsedAt, now) >= UNUSED_DAYS,
  )
  const phone = isUnused ? await identity.phones.findByPerson(person.id) : undefined
  if (!phone) return ''
  return banner({
    label: t('number.still-label'),
    text: t('number.still', { digits: lastDigits(phone.e164) }),
    actions: [linkButton({ text: t('number.still-check'), href: '/account/phone', kind: 'quiet' })],
  })
}
