// How many tries there are, for what, and how long a lock lasts (rule 3, decisions 0005, 0008, 0016, 0023, 0027). What
// that comes to for whoever guesses stands in docs/guesses.md.
import type { LeakyBucket } from '@sluis/server-kit/leaky-bucket'
import { HOUR_MS } from '@sluis/server-kit/time'

export type RateLimit = {
  /** Failures in a row until a lock. */
  maxFailures: number
  /** The first lock; each further one is twice as long, up to `maxBlockMinutes`. */
  blockMinutes: number
  maxBlockMinutes: number
  /** Failures older than this no longer count; null where only a success resets. */
  resetAfterMinutes: number | null
  /**
   * After so many failures in a row nothing is tried any more until somebody helps; null where anonymous traffic could
   * do that to a person.
   */
  limit: number | null
}

export const isLeaky = (limit: RateLimit | LeakyBucket): limit is LeakyBucket => 'capacity' in limit

/** Wrong codes of one sign-in; then it is dead, and the person starts again with the password. */
export const CODES_PER_SIGN_IN = 5
/**
 * Codes of authenticator apps and text messages together, and across sign-ins, from one browser that is known to be the
 * person's (NIST SP 800-63B-4 §3.2.2: at most 100).
 */
export const SECOND_FACTOR = {
  maxFailures: 10,
  blockMinutes: 15,
  maxBlockMinutes: 24 * 60,
  resetAfterMinutes: null,
  limit: 100,
} as const satisfies RateLimit
const MONTH_MINUTES = 30 * 24 * 60
/**
 * The same from one network, of all browsers that nobody is known in. It only sets the pace: how many there are is a
 * matter of all strangers together.
 */
const CODES_PER_NETWORK: RateLimit = { ...SECOND_FACTOR, resetAfterMinutes: MONTH_MINUTES, limit: null }
/** The same from all strangers together: a hundred, from however many networks, until something resets them. */
const CODES_OF_STRANGERS: RateLimit = { ...SECOND_FACTOR, maxFailures: 100 }
/** For so long after a human has let somebody in, guesses close nothing for good; they have a pace by the hour. */
export const OPENED_HOURS = 72
const CODES_PER_NETWORK_WHILE_OPENED: RateLimit = { ...CODES_PER_NETWORK, blockMinutes: 60 }
const CODES_OF_STRANGERS_WHILE_OPENED: RateLimit = {
  maxFailures: 30,
  blockMinutes: 60,
  maxBlockMinutes: 60,
  resetAfterMinutes: null,
  limit: null,
}
/** Recovery codes: 100 bits and more are not guessed, so this only bounds the work, and never for long. */
const RECOVERY_CODES: RateLimit = {
  maxFailures: 50,
  blockMinutes: 5,
  maxBlockMinutes: 5,
  resetAfterMinutes: 60,
  limit: null,
}
/**
 * How often a new password resets the codes that were guessed: whoever reads the mailbox and knows the password must
 * not buy tries by choosing one after the other.
 */
export const GUESSES_RESET_BY_PASSWORD: RateLimit = {
  maxFailures: 1,
  blockMinutes: 7 * 24 * 60,
  maxBlockMinutes: 7 * 24 * 60,
  resetAfterMinutes: 7 * 24 * 60,
  limit: null,
}
/** How often a new password gives back the text messages that a stranger used up: each costs money. */
export const SENDS_RESET_BY_PASSWORD: RateLimit = {
  maxFailures: 1,
  blockMinutes: 24 * 60,
  maxBlockMinutes: 24 * 60,
  resetAfterMinutes: 24 * 60,
  limit: null,
}
/**
 * A password, per address and network, or per address and known browser: never a lasting lock, since anybody can type
 * somebody's address.
 */
export const PASSWORD: RateLimit = {
  maxFailures: 5,
  blockMinutes: 1,
  maxBlockMinutes: 15,
  resetAfterMinutes: 60,
  limit: null,
}
/**
 * One address tried from many networks, by browsers that its owner has not used. Narrow: its owner comes by a known
 * browser or a mailed link, which count apart.
 */
