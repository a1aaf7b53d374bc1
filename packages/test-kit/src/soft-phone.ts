// A phone with an authenticator app: it knows a secret and shows codes.

import { codeAt, decodeBase32, stepAt, type CodeShape } from '@sluis/otp'

export type SoftPhone = {
  /** The code on the screen at that moment by the phone's own clock. */
  codeAt: (date: Date) => string
}

/** Takes the secret as a page shows it: in groups, in either case. Throws a RangeError when it cannot be read. */
export function softPhone(
  secretBase32: string,
  { periodSeconds = 30, ...shape }: CodeShape & { periodSeconds?: number } = {},
): SoftPhone {
  const secret = decodeBase32(secretBase32)
  if (!secret.ok) throw new RangeError(`the phone cannot read this secret: ${secret.refusal}`)
  return { codeAt: (date) => codeAt(secret.bytes, stepAt(date, periodSeconds), shape) }
}
