// What a browser hands in for a passkey, judged by the rules of WebAuthn L3 §7.1 and §7.2; what the library leaves open
// is decided here.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import type {
  AuthenticationResponseJSON,
  AuthenticatorTransport,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { z } from 'zod'
import type { NewPasskey, Passkey } from './passkeys.ts'

// Loaded with the first passkey: it is a sixth of all that a process would load before it can answer.
const library = () => import('@simplewebauthn/server')
const decoders = () => import('@simplewebauthn/server/helpers')

/** ES256, EdDSA, RS256: what we ask for, and what we take (CVE-2026-8830). */
const ALGORITHMS: readonly number[] = [-7, -8, -257]
/** WebAuthn L3 §7.1. */
export const MAX_CREDENTIAL_BYTES = 1023
const MAX_CHARACTERS = 12_000

/** How a browser finds a passkey again. */
export const descriptorOf = ({ credentialId, transports }: Pick<Passkey, 'credentialId' | 'transports'>) => ({
  id: credentialId.toString('base64url'),
  transports: transports as AuthenticatorTransport[],
})

const bytes = z
  .string()
  .min(1)
  .max(MAX_CHARACTERS)
  .regex(/^[\w-]+$/)
const credentialFields = { id: bytes, rawId: bytes, type: z.literal('public-key') }
const Registration = z.object({
  ...credentialFields,
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(8)
      .optional(),
  }),
})
const Assertion = z.object({
  ...credentialFields,
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: bytes.nullish(),
  }),
})

/** What the browser says it did, and the challenge that it says it did it for: nothing of it is proved yet. */
export type ParsedResponse<Answer> = { answer: Answer; challenge: string }
export type ResponseRefusal = 'malformed' | 'not-verified'

export const parseRegistration = (text: string): Decision<ParsedResponse<RegistrationResponseJSON>, 'malformed'> =>
  parseResponse(
    text,
    (json) => ({ ...Registration.parse(json), clientExtensionResults: {} }) as RegistrationResponseJSON,
  )
export const parseAssertion = (text: string): Decision<ParsedResponse<AuthenticationResponseJSON>, 'malformed'> =>
  parseResponse(text, (json) => {
    const {
      response: { userHandle, ...response },
      ...rest
    } = Assertion.parse(json)
    return { ...rest, response: { ...response, ...(userHandle ? { userHandle } : {}) }, clientExtensionResults: {} }
  })

function parseResponse<Answer extends { id: string; rawId: string; response: { clientDataJSON: string } }>(
  text: string,
  parse: (json: unknown) => Answer,
): Decision<ParsedResponse<Answer>, 'malformed'> {
  if (text.length > MAX_CHARACTERS) return refuse('malformed')
  try {
    const answer = parse(JSON.parse(text))
    const { challenge } = clientDataOf(answer.response.clientDataJSON)
    return answer.id === answer.rawId && typeof challenge === 'string'
      ? accept({ answer, challenge })
      : refuse('malformed')
  } catch {
    return refuse('malformed')
  }
}

export type RelyingParty = { origin: string; rpId: string }
/** Our whole origin and nothing like it, and its host. `issuer`: from the settings alone. */
export const relyingParty = (issuer: string): RelyingParty => ({
  origin: new URL(issuer).origin,
  rpId: new URL(issuer).hostname,
})

type CreationOptions = Omit<
  Parameters<Awaited<ReturnType<typeof library>>['generateRegistrationOptions']>[0],
  'supportedAlgorithmIDs'
>
type RequestOptions = Parameters<Awaited<ReturnType<typeof library>>['generateAuthenticationOptions']>[0]

export const creationOptions = async (options: CreationOptions): Promise<PublicKeyCredentialCreationOptionsJSON> =>
  (await library()).generateRegistrationOptions({ ...options, supportedAlgorithmIDs: [...ALGORITHMS] })

export const requestOptions = async (options: RequestOptions): Promise<PublicKeyCredentialRequestOptionsJSON> =>
  (await library()).generateAuthenticationOptions(options)

/**
 * What a browser made stands for itself: no attestation is asked for, none but a self attestation is looked at, and no
 * address in one is ever fetched.
 */
