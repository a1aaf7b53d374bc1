// Where a person is going, and what is demanded there.
import type { Language } from '@sluis/server-kit/messages'
import { type Application, nameIn } from '#identity/applications/application.ts'
import type { Acr } from './assurance.ts'

/** The application that asks, as pages speak of it: `name` is the one of the page's language. */
export type RequestingApplication = Pick<
  Application,
  'id' | 'clientId' | 'name' | 'names' | 'logo' | 'homeUri' | 'termsUri' | 'privacyUri' | 'apiClientScope'
>

export type SignInRequest = {
  /** The address to go on to when nothing is left to ask: a local path. */
  href: string
  application: RequestingApplication | null
  /** What its directory says of whoever is signed in. */
  isInService: boolean
  isKnown: boolean
  worksThere: boolean
  /** The scopes that the application asks for. */
  scope: string
  /** Access is asked though it was granted before (prompt=consent). */
  promptsConsent: boolean
  /** Granted on the way, and not yet stored. */
  grantedScope: string
  /** The company that the tokens name; null for none. */
  companyId: string | null
  /** Its obligation alone counts, and not the strictest of all companies of the person (decision 0301). */
  isSeparate: boolean
  /** The strictest date of all applications counts: of a device, whose own application has none (decision 0036). */
  spansApplications: boolean
  acr: Acr | null
  /** Proofs from before this moment do not count (prompt=login, max_age). */
  notBefore: Date | null
  /** A second factor is to be set up, demanded or not. */
  enrol: boolean
  startedAt: Date
  /** Whom the application named: the sign-in of somebody else from before does not count. */
  loginHint: string | null
  voucherPersonId: string | null
  uiLanguage: Language | null
}

/** A device asks: nothing follows in this browser, and its person goes on at the device (RFC 8628 §3.3). */
export const isOfDevice = ({ spansApplications }: SignInRequest): boolean => spansApplications
/** The application that this browser goes on to. */
export const leadsTo = (request: SignInRequest): RequestingApplication | null =>
  isOfDevice(request) ? null : request.application

/** A page of ours, for whoever is signed in. */
export const localSignInRequest = (href: string, now: Date, more: Partial<SignInRequest> = {}): SignInRequest => ({
  href,
  application: null,
  isInService: true,
  isKnown: true,
  worksThere: true,
  scope: '',
  promptsConsent: false,
  grantedScope: '',
  companyId: null,
  isSeparate: false,
  spansApplications: false,
  acr: null,
  notBefore: null,
  enrol: false,
  startedAt: now,
  loginHint: null,
  voucherPersonId: null,
  uiLanguage: null,
  ...more,
})

/** The same request, with the application's name in the language of the page. */
export const requestIn = (request: SignInRequest, language: Language): SignInRequest =>
  request.application === null
    ? request
    : { ...request, application: { ...request.application, name: nameIn(request.application, language) } }