export const PASSWORD_PER_ADDRESS: LeakyBucket = { capacity: 50, perHour: 10 }
/**
 * All wrong passwords from one network, by browsers not known. Each try is counted before it is known to be right, so
 * there is room for the hashing queue (150) besides the typing errors of the morning of a date: 2,000 people behind one
 * address in 10 minutes, one in ten of whom mistypes.
 */
export const PASSWORD_PER_NETWORK: LeakyBucket = { capacity: 600, perHour: 300 }
/**
 * Refused answers of passkeys alone from one network: a signature is not guessed, so this only bounds what is written
 * down about them. A right one is never refused.
 */
export const PASSKEY_PER_NETWORK: LeakyBucket = { ...PASSWORD_PER_NETWORK }
/**
 * Wrong secrets of one application from one network. A right one is never refused (decision 0027): 32 characters are
 * not guessed, and whoever shares the application's network must not shut it out.
 */
export const CLIENT_SECRET: LeakyBucket = { capacity: 10, perHour: 60 }
/**
 * Codes that devices show, typed by somebody who is signed in: what they do there counts nowhere else, so that nobody
 * keeps them out (decision 0036).
 */
export const USER_CODES_PER_PERSON: LeakyBucket = { capacity: 20, perHour: 20 }
/** The same, typed by strangers: from one network, and from all of them. Past it the way is to log in first. */
export const USER_CODES_PER_NETWORK: LeakyBucket = { capacity: 60, perHour: 60 }
export const USER_CODES_OF_STRANGERS: LeakyBucket = { capacity: 600, perHour: 300 }
/** Devices of one application that ask to be let in, from one network: each is a row for as long as its code lives. */
export const DEVICE_CODES: LeakyBucket = { capacity: 60, perHour: 240 }
/** The 6 digits of an enrolment. */
export const ENROLMENT: RateLimit = {
  maxFailures: 10,
  blockMinutes: 5,
  maxBlockMinutes: 15,
  resetAfterMinutes: 60,
  limit: null,
}
/** The mailed code of a first enrolment, in one sign-in; a new code does not start the count again. */
const MAILED_CODES: RateLimit = {
  maxFailures: 10,
  blockMinutes: 15,
  maxBlockMinutes: 24 * 60,
  resetAfterMinutes: 24 * 60,
  limit: null,
}
const MAILED_CODES_PER_NETWORK: RateLimit = { ...MAILED_CODES, maxFailures: 30 }
const MAILED_CODES_OF_STRANGERS: RateLimit = { ...MAILED_CODES, maxFailures: 50, blockMinutes: 24 * 60 }
/** Mails with a code: 3 in 10 minutes, then pauses. */
const MAILED_CODE_SENDS: RateLimit = {
  maxFailures: 3,
  blockMinutes: 10,
  maxBlockMinutes: 4 * 60,
  resetAfterMinutes: 24 * 60,
  limit: null,
}
const MAILED_CODE_SENDS_PER_NETWORK: RateLimit = { ...MAILED_CODE_SENDS, maxFailures: 12 }
/** Wide, and yet no way to fill a mailbox. */
const MAILED_CODE_SENDS_TO_STRANGERS: RateLimit = {
  ...MAILED_CODE_SENDS,
  maxFailures: 20,
  blockMinutes: 12 * 60,
  maxBlockMinutes: 24 * 60,
}
/** Messages with a code: 5 in 2 hours, in however many sessions (U-9); the budgets of messaging/sms apply besides. */
const SMS_CODE_SENDS: RateLimit = {
  maxFailures: 5,
  blockMinutes: 120,
  maxBlockMinutes: 120,
  resetAfterMinutes: 120,
  limit: null,
}

/** What is counted for one person, apart by where it comes from (guess-budgets.ts). */
export type GuessKind = 'code' | 'recovery-code' | 'mailed-code' | 'mailed-code-send' | 'sms-send'
/**
 * In a browser that is known to be the person's; otherwise in one sign-in, from one network, and from all strangers
 * together. Null where there is no such bound.
 */
export type GuessLimits = {
  knownBrowser: RateLimit
  signIn: RateLimit | null
  network: RateLimit | null
  strangers: RateLimit | null
}

