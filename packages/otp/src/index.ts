// The door of @sluis/otp: one-time codes, base32 and otpauth addresses, for server and browser alike.

export { decodeBase32, encodeBase32, groupsOfFour } from './base32.ts'
export type { Base32Decoding } from './base32.ts'
export { normaliseCode } from './normalise-code.ts'
export type { TypedCode } from './normalise-code.ts'
export { codeAt, stepAt, findMatchingStep } from './one-time-code.ts'
export type { Algorithm, CodeShape, Digits } from './one-time-code.ts'
export { buildOtpauth, parseOtpauth } from './otpauth.ts'
export type { OtpauthAccount, OtpauthReading, OtpauthRefusal } from './otpauth.ts'
