// Text messages with a code that strangers used up, who know the password: given back to their owner, who may have no
// other second factor (decision 0023).
import { budgetsOf } from '#identity/attempts/guess-budgets.ts'
import { SENDS_RESET_BY_PASSWORD } from '#identity/attempts/rate-limits.ts'
import { budgetsOfOne } from '#messaging/sms/sms-budgets.ts'
import type { StoresOf } from '#use-cases/stores.ts'

export type SendStores = StoresOf<'attempts' | 'smsBudgets'>
/** `phone`: the person's number; undefined where they have none. */
type Receiver = { personId: string; phone: { e164: string } | undefined }

/** Within the caller's transaction. Once a day for a new password, since whoever reads the mailbox can have many. */
export async function resetSmsSends(
  stores: SendStores,
  event: 'password-renewed' | 'opened',
  receiver: Receiver,
  now: Date,
): Promise<void> {
  if (!(await areSendsUsedUp(stores, receiver, now))) return
  const { personId } = receiver
  const byPassword = `sends-reset-by-password:${personId}`
  if (event === 'password-renewed' && !(await stores.attempts.consume(byPassword, SENDS_RESET_BY_PASSWORD, now)).ok)
    return
  for (const { bucket } of countersOf(personId)) await stores.attempts.reset(bucket)
  for (const budget of smsBudgetsOf(receiver)) await stores.smsBudgets.reset(budget)
}

/** True where a stranger's wishes keep codes from the person's number now. */
export async function areSendsUsedUp(stores: SendStores, receiver: Receiver, now: Date): Promise<boolean> {
  for (const { bucket } of countersOf(receiver.personId))
    if ((await stores.attempts.limitedUntil(bucket, now)) !== null) return true
  for (const budget of smsBudgetsOf(receiver))
    if ((await stores.smsBudgets.exhaustedUntil(budget, now)) !== null) return true
  return false
}

const countersOf = (personId: string) =>
  budgetsOf('sms-send', personId, { from: 'stranger', signIn: '', network: '', isOpened: false })

const smsBudgetsOf = ({ personId, phone }: Receiver) => (phone ? budgetsOfOne({ to: phone.e164, personId }) : [])
