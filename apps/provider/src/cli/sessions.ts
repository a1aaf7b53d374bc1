// Signs everybody out, everywhere.
import { type Command, stringOf } from './command-shape.ts'

const BATCH_SIZE = 1_000

/**
 * After a restore, or a leak: everybody signs in again, and no earlier token or remembered browser counts.
 */
export const endAllSessions: Command = {
  purpose: 'signs everybody out, everywhere: after a restore, or a leak\n--reason: why; it stands in the audit trail',
  options: { reason: { value: 'TEXT', isRequired: true } },
  run: async ({ identity, clock }, values, print) => {
    const reason = stringOf(values['reason']).trim()
    const now = clock.now()
    let count = 0
    // In batches: each is one statement, which must not take long.
    for (let ended = BATCH_SIZE; ended === BATCH_SIZE; count += ended)
      ended = await identity.sessions.endAllForEveryone(BATCH_SIZE, now)
    await identity.remembered.endAllForEveryone(now)
    await identity.transaction((stores) =>
      stores.audit.append(
        {
          action: 'session-ended',
          result: 'done',
          actor: 'operator',
          detail: { ended: count, everybody: true, reason },
        },
        now,
      ),
    )
    print(`${count} sessions have ended, and no browser is remembered. People sign in again; applications are told.`)
    return 0
  },
}
