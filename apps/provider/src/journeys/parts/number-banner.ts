// The question at Home whether a number that was not used for a year is still theirs: numbers are given to others (edge
// case 8).
import { DAY_MS } from '@sluis/server-kit/time'
import { banner, type Html, linkButton } from '@sluis/design'
import { isUsable } from '#identity/second-factors/factors.ts'
import { lastDigits } from '#identity/phones/phone-number.ts'
import type { SignedInFlow } from '../flow/require-session.ts'
import type { Deps } from '../flow/sign-in-flow.ts'

const UNUSED_DAYS = 365

export async function numberBanner({ identity }: Deps, { t, person, now }: SignedInFlow): Promise<Html | ''> {
  const phone = await identity.phones.findByPerson(person.id)
  if (!phone || !isUsable(phone) || now.getTime() < phone.lastUsedAt.getTime() + UNUSED_DAYS * DAY_MS) return ''
  return banner({
    label: t('number.still-label'),
    text: t('number.still', { digits: lastDigits(phone.e164) }),
    actions: [linkButton({ text: t('number.still-check'), href: '/account/phone', kind: 'quiet' })],
  })
}
