// How many tries there are, for what, and how long a lock lasts (rule 3, decisions 0005, 0008, 0016).

export type RateLimit = {
  /** Failures in a row until a lock. */
  maxFailures: number
  /** The first lock; each further one is twice as long, up to `maxBlockMinutes`. */
  blockMinutes: number
  maxBlockMinutes: number
  /** Failures older than this no longer count; null where only a success forgives. */
  resetAfterMinutes: number | null
  /**
   * After so many failures in a row nothing is tried any more until somebody helps; null where anonymous traffic could
   * do that to a person.
   */
  limit: number | null
}

/** All second factors of a person together, and across sign-ins (NIST SP 800-63B-4 §3.2.2: at most 100). */
export const SECOND_FACTOR: RateLimit = {
  maxFailures: 10,
  blockMinutes: 15,
  maxBlockMinutes: 24 * 60,
  resetAfterMinutes: null,
  limit: 100,
}
/** Wrong codes of one sign-in; then it is dead, and the person starts again with the password. */
export const CODES_PER_SIGN_IN = 5
/** A password, per address and network: never a lasting lock, since anybody can type somebody's address. */
export const PASSWORD: RateLimit = {
  maxFailures: 5,
  blockMinutes: 1,
  maxBlockMinutes: 15,
  resetAfterMinutes: 60,
  limit: null,
}
/**
 * All passwords tried from one network: wide, since a whole company signs in from one on pay day, and each try is
 * counted before it is known to be right.
 */
export const PASSWORD_PER_NETWORK: RateLimit = {
  maxFailures: 300,
  blockMinutes: 5,
  maxBlockMinutes: 60,
  resetAfterMinutes: 15,
  limit: null,
}
/**
 * Answers of passkeys alone from one network: a signature is not guessed, so this only bounds the work; as wide as for
 * passwords.
 */
export const PASSKEY_PER_NETWORK: RateLimit = { ...PASSWORD_PER_NETWORK }
/** One address tried from many networks. Wide, so that a flood cannot keep its owner out for long. */
export const PASSWORD_PER_ADDRESS: RateLimit = {
  maxFailures: 50,
  blockMinutes: 1,
  maxBlockMinutes: 5,
  resetAfterMinutes: 60,
  limit: null,
}
/** The 6 digits of an enrolment. */
export const ENROLMENT: RateLimit = {
  maxFailures: 10,
  blockMinutes: 5,
  maxBlockMinutes: 15,
  resetAfterMinutes: 60,
  limit: null,
}
/** The mailed code of a first enrolment; a new code does not start the count again. */
export const MAILED_CODE: RateLimit = {
  maxFailures: 10,
  blockMinutes: 15,
  maxBlockMinutes: 24 * 60,
  resetAfterMinutes: 24 * 60,
  limit: null,
}
/** Messages with a code: 5 in 2 hours, in however many sessions (U-9); the budgets of messaging/sms apply besides. */
export const SMS_CODE_SENDS: RateLimit = {
  maxFailures: 5,
  blockMinutes: 120,
  maxBlockMinutes: 120,
  resetAfterMinutes: 120,
  limit: null,
}
/**
 * Codes that confirm a telephone number: no second factor yet, so they have a budget of their own; the lock outlives
 * the code.
 */
export const CONFIRM_NUMBER: RateLimit = {
  maxFailures: 5,
  blockMinutes: 15,
  maxBlockMinutes: 24 * 60,
  resetAfterMinutes: 24 * 60,
  limit: null,
}
/** Mails with a code: 3 in 10 minutes, then pauses. */
export const MAILED_CODE_SENDS: RateLimit = {
  maxFailures: 3,
  blockMinutes: 10,
  maxBlockMinutes: 4 * 60,
  resetAfterMinutes: 24 * 60,
  limit: null,
}
/**
 * Mails with a link to choose a new password, to one address: from one network, and from all of them, wider, so that a
 * stranger cannot keep its owner from one for long.
 */
export const RESET_MAILS: RateLimit = {
  maxFailures: 3,
  blockMinutes: 10,
  maxBlockMinutes: 60,
  resetAfterMinutes: 120,
  limit: null,
}
export const RESET_MAILS_PER_ADDRESS: RateLimit = {
  maxFailures: 10,
  blockMinutes: 5,
  maxBlockMinutes: 15,
  resetAfterMinutes: 60,
  limit: null,
}
export const RESET_MAILS_PER_NETWORK: RateLimit = {
  maxFailures: 100,
  blockMinutes: 10,
  maxBlockMinutes: 60,
  resetAfterMinutes: 30,
  limit: null,
}
/** Mails to a new address, known or not: they must be no weapon against whoever reads it. */
export const ADDRESS_MAILS: RateLimit = {
  maxFailures: 5,
  blockMinutes: 60,
  maxBlockMinutes: 24 * 60,
  resetAfterMinutes: 24 * 60,
  limit: null,
}
