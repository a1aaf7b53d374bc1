// Where a person is going, and what is demanded there.
import type { Language } from '@sluis/ground'
import type { Acr } from './standing.ts'

export type Destination = {
  /** The address to go on to when nothing is left to ask: a local path. */
  href: string
  application: { id: string; name: string; homeUri: string | null } | null
  /** The scopes that the application asks for. */
  scope: string
  /** Access is asked though it was granted before (prompt=consent). */
  asksAccess: boolean
  /** Granted on the way, and not yet stored. */
  grantedScope: string
  /** The one company that was asked about; null for all. */
  companyId: string | null
  acr: Acr | null
  /** Proofs from before this moment do not count (prompt=login, max_age). */
  notBefore: Date | null
  /** A second factor is to be set up, demanded or not. */
  enrol: boolean
  startedAt: Date
  /** Whom the application named: the sign-in of somebody else from before does not count. */
  hint: string | null
  vouchedPersonId: string | null
  uiLanguage: Language | null
}

/** A page of ours, for whoever is signed in. */
export const localDestination = (href: string, now: Date, more: Partial<Destination> = {}): Destination => ({
  href,
  application: null,
  scope: '',
  asksAccess: false,
  grantedScope: '',
  companyId: null,
  acr: null,
  notBefore: null,
  enrol: false,
  startedAt: now,
  hint: null,
  vouchedPersonId: null,
  uiLanguage: null,
  ...more,
})
