// To whoever looks after Sluis: an application's last secret ends, and then nobody logs in there.
import type { Person } from '#identity/people/people.store.ts'
import type { Db } from '#schema/tables.ts'
import { mailContent } from './mail-content.ts'
import { composeMail, subjectNaming } from './mail-templates.ts'
import type { Notify } from './notify.ts'

/** `name`: the application's, in the person's language; `clientId`: as the command calls it. */
export type EndingSecret = { name: string; clientId: string; endsAt: Date }

export async function sendSecretEnds(
  { mailContext, mailQueue }: Pick<Notify, 'mailContext' | 'mailQueue'>,
  { db }: { db: Db },
  person: Person,
  { name, clientId, endsAt }: EndingSecret,
  now: Date,
): Promise<void> {
  const to = mailContext(person)
  const { t, host } = to
  const values = { application: name, id: clientId, host, date: t.dates.day(endsAt) }
  const subject = subjectNaming((called) => t('mail.secret-ends.subject', { ...values, application: called }), name)
  const content = mailContent({
    greeting: t('mail.hello', { name: person.name }),
    heading: subject,
    paragraphs: [t('mail.secret-ends.body', values), t('mail.secret-ends.do', values)],
    closing: [t('mail.secret-ends.why', values)],
  })
  await mailQueue.send(db, composeMail(to, subject, content), { now, until: endsAt })
}
