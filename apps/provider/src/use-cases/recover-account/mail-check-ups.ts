// The mails of the check-up: each person gets one, however many processes look.
import { CHECK_UP_AFTER_DAYS, CHECK_UP_MAIL_DAYS, daysBefore } from '#identity/recovery/check-up.ts'
import { sendCheckUp } from '#messaging/mail/link-mails.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'checkUps' | 'db' | 'people'

// A round stays short; the next one goes on.
const BATCH_SIZE = 100

export async function mailCheckUps(
  { identity, notify }: { identity: Transactional<Used>; notify: Notify },
  now: Date,
): Promise<number> {
  const due = await identity.checkUps.listDue(
    daysBefore(now, CHECK_UP_MAIL_DAYS),
    daysBefore(now, CHECK_UP_AFTER_DAYS),
    BATCH_SIZE,
  )
  let sent = 0
  for (const personId of due) {
    sent += await identity.transaction(async (stores) => {
      const person = await stores.people.findById(personId)
      if (!person || !(await stores.checkUps.claimMail(personId, now))) return 0
      await sendCheckUp(notify, stores, person, now)
      return 1
    })
  }
  return sent
}
