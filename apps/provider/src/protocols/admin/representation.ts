// An application as the API shows it, and what its ETag is.
import { sha256 } from '@sluis/server-kit/sealing'
import { type Application, type ApplicationSecret, logoAddress } from '#identity/applications/application.ts'
import { bodyOf } from '#identity/applications/registration-rule.ts'
import { warningsOf } from '#identity/applications/registration-warnings.ts'

export type Representation = ReturnType<typeof representationOf>

/** `secrets`: never what they are, but which there are. */
export function representationOf(
  application: Application,
  secrets: readonly ApplicationSecret[],
  { issuer, now }: { issuer: string; now: Date },
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
    warnings: warningsOf(application, secrets, now),
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
