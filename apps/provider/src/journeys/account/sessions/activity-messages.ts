// The sentence of each kind of entry. A new kind is shown or hidden here, or this file does not compile.
import { DAY_MS } from '@sluis/server-kit/time'
import { type Activity, activityOf, ACTIVITY_DAYS } from '#use-cases/manage-account/activity.ts'
import type { AuditAction } from '#identity/audit/entry.ts'
import { formatBrowser } from '#platform/user-agent.ts'
import { formatLocation } from '#platform/format-location.ts'
import type { Stores } from '#use-cases/stores.ts'
import { locateAddress } from '#platform/network-location.ts'
import type { Translate, MessageKey } from '#locales/messages.ts'

/** Null: no news to the person, since another entry tells it, or it is not about how they log in. */
const SENTENCE: Record<AuditAction, MessageKey | null> = {
  'signed-in': 'activity.signed-in',
  'sign-in-refused': 'activity.sign-in-refused',
  'signed-out': 'activity.signed-out',
  'session-ended': 'activity.session-ended',
  'logout-undelivered': null,
  'password-proved': null,
  'second-factor-proved': null,
  'second-factor-refused': 'activity.code-refused',
  'second-factor-locked': 'activity.factors-locked',
  'second-factor-closed': 'activity.factors-closed',
  'mailed-code-refused': 'activity.mailed-code-refused',
  'enrolment-begun': null,
  enrolled: 'activity.enrolled',
  'second-factor-lost': 'activity.factor-lost',
  'second-factor-removed': 'activity.factor-removed',
  'factor-added': 'activity.factor-added',
  'factor-removed': 'activity.factor-removed',
  'factor-renamed': 'activity.factor-renamed',
  'factor-tested': null,
  'code-texted': null,
  'phone-changed': 'activity.phone-changed',
  'two-step-off': 'activity.two-step-off',
  'recovery-code-used': 'activity.recovery-code-used',
  'recovery-code-refused': 'activity.recovery-code-refused',
  'recovery-codes-made': 'activity.recovery-codes-made',
  'recovery-codes-kept': null,
  'browser-remembered': 'activity.browser-remembered',
  'browser-forgotten': 'activity.browser-forgotten',
  'access-granted': 'activity.access-granted',
  'access-withdrawn': 'activity.access-withdrawn',
  'voucher-given': null,
  'device-allowed': 'activity.device-allowed',
  'device-refused': 'activity.device-refused',
  snoozed: null,
  reminded: null,
  'password-changed': 'activity.password-changed',
  'password-reset-asked': 'activity.password-reset-asked',
  'browser-link-asked': 'activity.browser-link-asked',
  'password-reset': 'activity.password-reset',
  'email-change-asked': 'activity.email-change-asked',
  'email-changed': 'activity.email-changed',
  'email-change-undone': 'activity.email-change-undone',
  'email-lost': 'activity.email-lost',
  'language-chosen': null,
  'check-up-answered': null,
  'account-frozen': 'activity.account-frozen',
  'account-opened': 'activity.account-opened',
  'notice-sent': null,
  'rollout-planned': null,
  'rollout-postponed': null,
  'person-put': null,
  'person-looked-up': null,
  'person-removed': 'activity.person-removed',
  'employee-login-moved': null,
  'company-put': null,
  'company-policy-set': null,
  'application-put': null,
  'application-secret-made': null,
  'application-secret-ended': null,
  'application-removed': null,
  'administrator-named': null,
  'signing-key-made': null,
  'secrets-resealed': null,
  'tokens-refused': null,
}
export const SHOWN_ACTIONS = (Object.keys(SENTENCE) as AuditAction[]).filter((action) => SENTENCE[action] !== null)

export type ActivityEntry = { seq: number; at: Date; text: string; detail: string }

/** Some kinds have a more exact sentence than their name. */
function sentenceOf({ action, application, factor, refusal }: Activity): MessageKey {
  if (action === 'signed-in' && application !== null) return 'activity.signed-in-to'
  if ((action === 'sign-in-refused' || action === 'second-factor-refused') && factor === 'passkey')
    return 'activity.passkey-refused'
  // A double click, or two logins in half a minute (edge case 13): nobody guessed.
  if (action === 'second-factor-refused' && refusal === 'code-already-used') return 'activity.code-used-before'
  if (action === 'second-factor-refused' && refusal === 'clock-set-back') return 'activity.code-too-early'
  return SENTENCE[action]!
}

export function formatActivity(t: Translate, activity: Activity): ActivityEntry {
  const { seq, at, application, factor, browser, origin } = activity
  const where = [
    ...(browser === null ? [] : [formatBrowser(t, browser)]),
    ...(origin === null ? [] : [formatLocation(t, locateAddress(origin))]),
  ]
  return {
    seq,
    at,
    text: t(sentenceOf(activity), { application: application ?? t('activity.an-app'), factor: factor ?? 'other' }),
    detail: where.join(' · '),
  }
}

/** The newest entries in words. */
export async function recentActivity(
  stores: Stores,
  t: Translate,
  personId: string,
  now: Date,
  limit: number,
  before: number | null = null,
): Promise<ActivityEntry[]> {
  const since = new Date(now.getTime() - ACTIVITY_DAYS * DAY_MS)
  return (await activityOf(stores, personId, t.language, { actions: SHOWN_ACTIONS, since, before, limit })).map(
    (each) => formatActivity(t, each),
  )
}
