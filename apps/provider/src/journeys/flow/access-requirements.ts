// What each address of ours requires of the person.
import { MINUTE_MS } from '@sluis/server-kit/time'
import { SUDO_MINUTES } from '#identity/sessions/lifetimes.ts'
import { ACR } from '#identity/sessions/assurance.ts'
import { type SignInRequest, localSignInRequest } from '#identity/sessions/sign-in-request.ts'
import type { AskingBrowser, FoundSignIn, SignInRecord } from '#identity/sign-ins/sign-in-record.store.ts'
import type { Identity } from '#use-cases/stores.ts'

/** `Found`: with what else a protocol says of it. */
type FindSignIn<Found> = (id: string, asking: AskingBrowser) => Promise<Found | null>

/**
 * `session`: somebody is signed in. `fresh`: with what they have, proved a moment ago. `factor`: with a second factor.
 * `fresh-factor`: with a second factor, proved a moment ago, where factors and passwords are changed (rule 4, ASVS
 * 7.5.1).
 */
export type AccessRequirement = 'session' | 'fresh' | 'factor' | 'fresh-factor'

/** Setting up for somebody without a smartphone: what there is for them, and by SMS. */
export const ENROL_WITHOUT_PHONE = '/account/two-step/no-smartphone'
export const ENROL_BY_SMS = '/account/two-step/by-text'
/** Addresses whose sign-in sets up a second factor. */
export const ENROL_ADDRESSES: readonly string[] = ['/account/two-step', ENROL_WITHOUT_PHONE, ENROL_BY_SMS]

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const exactPath = (path: string): RegExp => new RegExp(`^${path.replaceAll(':id', ID)}$`)
/** Addresses that a sign-in can lead to. What is not here leads Home. */
// prettier-ignore
const ROUTE_REQUIREMENTS: readonly (readonly [RegExp, AccessRequirement])[] = [
  [exactPath('/account(?:/(?:sessions|activity|by-recovery))?'), 'session'],
  [exactPath('/device'), 'session'],
  [exactPath('/(?:offer|check-up)(?:/[a-z-]+)?'), 'session'],
  [exactPath('/new-address/[\\w-]{43}'), 'session'],
  [exactPath('/account/password'), 'fresh'],
  [exactPath('/account/(?:recovery-codes|email|phone|passkeys|authenticators|two-step/off)(?:/[a-z-]+|/:id){0,2}'), 'fresh-factor'],
  // With where to go after it.
  [/^\/account\/passkeys\/add\?next=[\w%.~-]{1,700}$/, 'fresh-factor'],
  [exactPath('/admin(?:/[a-z-]+)?'), 'factor'],
]

/** Of a device that asks to be let in: its application decides what is required. */
const DEVICE_PAGE = new RegExp(`^/device/(${ID})$`)

export const accessRequirementOf = (path: string): AccessRequirement | null =>
  ROUTE_REQUIREMENTS.find(([pattern]) => pattern.test(path))?.[1] ?? null

/** `next` comes from the address bar: what is not one of ours leads Home. Null for a request that has expired. */
export const createSignInFinder =
  <Found extends FoundSignIn>({
    identity,
    findOpenidSignIn,
    findDeviceSignIn,
  }: {
    identity: Identity
    findOpenidSignIn: FindSignIn<Found>
    findDeviceSignIn: FindSignIn<FoundSignIn>
  }) =>
  async (next: string, asking: AskingBrowser, now: Date): Promise<Found | FoundSignIn | null> => {
    const uid = /^\/continue\/([\w-]{10,60})$/.exec(next)?.[1]
    if (uid !== undefined) return findOpenidSignIn(uid, asking)
    const device = DEVICE_PAGE.exec(next)?.[1]
    if (device !== undefined) return findDeviceSignIn(device, asking)
    const record = await identity.signIns.read(asking, now)
    return { record, request: localRequest(next, record, now) }
  }

function localRequest(next: string, { owner }: SignInRecord, now: Date): SignInRequest {
  const sudo = new Date(now.getTime() - SUDO_MINUTES * MINUTE_MS)
  const isEnrolling = owner?.isEnrolling ?? false
  // The password was fresh when this enrolment began, or there is a factor already: it is not asked again in the middle
  // (P8).
  if (ENROL_ADDRESSES.includes(next))
    return localSignInRequest(next, now, {
      enrol: true,
      notBefore: isEnrolling || (owner !== null && owner.factors.length > 0) ? null : sudo,
    })
  switch (accessRequirementOf(next)) {
    case 'session':
      return localSignInRequest(next, now)
    case 'fresh':
      return localSignInRequest(next, now, { notBefore: sudo })
    case 'factor':
      return localSignInRequest(next, now, { acr: ACR.twoFactor })
    case 'fresh-factor':
      return localSignInRequest(next, now, {
        notBefore: ENROLMENT_STEP.test(next) && isEnrolling ? null : sudo,
        acr: ACR.twoFactor,
      })
    case null:
      return localSignInRequest('/', now)
  }
}

/** Of one more app beside others: what was proved when it began holds until its code. */
const ENROLMENT_STEP = /^\/account\/authenticators\/(?:add|new-phone)\/(?:key|code)$/
