// The mails of the check-up: each person gets one, however many processes look.
import { sendCheckUp } from '#identity/notices/link-mail.service.ts'
import type { Notify } from '#identity/notices/notify.service.ts'
import type { Identity } from '#identity/stores.ts'
import { CHECK_UP_AFTER_DAYS, CHECK_UP_MAIL_DAYS, daysBefore } from './check-up.ts'

// A round stays short; the next one goes on.
const PEOPLE_A_ROUND = 100

export async function mailCheckUps(
  { identity, notify }: { identity: Identity; notify: Notify },
  now: Date,
): Promise<number> {
  const due = await identity.checkUps.due(
    daysBefore(now, CHECK_UP_MAIL_DAYS),
    daysBefore(now, CHECK_UP_AFTER_DAYS),
    PEOPLE_A_ROUND,
  )
  let sent = 0
  for (const personId of due) {
    sent += await identity.together(async (stores) => {
      const person = await stores.people.findById(personId)
      if (!person || !(await stores.checkUps.takeMail(personId, now))) return 0
      await sendCheckUp(notify, stores, person)
      return 1
    })
  }
  return sent
}
