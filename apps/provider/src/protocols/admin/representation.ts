// An application as the API shows it, and what its ETag is.
import { isDeepStrictEqual } from 'node:util'
import { sha256 } from '@sluis/server-kit/sealing'
import { type Application, type ApplicationSecret, logoAddress } from '#identity/applications/application.ts'
import { bodyOf, type Fault } from '#identity/applications/registration-rule.ts'
import { warningsOf } from '#identity/applications/registration-warnings.ts'
import type { NamedApplication } from '#identity/applications/same-name.ts'

export type Representation = ReturnType<typeof representationOf>

/** `secrets`: never what they are, but which there are. */
export function representationOf(
  application: Application,
  secrets: readonly ApplicationSecret[],
  { issuer, now, names }: { issuer: string; now: Date; names: readonly NamedApplication[] },
) {
  const logo = logoAddress(application)
  return {
    client_id: application.clientId,
    ...bodyOf(application),
    logo_uri: logo && issuer + logo,
    secrets: secrets.map(({ id, createdAt, expiresAt }) => ({
      id,
      created_at: createdAt.toISOString(),
      expires_at: expiresAt?.toISOString() ?? null,
    })),
    warnings: warningsOf(application, secrets, now, names),
  }
}

/** Of what is registered: a warning that comes with time is no change of it. */
export function etagOf(shown: Representation): string {
  const registered = { ...shown, warnings: undefined }
  return `"${sha256(JSON.stringify(registered)).toString('base64url').slice(0, 22)}"`
}

/** Whether a list of ETags names this one; a weak one names none (RFC 9110 §13.1.1). */
export const isNamed = (header: string, etag: string): boolean =>
  header.trim() === '*' || header.split(',').some((each) => each.trim() === etag)

type Json = Readonly<Record<string, unknown>>
/** What only Sluis sets, and what to do about it. */
const READ_ONLY: Readonly<Record<string, string>> = {
  client_id: 'cannot be changed: register another application',
  client_secret: 'cannot be chosen: another one is made by POST …/secrets',
  secrets: 'cannot be changed here: see POST and DELETE …/secrets',
  logo_uri: 'cannot be changed here: see PUT and DELETE …/logo',
  warnings: 'cannot be changed: it says what is laxer than it might be',
}
export const UNREGISTERED: Json = { logo_uri: null, secrets: [], warnings: [] }

/**
 * Without what only Sluis sets: that may stand there as it was shown, so that what was got may be sent back whole (RFC
 * 7396). Warnings come with time, and are never held against anybody.
 */
export function withoutReadOnly(body: Json, shown: Json): { chosen: Json; faults: Fault[] } {
  const isReadOnly = (name: string): boolean => Object.hasOwn(READ_ONLY, name)
  const isAsShown = (name: string): boolean =>
    isDeepStrictEqual(body[name], shown[name]) || (name === 'warnings' && Array.isArray(body[name]))
  const names = Object.keys(body).filter(isReadOnly)
  return {
    chosen: Object.fromEntries(Object.entries(body).filter(([name]) => !isReadOnly(name))),
    faults: names.filter((name) => !isAsShown(name)).map((path) => ({ path, message: READ_ONLY[path]! })),
  }
}
