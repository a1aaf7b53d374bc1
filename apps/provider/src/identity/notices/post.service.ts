// Mails to people: written in their language, sealed, and put in the queue within the transaction of what they tell of.
import type { Sealer } from '@sluis/ground'
import type { Jobs } from '#platform/jobs.ts'
import type { Mail, Mailer } from '#platform/mail.ts'
import type { Db, Tables } from '#schema/tables.ts'

export const MAIL_QUEUE = 'mail'
const PLACE = 'job.mail'

export type Post = {
  /** The mail goes out if and only if the caller's transaction commits. */
  send(db: Db, mail: Mail): Promise<void>
}

export const createPost = (jobs: Jobs<Tables>, sealer: Sealer): Post => ({
  // Sealed, since a mail may carry a code or a link, and a queue's rows are read by more people than mails are.
  send: (db, mail) => jobs.put(db, MAIL_QUEUE, { sealed: sealer.seal(PLACE, JSON.stringify(mail)).toString('base64') }),
})

/** What the queue's worker does with one mail. */
export const deliver = (mailer: Mailer, sealer: Sealer) => async (payload: object): Promise<void> => {
  const { sealed } = payload as { sealed: string }
  await mailer.send(JSON.parse(sealer.open(PLACE, Buffer.from(sealed, 'base64')).toString()) as Mail)
}
