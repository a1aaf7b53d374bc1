// The pass of a browser: a mailed link by which tries at a password are counted apart from those of strangers (decision
// 0027). It proves nothing and opens nothing; it is the way on where a network or an address has had too many tries.
import { randomToken } from '@sluis/server-kit/random'
import type { Sealer } from '@sluis/server-kit/sealing'
import { HOUR_MS } from '@sluis/server-kit/time'
import { BROWSER_MAILS_PER_ADDRESS } from '#identity/attempts/rate-limits.ts'
import { sendBrowserLink } from '#messaging/mail/link-mails.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { Transactional } from '#use-cases/stores.ts'
import { emailBucket } from './email-bucket.ts'

/** NIST SP 800-63B-4 §4.2.1: what is mailed lives 24 hours at the most. */
export const BROWSER_PASS_HOURS = 24

/** `id`: of the bucket, the same in however many browsers the link is used. `next`: where the sign-in leads. */
export type BrowserPass = { id: string; email: string; next: string; expiresAt: Date }

const SEAL_CONTEXT = 'browser-pass'
const MAX_TOKEN = 2_000
const MAX_NEXT = 300

/** Nothing of it is stored: whoever has the link has read the mailbox, and could choose a new password as well. */
export function issueBrowserPass(sealer: Sealer, email: string, next: string, now: Date): string {
  const leads = next.length > MAX_NEXT ? '/' : next
  const content = [randomToken(), email, leads, now.getTime() + BROWSER_PASS_HOURS * HOUR_MS]
  return sealer.seal(SEAL_CONTEXT, JSON.stringify(content)).toString('base64url')
}

/** Null where it is none of ours, or over. */
export function readBrowserPass(sealer: Sealer, token: string | undefined, now: Date): BrowserPass | null {
  // Buffer passes over what is no base64url, and one link would have many forms.
  if (token === undefined || token.length > MAX_TOKEN || !/^[\w-]+$/.test(token)) return null
  try {
    const content = sealer.unseal(SEAL_CONTEXT, Buffer.from(token, 'base64url')).toString()
    const [id, email, next, expires] = JSON.parse(content) as [string, string, string, number]
    return expires > now.getTime() ? { id, email, next, expiresAt: new Date(expires) } : null
  } catch {
    return null
  }
}

type Used = 'attempts' | 'people' | keyof NotifyStores
type Deps = { identity: Transactional<Used>; notify: Notify; sealer: Sealer }
type At = { browser: string; origin: string; now: Date }

/**
 * A mail, where somebody has this address and not too many are on their way already: each of those works for whoever
 * reads them. Whether one goes out is not told.
 */
export async function mailBrowserPass(
  { identity, notify, sealer }: Deps,
  email: string,
  next: string,
  { browser, origin, now }: At,
): Promise<void> {
  const bucket = `browser-mails:${emailBucket(email)}`
  if ((await identity.attempts.fill(bucket, BROWSER_MAILS_PER_ADDRESS, now)) !== null) return
  const person = await identity.people.findByEmail(email)
  if (!person) return
  const token = issueBrowserPass(sealer, email, next, now)
  await identity.transaction(async (stores) => {
    await stores.audit.append(
      { action: 'browser-link-asked', result: 'done', actor: 'unknown', personId: person.id, origin },
      now,
    )
    await sendBrowserLink(notify, stores, person, { token, hours: BROWSER_PASS_HOURS }, { browser, origin }, now)
  })
}
