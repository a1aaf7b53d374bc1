// Takes a person's record out of a directory, where the directory itself cannot (any more).
import { createMailQueue } from '#messaging/mail/mail-queue.ts'
import { createNotify } from '#messaging/mail/notify.ts'
import { removePerson } from '#use-cases/sync-directory/remove-person.ts'
import { type Command, refuse, stringOf } from './command-shape.ts'
import { withJobs } from './with-jobs.ts'

export const removeDirectoryPerson: Command = {
  purpose:
    'takes a person’s record out of a directory, as its own DELETE does: it ends their sessions, and frees the address that the directory gave them; the person is told\n--person: the directory’s id\n--reason: it stands in the audit trail',
  options: {
    application: { value: 'CLIENT', isRequired: true },
    person: { value: 'ID', isRequired: true },
    reason: { value: 'TEXT', isRequired: true },
  },
  run: async (provider, values, print, settings) => {
    const { identity, clock, sealer, translatorFor } = provider
    const directory = await identity.applications.findByClientId(stringOf(values['application']))
    if (!directory) return refuse(print, '--application: no application has that client id.')
    const removed = await withJobs(provider, (jobs) =>
      removePerson(
        { identity, notify: createNotify(createMailQueue(jobs, sealer), settings.issuer, translatorFor) },
        directory,
        stringOf(values['person']),
        { actor: 'operator', reason: stringOf(values['reason']) },
        clock.now(),
      ),
    )
    if (!removed.ok) return refuse(print, '--person: that directory has no such person.')
    print('The record is gone, and its address is free for another one.')
    return 0
  },
}
