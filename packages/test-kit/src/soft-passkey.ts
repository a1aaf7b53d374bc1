// A passkey in software: it answers a page's options as a browser would; tests can alter every field before signing.

import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { type Cbor, encodeCbor } from './cbor.ts'

export type Algorithm = 'ES256' | 'EdDSA' | 'RS256' | 'ES384'

export type PasskeyFlags = { up: boolean; uv: boolean; be: boolean; bs: boolean; at: boolean; ed: boolean }
/** What the browser says about the page that asked. */
export type ClientData = { type: string; challenge: string; origin: string; crossOrigin?: boolean; topOrigin?: string }

export type PasskeyAnswer = {
  id: string
  rawId: string
  type: string
  response: {
    clientDataJSON: string
    attestationObject?: string
    authenticatorData?: string
    signature?: string
    userHandle?: string
    transports?: string[]
  }
  clientExtensionResults: Record<string, unknown>
}

/** Altered before signing, as by a false authenticator or a false page; `answer` is altered after it, as in transit. */
export type Alterations = {
  clientData?: Partial<ClientData>
  flags?: Partial<PasskeyFlags>
  rpId?: string
  count?: number
  /** Extra bytes after the authenticator data. */
  leftover?: Uint8Array
  credentialId?: Uint8Array
  /** `self`: a packed statement signed with the key itself. */
  attests?: 'self'
  format?: string
  statement?: Map<string, Cbor>
  publicKey?: Uint8Array
  attestationObject?: Uint8Array
  answer?: (answer: PasskeyAnswer) => void
}

type Options = { challenge: string; rp?: { id?: string }; rpId?: string; user?: { id: string } }
export type SoftPasskey = {
  readonly id: string
  /** The user id that it was given at registration. */
  userHandle: string
  /** The signature counter. Writable, as in an older copy of the key. */
  count: number
  register(options: unknown, alter?: Alterations): PasskeyAnswer
  sign(options: unknown, alter?: Alterations): PasskeyAnswer
}

/** `counts`: as most security keys do; synced passkeys always say 0. `origin`: of the page that asks. */
export function softPasskey(
  origin: string,
  {
    algorithm = 'ES256',
    synced = true,
    verifies = true,
    counts = false,
  }: { algorithm?: Algorithm; synced?: boolean; verifies?: boolean; counts?: boolean } = {},
): SoftPasskey {
  const { privateKey, publicKey } = keyPair(algorithm)
  const credentialId = randomBytes(32)
  const rpId = new URL(origin).hostname
  const ordinary: PasskeyFlags = { up: true, uv: verifies, be: synced, bs: synced, at: false, ed: false }

  const clientDataOf = (type: string, { challenge }: Options, alter: Alterations) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...alter.clientData }))
  const signatureOf = (data: Buffer, clientData: Buffer): Buffer =>
    sign(
      algorithm === 'EdDSA' ? null : algorithm === 'ES384' ? 'sha384' : 'sha256',
      Buffer.concat([data, sha256(clientData)]),
      privateKey,
    )
  const dataOf = (flags: PasskeyFlags, attested: Buffer, alter: Alterations): Buffer => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(alter.count ?? key.count)
    return Buffer.concat([
      sha256(alter.rpId ?? rpId),
      Buffer.of(byteOf({ ...flags, ...alter.flags })),
      count,
      attested,
      alter.leftover ?? Buffer.alloc(0),
    ])
  }
  const answerOf = (response: PasskeyAnswer['response'], alter: Alterations): PasskeyAnswer => {
    const id = Buffer.from(alter.credentialId ?? credentialId).toString('base64url')
    const answer: PasskeyAnswer = { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
    alter.answer?.(answer)
    return answer
  }

  const key: SoftPasskey = {
    id: credentialId.toString('base64url'),
    userHandle: '',
    count: 0,
    register(input, alter = {}) {
      const options = input as Options
      key.userHandle = options.user?.id ?? ''
      const id = alter.credentialId ?? credentialId
      const attested = Buffer.concat([
        Buffer.alloc(16),
        Buffer.of(id.length >> 8, id.length & 0xff),
        id,
        alter.publicKey ?? encodeCbor(coseOf(publicKey, algorithm)),
      ])
      const authData = dataOf({ ...ordinary, at: true }, attested, alter)
      const clientData = clientDataOf('webauthn.create', options, alter)
      const own =
        alter.attests === 'self'
          ? new Map<string, Cbor>([
              ['alg', NUMBER[algorithm]],
              ['sig', signatureOf(authData, clientData)],
            ])
          : new Map<string, Cbor>()
      const whole = new Map<string, Cbor>([
        ['fmt', alter.format ?? (alter.attests === 'self' ? 'packed' : 'none')],
        ['attStmt', alter.statement ?? own],
        ['authData', authData],
      ])
      return answerOf(
        {
          clientDataJSON: clientData.toString('base64url'),
          attestationObject: Buffer.from(alter.attestationObject ?? encodeCbor(whole)).toString('base64url'),
          transports: ['internal'],
        },
        alter,
      )
    },
    sign(input, alter = {}) {
      if (counts) key.count += 1
      const clientData = clientDataOf('webauthn.get', input as Options, alter)
      const data = dataOf(ordinary, Buffer.alloc(0), alter)
      return answerOf(
        {
          clientDataJSON: clientData.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signatureOf(data, clientData).toString('base64url'),
          userHandle: key.userHandle,
        },
        alter,
      )
    },
  }
  return key
}

/** COSE algorithms (RFC 9053, RFC 8812). */
const NUMBER: Record<Algorithm, number> = { ES256: -7, EdDSA: -8, RS256: -257, ES384: -35 }

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest()
const byteOf = ({ up, uv, be, bs, at, ed }: PasskeyFlags): number =>
  Number(up) | (Number(uv) << 2) | (Number(be) << 3) | (Number(bs) << 4) | (Number(at) << 6) | (Number(ed) << 7)

function keyPair(algorithm: Algorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519')
  if (algorithm === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048 })
  return generateKeyPairSync('ec', { namedCurve: algorithm === 'ES384' ? 'P-384' : 'P-256' })
}

/** RFC 9053: key type, algorithm, curve and the public values. */
function coseOf(publicKey: KeyObject, algorithm: Algorithm): Map<number, Cbor> {
  const { x = '', y = '', n = '', e = '' } = publicKey.export({ format: 'jwk' }) as Record<string, string | undefined>
  const bytes = (text: string) => Buffer.from(text, 'base64url')
  const number = NUMBER[algorithm]
  if (algorithm === 'EdDSA')
    return new Map<number, Cbor>([
      [1, 1],
      [3, number],
      [-1, 6],
      [-2, bytes(x)],
    ])
  if (algorithm === 'RS256')
    return new Map<number, Cbor>([
      [1, 3],
      [3, number],
      [-1, bytes(n)],
      [-2, bytes(e)],
    ])
  return new Map<number, Cbor>([
    [1, 2],
    [3, number],
    [-1, algorithm === 'ES384' ? 2 : 1],
    [-2, bytes(x)],
    [-3, bytes(y)],
  ])
}
