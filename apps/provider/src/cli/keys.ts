// Seals everything with the first of the sealing keys, so that the others can go.
import { MAIL_QUEUE, resealMail } from '#messaging/mail/mail-queue.ts'
import { reseal, SEALED } from '#schema/sealed.store.ts'
import type { Command } from './command-shape.ts'
import { withJobs } from './with-jobs.ts'

export const resealAll: Command = {
  purpose:
    'seals everything with the first of SLUIS_SEALING_KEYS, so that the others can go\nexit code 1 where something could not be unsealed',
  options: {},
  run: async (provider, _values, print) => {
    const { identity, sealer, clock } = provider
    const sum = { resealed: 0, unreadable: 0 }
    for (const column of SEALED) {
      const { resealed, unreadable } = await reseal(identity.db, sealer, column)
      if (resealed + unreadable > 0)
        print(
          `${column.table}: ${resealed} sealed anew${unreadable > 0 ? `, ${unreadable} UNREADABLE: sealed with a key that is not in SLUIS_SEALING_KEYS` : ''}`,
        )
      sum.resealed += resealed
      sum.unreadable += unreadable
    }
    const mails = await withJobs(provider, (jobs) => jobs.rewrite(MAIL_QUEUE, resealMail(sealer)))
    if (mails > 0) print(`mails that wait: ${mails} sealed anew`)
    await identity.transaction((stores) =>
      stores.audit.append(
        {
          action: 'secrets-resealed',
          result: sum.unreadable === 0 ? 'done' : 'refused',
          actor: 'operator',
          detail: { ...sum, mails },
        },
        clock.now(),
      ),
    )
    print(
      sum.resealed + sum.unreadable + mails === 0
        ? 'Everything is sealed with the first key. The other keys can be taken out of the settings.'
        : 'Run this once more when every process has the new key in front: the old keys can go when nothing is left to do.',
    )
    return sum.unreadable === 0 ? 0 : 1
  },
}
