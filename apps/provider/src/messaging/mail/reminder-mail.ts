// The reminder that a company has sent to somebody who has not set up the extra step. It carries no link: it asks
// people to go where they always go.
import { dateFormatter } from '@sluis/server-kit/messages'
import type { Person } from '#identity/people/people.store.ts'
import { againAt } from '#identity/rollouts/reminder.ts'
import type { Rollout } from '#identity/rollouts/obligation.ts'
import type { Db } from '#schema/tables.ts'
import { mailContent } from './mail-content.ts'
import { composeMail, subjectNaming } from './mail-templates.ts'
import type { Notify } from './notify.ts'

/** `application`: its name. */
export async function sendReminder(
  { mailContext, mailQueue }: Pick<Notify, 'mailContext' | 'mailQueue'>,
  { db }: { db: Db },
  person: Person,
  { rollout, application }: { rollout: Rollout; application: string },
  now: Date,
): Promise<void> {
  const to = mailContext(person)
  const { t } = to
  const { requiredAt, timezone, companyName } = rollout
  const { day } = dateFormatter(to.language, timezone)
  const values = {
    application,
    employer: companyName,
    date: day(requiredAt),
    lastDay: day(new Date(requiredAt.getTime() - 1)),
  }
  const phase = now < requiredAt ? 'before' : 'after'
  const subject = subjectNaming(
    (name) => t(`mail.reminder.${phase}.subject`, { ...values, application: name }),
    application,
  )
  const content = mailContent({
    greeting: t('mail.hello', { name: person.name }),
    heading: subject,
    paragraphs: [t(`mail.reminder.${phase}.body`, values), t('mail.reminder.how', values)],
    closing: [t('mail.reminder.no-link', values)],
  })
  // What it says of the date is true until the date, and no reminder comes together with the next one.
  const until = phase === 'before' && requiredAt < againAt(now) ? requiredAt : againAt(now)
  await mailQueue.send(db, composeMail(to, subject, content), { now, until })
}
