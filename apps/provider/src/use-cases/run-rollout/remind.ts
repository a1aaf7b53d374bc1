// A company has somebody reminded who has not set up the extra step: one mail in some days, and nothing else changes.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { type Application, nameIn } from '#identity/applications/application.ts'
import { againAt } from '#identity/rollouts/reminder.ts'
import { type EndAtApplication, endAtApplication } from '#identity/sessions/right-to-go-on.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { sendReminder } from '#messaging/mail/reminder-mail.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'audit' | 'companies' | 'db' | 'factors' | 'people' | 'reminders' | 'rollouts'

/** Where the person works is asked before this. */
export type ReminderOf = {
  application: Pick<Application, 'id' | 'name' | 'names'>
  personId: string
  companyId: string
}
export type RemindRefusal =
  EndAtApplication | 'enrolled' | 'no-roll-out' | { refusal: 'reminded-before'; againAt: Date }

export async function remind(
  { identity, notify }: { identity: Transactional<Used>; notify: Pick<Notify, 'mailContext' | 'mailQueue'> },
  { application, personId, companyId }: ReminderOf,
  now: Date,
): Promise<Decision<{ sentAt: Date; againAt: Date }, RemindRefusal>> {
  return identity.transaction(async (stores) => {
    const person = await stores.people.findById(personId)
    if (!person) return refuse('out-of-service')
    const end = endAtApplication({
      isLocked: person.lockedAt !== null,
      isInService: await stores.companies.isInService(application.id, personId, now),
      isKnown: true,
      worksThere: true,
    })
    if (end !== null) return refuse(end)
    if ((await stores.factors.listByPerson(personId)).length > 0) return refuse('enrolled')
    const { rollout } = await stores.rollouts.obligation({ personId, applicationId: application.id, companyId }, now)
    if (!rollout) return refuse('no-roll-out')
    if (!(await stores.reminders.take(personId, companyId, now))) {
      const sentAt = (await stores.reminders.lastSentAt(personId, companyId)) ?? now
      return refuse({ refusal: 'reminded-before', againAt: againAt(sentAt) })
    }
    await sendReminder(notify, stores, person, { rollout, application: nameIn(application, person.language) }, now)
    await stores.audit.append(
      { action: 'reminded', result: 'done', actor: application.id, personId, companyId, applicationId: application.id },
      now,
    )
    return accept({ sentAt: now, againAt: againAt(now) })
  })
}
