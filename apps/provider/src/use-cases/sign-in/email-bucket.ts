// How the name of a rate limit carries an e-mail address: as a hash, never the address itself.
import { hashToken } from '@sluis/server-kit/sealing'

export const emailBucket = (email: string): string => hashToken(email).toString('base64url')