export async function verifyRegistration(
  { answer, challenge }: ParsedResponse<RegistrationResponseJSON>,
  { origin, rpId }: RelyingParty,
): Promise<Decision<Omit<NewPasskey, 'id' | 'personId' | 'name'>, 'not-verified'>> {
  try {
    if (isFramed(answer.response.clientDataJSON) || !(await isUnattested(answer.response.attestationObject)))
      return refuse('not-verified')
    const judged = await (
      await library()
    ).verifyRegistrationResponse({
      response: answer,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      expectedType: 'webauthn.create',
      requireUserPresence: true,
      requireUserVerification: false,
      supportedAlgorithmIDs: [...ALGORITHMS],
    })
    if (!judged.verified) return refuse('not-verified')
    const { credential, credentialDeviceType, credentialBackedUp, aaguid } = judged.registrationInfo
    const credentialId = Buffer.from(credential.id, 'base64url')
    const { cose, decodeCredentialPublicKey } = await decoders()
    if (credential.id !== answer.id || credentialId.length > MAX_CREDENTIAL_BYTES) return refuse('not-verified')
    return accept({
      credentialId,
      publicKey: Buffer.from(credential.publicKey),
      algorithm: Number(decodeCredentialPublicKey(credential.publicKey).get(cose.COSEKEYS.alg)),
      signCount: credential.counter,
      transports: credential.transports ?? [],
      backupEligible: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp,
      aaguid,
    })
  } catch {
    // The library throws its refusals; nothing of ours stands in between.
    return refuse('not-verified')
  }
}

export type VerifiedAssertion = { count: number; backedUp: boolean; isVerified: boolean }
/**
 * `requiresVerification`: in place of the password the device must have checked who holds it. The counter is judged
 * where it is consumed.
 */
export async function verifyAssertion(
  { answer, challenge }: ParsedResponse<AuthenticationResponseJSON>,
  passkey: Passkey,
  { origin, rpId }: RelyingParty,
  requiresVerification: boolean,
): Promise<Decision<VerifiedAssertion, 'not-verified'>> {
  try {
    if (isFramed(answer.response.clientDataJSON)) return refuse('not-verified')
    const { userHandle } = answer.response
    if (userHandle === undefined ? requiresVerification : userHandle !== userHandleOf(passkey.personId))
      return refuse('not-verified')
    const credential = {
      id: passkey.credentialId.toString('base64url'),
      publicKey: new Uint8Array(passkey.publicKey),
      counter: 0,
    }
    if (answer.id !== credential.id) return refuse('not-verified')
    const judged = await (
      await library()
    ).verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      expectedType: 'webauthn.get',
      credential,
      requireUserVerification: requiresVerification,
    })
    const { newCounter, userVerified, credentialDeviceType, credentialBackedUp } = judged.authenticationInfo
    if (!judged.verified || (credentialDeviceType === 'multiDevice') !== passkey.backupEligible)
      return refuse('not-verified')
    return accept({ count: newCounter, backedUp: credentialBackedUp, isVerified: userVerified })
  } catch {
    return refuse('not-verified')
  }
}

/** The person's id in bytes: says nothing about them, and never changes (WebAuthn L3 §14.6.1). */
export const userHandleOf = (personId: string): string =>
  Buffer.from(personId.replaceAll('-', ''), 'hex').toString('base64url')

type ClientData = { challenge?: unknown; crossOrigin?: unknown; topOrigin?: unknown }
/** WebAuthn L3 §5.8.1. Throws where it is no JSON. */
const clientDataOf = (encoded: string): ClientData =>
  JSON.parse(Buffer.from(encoded, 'base64url').toString()) as ClientData

/** Our pages are never in a frame, so an answer that was made in one is not of them. */
function isFramed(encoded: string): boolean {
  const { crossOrigin = false, topOrigin } = clientDataOf(encoded)
  return crossOrigin !== false || topOrigin !== undefined
}

async function isUnattested(attestationObject: string): Promise<boolean> {
  const { decodeAttestationObject, isoBase64URL } = await decoders()
  const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject))
  const format: string = decoded.get('fmt')
  return format === 'none' || (format === 'packed' && decoded.get('attStmt').get('x5c') === undefined)
}
