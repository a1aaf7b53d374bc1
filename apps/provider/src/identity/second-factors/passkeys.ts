// A passkey or security key: what we keep of it.
import type { Factor } from './factors.ts'

export type Passkey = Factor & {
  kind: 'passkey'
  personId: string
  credentialId: Buffer
  publicKey: Buffer
  signCount: number
  transports: string[]
  /** May it be copied to other devices of its owner? Never changes in the life of a passkey. */
  backupEligible: boolean
  /** Was it? */
  backedUp: boolean
}

export type NewPasskey = Pick<
  Passkey,
  'id' | 'personId' | 'name' | 'credentialId' | 'publicKey' | 'signCount' | 'transports' | 'backupEligible' | 'backedUp'
> & { algorithm: number; aaguid: string }
