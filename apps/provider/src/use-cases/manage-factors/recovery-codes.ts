// Recovery codes: a new set takes the place of the one before it.
import { randomBytes, randomId } from '@sluis/server-kit/random'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { CodeHashes, CodeHashing } from '#identity/passwords/recovery-code-hashes.ts'
import { CODE_SIGNS, CODES_PER_SET, codeOf } from '#identity/recovery/recovery-codes.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'

type Used = 'factors' | 'people' | 'recovery' | 'sessions' | keyof NotifyStores

type Deps = { identity: Transactional<Used>; codeHashes: CodeHashes; notify: Pick<Notify, 'notice'> }

/** A new set of recovery codes in the place of the old one. */
export async function renewRecoveryCodes(
  { identity, codeHashes, notify }: Deps,
  session: Session,
  person: Person,
  now: Date,
): Promise<void> {
  const codes = generateCodes(codeHashes)
  await identity.transaction(async (stores) => {
    await stores.people.hold(person.id)
    if (!(await stores.sessions.isActive(session.id))) return
    await saveCodes(stores, person.id, codes, now)
    await stores.audit.append(auditFor(session, 'recovery-codes-made'), now)
    await notify.notice(
      stores,
      person,
      'recovery-codes-made',
      { browser: session.browser, origin: session.origin },
      now,
    )
  })
}

type FreshCodes = { salt: Buffer; hashing: CodeHashing; codes: string[]; hashes: Buffer[] }

export function generateCodes(codeHashes: CodeHashes): FreshCodes {
  const salt = randomBytes(16)
  const codes = Array.from({ length: CODES_PER_SET }, () => codeOf(randomBytes(CODE_SIGNS)))
  return { salt, hashing: 'hmac-sha256', codes, hashes: codes.map((code) => codeHashes.create(code, salt)) }
}

export const saveCodes = (stores: StoresOf<Used>, personId: string, codes: FreshCodes, now: Date): Promise<void> =>
  stores.recovery.replace({ id: randomId(), personId, ...codes }, now)
