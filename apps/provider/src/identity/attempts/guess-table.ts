// What guessing comes to, by hour and by month: worked out from the limits alone, for docs/guesses.md.
import type { LeakyBucket } from '@sluis/server-kit/leaky-bucket'
import {
  BROWSER_MAILS_PER_ADDRESS,
  CLIENT_SECRET,
  GUESS_LIMITS,
  type GuessKind,
  type GuessLimits,
  LIMITS_WHILE_OPENED,
  maxTries,
  OPENED_HOURS,
  PASSWORD,
  PASSWORD_PER_ADDRESS,
  PASSWORD_PER_NETWORK,
  type RateLimit,
  RESET_MAILS,
  RESET_MAILS_PER_ADDRESS,
  RESET_MAILS_PER_NETWORK,
  USER_CODES_OF_STRANGERS,
  USER_CODES_PER_NETWORK,
  USER_CODES_PER_PERSON,
} from './rate-limits.ts'

const HOUR = 60
const MONTH = 30 * 24 * HOUR
const BOTNET = 1000
const COMPANY = 2000

/** What bounds a try: each limit, and in how many places at a time whoever guesses meets it. */
type Bound = { limit: RateLimit | LeakyBucket; times: number }
const bound = (limit: RateLimit | LeakyBucket, times = 1): Bound => ({ limit, times })

/** `odds`: how likely one try is right; null where nothing is guessed. `minutes`: where it lasts no month. */
export type GuessRow = {
  target: string
  who: string
  bounds: Bound[]
  odds: number | null
  owner: string
  minutes?: number
}

// Of a password that whoever guesses has among a million.
const AMONG_A_MILLION = 1e-6
// Three steps of a code of six digits are taken at a time.
const TOTP = 3e-6
const SIX_DIGITS = 1e-6
// Ten codes of 100 bits, as sets from before have; a new one has 120.
const RECOVERY_CODE = 10 * 2 ** -100
// Eight of 20 letters, of a hundred devices that show one at every moment.
const OPEN_DEVICES = 100
const USER_CODE = OPEN_DEVICES / 20 ** 8
const CODES = 'the codes of one app or telephone'
const KNOWS = 'with the password'
const SECOND_STEP =
  'in a known browser, by a recovery code or passkey, with a new password once a week, or by the help desk'
const KNOWN_OR_LINK = 'by a known browser, or a mailed link'

const password = (times: { addresses?: number; networks: number }): Bound[] => [
  bound(PASSWORD, (times.addresses ?? 1) * times.networks),
  bound(PASSWORD_PER_ADDRESS, times.addresses ?? 1),
  bound(PASSWORD_PER_NETWORK, times.networks),
]

const guesses = (kind: GuessKind, networks: number, limits: GuessLimits = GUESS_LIMITS[kind]): Bound[] => [
  ...(limits.network ? [bound(limits.network, networks)] : []),
  ...(limits.strangers ? [bound(limits.strangers)] : []),
]

