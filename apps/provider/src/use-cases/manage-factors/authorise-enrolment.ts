// The second proof of a first enrolment: a code that is mailed to the known address.
import { accept, type Decision, refuse } from '@sluis/server-kit/decision'
import { randomDigits } from '@sluis/server-kit/random'
import { MAILED_CODE, MAILED_CODE_SENDS } from '#identity/attempts/rate-limits.ts'
import { MAILED_CODE_MINUTES } from '#identity/enrolments/mailed-codes.store.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'attempts' | 'db' | 'mailedCodes' | 'sessions'

type Deps = { identity: Transactional<Used>; notify: Pick<Notify, 'code'> }

/** Mails a code to the known address. A refusal says until when no further one is sent. */
export async function sendMailedCode(
  { identity, notify }: Deps,
  session: Session,
  person: Person,
  now: Date,
): Promise<Decision<null, 'too-many-sends'>> {
  const counted = await identity.attempts.consume(`mailed-code-sends:${person.id}`, MAILED_CODE_SENDS, now)
  if (!counted.ok) return refuse('too-many-sends')
  const code = randomDigits(6)
  await identity.transaction(async (stores) => {
    await stores.mailedCodes.save(session.id, code, now)
    await notify.code(stores, person, code, MAILED_CODE_MINUTES, now)
  })
  return accept(null)
}

export type MailedCodeRefusal = { refusal: 'wrong-mailed-code' } | { refusal: 'rate-limited'; until: Date }

/** `digits`: 6 ASCII digits. On acceptance the session has its second proof. */
export async function proveMailedCode(
  { identity }: Pick<Deps, 'identity'>,
  session: Session,
  digits: string,
  now: Date,
): Promise<Decision<null, MailedCodeRefusal>> {
  const bucket = `mailed-code:${session.personId}`
  if (!(await identity.attempts.consume(bucket, MAILED_CODE, now)).ok)
    return { ok: false, refusal: 'rate-limited', until: (await identity.attempts.limitedUntil(bucket, now)) ?? now }
  return identity.transaction(async (stores) => {
    if (!(await stores.mailedCodes.consume(session.id, digits, now))) return refuse({ refusal: 'wrong-mailed-code' })
    await stores.sessions.authoriseEnrolment(session.id, now)
    await stores.attempts.reset(bucket)
    return accept(null)
  })
}