export const GUESS_LIMITS: Record<GuessKind, GuessLimits> = {
  code: { knownBrowser: SECOND_FACTOR, signIn: null, network: CODES_PER_NETWORK, strangers: CODES_OF_STRANGERS },
  'recovery-code': { knownBrowser: RECOVERY_CODES, signIn: null, network: RECOVERY_CODES, strangers: null },
  'mailed-code': {
    knownBrowser: MAILED_CODES,
    signIn: MAILED_CODES,
    network: MAILED_CODES_PER_NETWORK,
    strangers: MAILED_CODES_OF_STRANGERS,
  },
  'mailed-code-send': {
    knownBrowser: MAILED_CODE_SENDS,
    signIn: MAILED_CODE_SENDS,
    network: MAILED_CODE_SENDS_PER_NETWORK,
    strangers: MAILED_CODE_SENDS_TO_STRANGERS,
  },
  'sms-send': { knownBrowser: SMS_CODE_SENDS, signIn: null, network: null, strangers: SMS_CODE_SENDS },
}
/** In the place of those above while a human's opening is young. */
export const LIMITS_WHILE_OPENED: Partial<Record<GuessKind, GuessLimits>> = {
  code: {
    knownBrowser: SECOND_FACTOR,
    signIn: null,
    network: CODES_PER_NETWORK_WHILE_OPENED,
    strangers: CODES_OF_STRANGERS_WHILE_OPENED,
  },
}
export const isWhileOpened = (openedAt: Date | null, now: Date): boolean =>
  openedAt !== null && now.getTime() - openedAt.getTime() < OPENED_HOURS * HOUR_MS

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
/**
 * Mails with a link to choose a new password, to one address: from one network or known browser, and from all
 * networks. What a stranger asks for goes to the owner all the same: while this refuses, the newest link lives.
 */
export const RESET_MAILS: RateLimit = {
  maxFailures: 3,
  blockMinutes: 10,
  maxBlockMinutes: 60,
  resetAfterMinutes: 120,
  limit: null,
}
export const RESET_MAILS_PER_ADDRESS: LeakyBucket = { capacity: 10, perHour: 4 }
export const RESET_MAILS_PER_NETWORK: LeakyBucket = { capacity: 600, perHour: 300 }
/**
 * Mails with a link that makes a browser known to the password page. The way round a network that refuses, so no
 * network bounds it. Each link works for a day, whoever asked for it: a stranger who asks leaves the owner with one.
 */
export const BROWSER_MAILS_PER_ADDRESS: LeakyBucket = { capacity: 3, perHour: 1 }
/** Mails that one person sends to new addresses. */
export const ADDRESS_MAILS: RateLimit = {
  maxFailures: 5,
  blockMinutes: 60,
  maxBlockMinutes: 24 * 60,
  resetAfterMinutes: 24 * 60,
  limit: null,
}
/**
 * Mails to one new address, whoever asks, known or not: they must be no weapon against whoever reads it, and no lock on
 * the address.
 */
export const ADDRESS_MAILS_TO: LeakyBucket = { capacity: 10, perHour: 1 }

/**
 * How many tries fit into a time, from an empty count, by somebody who goes on as soon as there is a place again. For
 * the table of guesses and its tests.
 */
export function maxTries(limit: RateLimit | LeakyBucket, minutes: number): number {
  if (isLeaky(limit)) return limit.capacity + Math.ceil((minutes * limit.perHour) / 60) - 1
  let tries = 0
  for (let at = 0, locks = 0; at < minutes; locks++) {
    tries += limit.maxFailures
    if (limit.limit !== null && tries >= limit.limit) return limit.limit
    const block = Math.min(limit.maxBlockMinutes, limit.blockMinutes * 2 ** Math.min(locks, 20))
    // Waiting until the failures are forgotten starts with the shortest lock again.
    if (limit.resetAfterMinutes !== null && block > limit.resetAfterMinutes) locks = -1
    at += block
  }
  return tries
}

/** How many guesses of one kind at one person come from so many networks in a time, none of them a known browser. */
export function maxGuesses(kind: GuessKind, networks: number, minutes: number, isOpened = false): number {
  const { network, strangers } = (isOpened ? LIMITS_WHILE_OPENED[kind] : undefined) ?? GUESS_LIMITS[kind]
  return Math.min(
    network === null ? Infinity : networks * maxTries(network, minutes),
    strangers === null ? Infinity : maxTries(strangers, minutes),
  )
}
