// Which answer is first and open: by the page that somebody came from, and by what is known of somebody who is signed
// in.
import { LOW_THRESHOLD } from '#identity/recovery/recovery-codes.ts'
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
  locked: 'locked',
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
  'device-code': 'device-code',
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
export type AccountFacts = { hasSecondFactor: boolean; codesLeft: number; obligation: Obligation | null }
export type AccountStatus = 'required' | 'invited' | 'off' | 'few-codes' | 'on'

export function accountStatusOf({ hasSecondFactor, codesLeft, obligation }: AccountFacts): AccountStatus {
  if (hasSecondFactor) return codesLeft <= LOW_THRESHOLD ? 'few-codes' : 'on'
  if (obligation?.obligation === 'required') return 'required'
  return obligation?.rollout ? 'invited' : 'off'
}

export const ANSWER_FOR: Record<AccountStatus, AnswerId> = {
  required: 'cannot-log-in',
  invited: 'cannot-log-in',
  off: 'cannot-log-in',
  'few-codes': 'recovery-codes',
  on: 'log-in',
}

/** Situations that an application tells of from what it knew; here it may be known better. */
const REPORTED_BY_APPS = new Set<HelpSituation>(['before-date', 'after-date', 'log-in'])

/** The page that somebody came from counts before the state of their account. */
export const chooseFirst = (
  at: HelpSituation | undefined,
  account: AccountFacts | null,
): { at: HelpSituation } | { status: AccountStatus } | null => {
  if (at !== undefined && !(account && REPORTED_BY_APPS.has(at))) return { at }
  return account ? { status: accountStatusOf(account) } : null
}
