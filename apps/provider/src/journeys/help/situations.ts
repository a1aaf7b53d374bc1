// Which answer stands first and open: by the page that a visitor came from, and by what is known of somebody who is
// signed in.
import type { Obligation } from '#identity/rollouts/obligation.ts'
import type { HelpSituation } from '#platform/help-link.ts'
import type { AnswerId } from './answers.ts'

export const ANSWER_AT: Record<HelpSituation, AnswerId> = {
  email: 'log-in',
  password: 'password-forgotten',
  code: 'code-refused',
  'text-message': 'text-missing',
  passkey: 'passkeys',
  recovery: 'no-phone',
  'find-phone': 'new-phone',
  'forgot-password': 'password-forgotten',
  access: 'grant-access',
  frozen: 'locked',
  'not-me': 'not-me',
  'signed-out': 'log-in',
  'confirm-email': 'mail-missing',
  'choose-app': 'which-app',
  key: 'logged-in',
  'first-code': 'code-refused',
  'recovery-codes': 'recovery-codes',
  enrolled: 'log-in',
  'phone-number': 'number-changed',
  'email-address': 'address-changed',
  passkeys: 'passkeys',
  'new-phone': 'new-phone',
  sessions: 'not-me',
  'another-way': 'no-phone',
  'check-up': 'code-refused',
  backup: 'backup',
  'remember-device': 'remembered-device',
  'log-in': 'log-in',
  'before-date': 'logged-in',
  'after-date': 'cannot-log-in',
  'old-code': 'code-refused',
  companies: 'several-employers',
  'no-smartphone': 'no-smartphone',
}

/** What is known of somebody who is signed in here. */
export type Known = { hasSecondFactor: boolean; codesLeft: number; obligation: Obligation | null }
export type Standing = 'required' | 'invited' | 'off' | 'few-codes' | 'on'

const FEW_CODES = 2

export function standingOf({ hasSecondFactor, codesLeft, obligation }: Known): Standing {
  if (hasSecondFactor) return codesLeft <= FEW_CODES ? 'few-codes' : 'on'
  if (obligation?.obligation === 'required') return 'required'
  return obligation?.rollout ? 'invited' : 'off'
}

export const ANSWER_FOR: Record<Standing, AnswerId> = {
  required: 'cannot-log-in',
  invited: 'cannot-log-in',
  off: 'cannot-log-in',
  'few-codes': 'recovery-codes',
  on: 'log-in',
}

/** Situations that an application tells of from what it knew; here it may be known better. */
const HEARSAY = new Set<HelpSituation>(['before-date', 'after-date', 'log-in'])

/** The page one came from is nearer than how one stands in general. */
export const first = (
  at: HelpSituation | undefined,
  known: Known | null,
): { at: HelpSituation } | { standing: Standing } | null => {
  if (at !== undefined && !(known && HEARSAY.has(at))) return { at }
  return known ? { standing: standingOf(known) } : null
}
