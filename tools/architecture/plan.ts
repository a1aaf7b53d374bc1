// The plan of the apps, low to high: whatever stands in a list may import what stands before it, never what comes
// after.

/**
 * One step of the stairs. `places`: folders under `src`; a folder's own files belong to it, and so does each folder in
 * it that has no step of its own. `among`: `free`, they may import each other (never in a circle); `apart`, they never
 * do (journeys and protocols meet by address).
 */
export type Step = { places: readonly string[]; among: 'free' | 'apart' }
/** `''` stands for the files that lie in `src` itself. */
export type Plan = readonly Step[]

const each = (folder: string, rooms: readonly string[]): Step[] =>
  rooms.map((room) => ({ places: [`${folder}/${room}`], among: 'free' }))
const one = (...places: string[]): Step => ({ places, among: 'free' })
const apart = (...places: string[]): Step => ({ places, among: 'apart' })

export const IDENTITY_ROOMS = [
  'people',
  'attempts',
  'audit',
  'companies',
  'applications',
  'rollouts',
  'passwords',
  'second-factors',
  'phones',
  'enrolments',
  'offers',
  'sessions',
  'recovery',
  'sign-ins',
] as const

export const USE_CASE_ROOMS = [
  'prove-factor',
  'manage-factors',
  'manage-account',
  'run-rollout',
  'sync-directory',
  'administer',
  'recover-account',
  'sign-in',
] as const

export const PLANS: Record<string, Plan> = {
  'apps/provider': [
    one('schema', 'platform', 'locales'),
    ...each('identity', IDENTITY_ROOMS),
    one('messaging/mail'),
    one('messaging/sms'),
    // The registry of all stores, which each use case takes its own from.
    one('use-cases'),
    ...each('use-cases', USE_CASE_ROOMS),
    one('journeys/flow'),
    one('journeys/parts'),
    // What the APIs share.
    one('protocols/parts'),
    apart(
      'journeys/sign-in',
      'journeys/enrol',
      'journeys/offer',
      'journeys/device',
      'journeys/recover',
      'journeys/account',
      'journeys/console',
      'journeys/help',
      'protocols/openid',
      'protocols/directory',
      'protocols/admin',
      'protocols/sms-reports',
    ),
    one('server'),
    one('cli'),
  ],
  'apps/hr': [
    one('schema', 'messages'),
    one('bank', 'leave', 'page', 'payroll', 'people', 'sessions', 'sluis'),
    one('deps.ts'),
    // What stages and pages share.
    one('journeys'),
    one('stages'),
    apart(
      'journeys/companies',
      'journeys/employees',
      'journeys/leave',
      'journeys/log-in',
      'journeys/moved',
      'journeys/payslips',
      'journeys/profile',
      'journeys/sluis',
      'journeys/start',
    ),
    one(''),
  ],
}

/** Where a file stands: the step, and the place on it; null where the plan has no place for it. */
export type Position = { step: number; place: string }

/** `path`: from `src`. The longest place that fits is the file's. */
export function placeIn(plan: Plan, path: string): Position | null {
  let found: Position | null = null
  for (const [step, { places }] of plan.entries())
    for (const place of places) {
      const fits = place === '' ? !path.includes('/') : path === place || path.startsWith(`${place}/`)
      if (fits && (found === null || place.length > found.place.length)) found = { step, place }
    }
  return found
}