export const GUESS_ROWS: readonly GuessRow[] = [
  {
    target: 'the password of one account',
    who: 'its owner, mistyping in a known browser',
    bounds: [bound(PASSWORD)],
    odds: null,
    owner: 'after a minute, 15 at the most; or with a new password',
  },
  {
    target: 'the password of one account',
    who: 'one network',
    bounds: password({ networks: 1 }),
    odds: AMONG_A_MILLION,
    owner: KNOWN_OR_LINK,
  },
  {
    target: 'the password of one account',
    who: 'a botnet',
    bounds: password({ networks: BOTNET }),
    odds: AMONG_A_MILLION,
    owner: KNOWN_OR_LINK,
  },
  {
    target: 'the passwords of a company of 2,000 behind one address',
    who: 'one of its own, or one other network',
    bounds: password({ addresses: COMPANY, networks: 1 }),
    odds: null,
    owner: KNOWN_OR_LINK,
  },
  {
    target: 'the passwords of a company of 2,000 behind one address',
    who: 'a botnet',
    bounds: password({ addresses: COMPANY, networks: BOTNET }),
    odds: null,
    owner: KNOWN_OR_LINK,
  },
  {
    target: CODES,
    who: 'somebody at a known browser, with the password',
    bounds: [bound(GUESS_LIMITS.code.knownBrowser)],
    odds: TOTP,
    owner: SECOND_STEP,
  },
  { target: CODES, who: `one network ${KNOWS}`, bounds: guesses('code', 1), odds: TOTP, owner: SECOND_STEP },
  { target: CODES, who: `a botnet ${KNOWS}`, bounds: guesses('code', BOTNET), odds: TOTP, owner: SECOND_STEP },
  {
    target: `${CODES}, in the ${OPENED_HOURS} hours after a human's opening`,
    who: `a botnet ${KNOWS}`,
    bounds: guesses('code', BOTNET, LIMITS_WHILE_OPENED.code),
    odds: TOTP,
    owner: SECOND_STEP,
    minutes: OPENED_HOURS * HOUR,
  },
  {
    target: 'recovery codes of one account',
    who: `a botnet ${KNOWS}`,
    bounds: guesses('recovery-code', BOTNET),
    odds: RECOVERY_CODE,
    owner: 'they are never closed; 50 wrong ones from one network wait 5 minutes there',
  },
  {
    target: 'the mailed code of a first enrolment',
    who: `a botnet ${KNOWS}`,
    bounds: guesses('mailed-code', BOTNET),
    odds: SIX_DIGITS,
    owner: 'with a new password',
  },
  {
    target: 'mails with such a code, to one mailbox',
    who: `a botnet ${KNOWS}`,
    bounds: guesses('mailed-code-send', BOTNET),
    odds: null,
    owner: 'with a new password',
  },
  {
    target: 'text messages with a code, to one person',
    who: `a botnet ${KNOWS}`,
    bounds: guesses('sms-send', BOTNET),
    odds: null,
    owner:
      'in a known browser, by the app, a passkey or a recovery code, with a new password once a day, or by the help desk',
  },
  {
    target: 'mails with a link for a new password, to one mailbox',
    who: 'one network with nothing',
    bounds: [bound(RESET_MAILS), bound(RESET_MAILS_PER_ADDRESS), bound(RESET_MAILS_PER_NETWORK)],
    odds: null,
    owner: 'by any mail of the last hour',
  },
  {
    target: 'mails with a link for a new password, to one mailbox',
    who: 'a botnet with nothing',
    bounds: [bound(RESET_MAILS, BOTNET), bound(RESET_MAILS_PER_ADDRESS)],
    odds: null,
    owner: 'by any mail of the last hour',
  },
  {
    target: 'mails with a link to go on, to one mailbox',
    who: 'anybody with nothing',
    bounds: [bound(BROWSER_MAILS_PER_ADDRESS)],
    odds: null,
    owner: 'by any of these mails',
  },
  {
    target: `the code of one of ${OPEN_DEVICES} devices that ask to be let in`,
    who: 'somebody who is signed in',
    bounds: [bound(USER_CODES_PER_PERSON)],
    odds: USER_CODE,
    owner: 'others are counted apart',
  },
  {
    target: `the code of one of ${OPEN_DEVICES} devices that ask to be let in`,
    who: 'a botnet with nothing',
    bounds: [bound(USER_CODES_PER_NETWORK, BOTNET), bound(USER_CODES_OF_STRANGERS)],
    odds: USER_CODE,
    owner: 'whoever logs in first is counted apart',
  },
  {
    target: 'answers about a wrong secret of an application',
    who: 'one network',
    bounds: [bound(CLIENT_SECRET)],
    odds: null,
    owner: 'a right secret is never refused',
  },
]

/** The narrowest bound decides. */
export const guessesWithin = ({ bounds }: Pick<GuessRow, 'bounds'>, minutes: number): number =>
  Math.min(...bounds.map(({ limit, times }) => times * maxTries(limit, minutes)))

/** The table as it stands in docs/guesses.md. */
export function guessTable(): string {
  const rows = GUESS_ROWS.map((row) => {
    const month = guessesWithin(row, row.minutes ?? MONTH)
    const chance = row.odds === null ? '' : percent(chanceOf(row.odds, month))
    return [row.target, row.who, count(guessesWithin(row, HOUR)), count(month), chance, `never; ${row.owner}`]
  })
  const head = ['what', 'who', 'first hour', 'a month', 'right within a month', 'is the owner kept out?']
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const count = (tries: number): string => tries.toLocaleString('en')
/** Exact for the smallest odds too, where 1 − odds would be 1. */
export const chanceOf = (odds: number, tries: number): number => -Math.expm1(tries * Math.log1p(-odds))
const percent = (chance: number): string =>
  chance < 1e-9 ? 'none' : `${(chance * 100).toLocaleString('en', { maximumSignificantDigits: 2 })} %`
