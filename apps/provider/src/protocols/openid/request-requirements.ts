// What an authorization request demands of the sign-in that it waits for.
import { pickLanguage } from '@sluis/server-kit/messages'
import { decodeJwt } from 'jose'
import type { Application } from '#identity/applications/application.ts'
import type { SignInRequest } from '#identity/sessions/sign-in-request.ts'
import type { SignInPerson } from '#identity/sign-ins/sign-in-record.store.ts'
import { acrOfRequest, inBoth, readClaims, scopesOfClaims, subjectsOf } from './claims.ts'

export type RequestParams = Record<string, unknown>

/**
 * `subjects`: whom alone the request is about; null for whoever signs in. `isAnybodys`: any program of the device may
 * be the one that asks, so that nothing is answered without the person.
 */
export type RequestRequirements = {
  signInRequest: SignInRequest
  isAcrUnreachable: boolean
  subjects: readonly string[] | null
  isAnybodys: boolean
}

/** `trusted`: the parameters that the application itself vouched for, by a pushed request that it authenticated. */
export type RequestSource = { params: RequestParams; trusted?: readonly string[] | undefined }

/** What a directory may call a company (docs/api.md). */
const VISIBLE = /^[!-.0-~]{1,128}$/

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** The company that a request names, as the application calls it; null where none is. */
export function companyOf(params: RequestParams): string | null {
  const asked = text(params['company'])
  return asked !== null && VISIBLE.test(asked) ? asked : null
}

/**
 * `startedAt`: when the request came in. `answered`: it has been through the way in, so that freshness was asked for
 * and given. `owner`: what is stored of whoever is signed in, read for this application and the company that is asked
 * for; null where nobody is.
 */
export function requestRequirements(
  application: Application,
  { params, trusted }: RequestSource,
  {
    href,
    startedAt,
    answered,
    owner,
  }: { href: string; startedAt: Date; answered: boolean; owner: SignInPerson | null },
  now: Date,
): RequestRequirements {
  // The engine has refused what is no request for claims.
  const claims = readClaims(params['claims']) ?? { id_token: {}, userinfo: {} }
  const acr = acrOfRequest(text(params['acr_values']) ?? undefined, claims)
  const isAnybodys = !answered && answersAnyProgram(application, text(params['redirect_uri']))
  const asked = text(params['company'])
  return {
    signInRequest: {
      href,
      application,
      isInService: owner?.isInService ?? true,
      isKnown: owner === null || !application.knownPeopleOnly || owner.isListed,
      worksThere: owner === null || asked === null || owner.company !== null,
      scope: scopeOf(application, text(params['scope']) ?? '', scopesOfClaims(claims)),
      promptsConsent: isAnybodys || (!answered && String(text(params['prompt'])).split(' ').includes('consent')),
      grantedScope: '',
      companyId: owner?.company?.id ?? null,
      // What stands in the address bar narrows nothing: anybody could write it there.
      isSeparate: application.separatesCompanies && trusted?.includes('company') === true,
      spansApplications: false,
      acr: acr === 'unreachable' ? null : acr,
      notBefore: answered ? null : freshFrom(params, startedAt, now),
      enrol: false,
      startedAt,
      // A hint is heard once: whoever then signed in with another address meant to.
      loginHint: answered ? null : text(params['login_hint']),
      voucherPersonId: null,
      uiLanguage: pickLanguage(text(params['ui_locales'])),
    },
    isAcrUnreachable: acr === 'unreachable',
    isAnybodys,
    subjects: inBoth(subjectsOf(claims), subjectsOfHint(text(params['id_token_hint']))),
  }
}

/** An address of the device itself, or a scheme of its own: whoever listens there gets the answer (RFC 8252 §8.6). */
const answersAnyProgram = ({ kind }: Pick<Application, 'kind'>, redirectUri: string | null): boolean =>
  kind === 'native' && redirectUri !== null && !redirectUri.startsWith('https:')

/** What access is asked for. A claim by name is asked for as its scope is, where the application may ask for that. */
function scopeOf({ scope: registered }: Application, asked: string, byClaims: readonly string[]): string {
  const scopes = asked.split(' ').filter(Boolean)
  const more = byClaims.filter((scope) => registered.split(' ').includes(scope))
  return [...new Set([...scopes, ...more])].join(' ')
}

/** The engine has verified it. */
function subjectsOfHint(hint: string | null): string[] | null {
  try {
    const subject = hint === null ? undefined : decodeJwt(hint).sub
    return subject === undefined ? null : [subject]
  } catch {
    return null
  }
}

/**
 * Since when a proof counts. One that was given after the request came in always does: max_age=0 asks once, not for
 * ever.
 */
function freshFrom(params: RequestParams, startedAt: Date, now: Date): Date | null {
  const moments: Date[] = []
  if (typeof params['prompt'] === 'string' && params['prompt'].split(' ').includes('login')) moments.push(startedAt)
  const maxAge = params['max_age'] === undefined ? NaN : Number(params['max_age'])
  if (Number.isFinite(maxAge)) moments.push(new Date(Math.min(startedAt.getTime(), now.getTime() - maxAge * 1000)))
  return moments.length === 0 ? null : new Date(Math.max(...moments.map((moment) => moment.getTime())))
}
