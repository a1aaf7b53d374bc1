// What ends a right, path by path: the table of docs/ends-of-rights.md, which `ends-of-rights.test.ts` walks on two
// processes. A new path or fact does not compile without an answer.

/** What lets somebody in, or keeps them in. */
export const PATHS = {
  page: 'a page of Sluis',
  authorization: 'an authorization request',
  code: 'an authorization code',
  refresh: 'a refresh token',
  device: 'a device that was let in',
  userinfo: 'userinfo',
  introspection: 'introspection',
  status: 'the API: status of a person in a company',
  voucher: 'the API: a voucher',
  'application-session': 'a session of the application that came of ours',
  'application-password': "a session that the application's own password opened",
} as const
export type Path = keyof typeof PATHS

/** What ends a right. */
export const FACTS = {
  'signed-out-here': 'signed out here',
  'signed-out-everywhere': 'signed out everywhere',
  'password-reset': 'a new password by mail',
  'factor-removed': 'the factor is removed',
  'remembered-withdrawn': 'the browser is forgotten',
  'membership-ended': 'the membership ends',
  'out-of-service': 'put out of service',
  locked: 'the account is locked',
  'date-passed': 'the date passes',
  'access-withdrawn': 'access is withdrawn',
} as const
export type Fact = keyof typeof FACTS

/** `ends`: within five seconds, on every process; how it shows. `goesOn`: why the fact ends nothing here. */
export type Cell = { ends: string } | { goesOn: string }

const TO_SIGN_IN = { ends: 'leads to the sign-in' }
const LOGIN_REQUIRED = { ends: '`login_required`' }
const ACCESS_DENIED = { ends: '`access_denied`' }
const NO_SESSION = { goesOn: 'it says what is required of a person, and knows no session' }
const SPEAKS_FOR_PERSON = {
  goesOn: 'the application vouches for its own sign-in; the password here is asked all the same',
}
const TOLD = { ends: 'a logout token with `sid`' }
const OWN_SESSION = { goesOn: 'it did not come of a session of ours' }
const TOLD_OF_PERSON = { ends: 'a logout token with `sub` alone' }

const every = (cell: Cell): Record<Fact, Cell> => ({
  'signed-out-here': cell,
  'signed-out-everywhere': cell,
  'password-reset': cell,
  'factor-removed': cell,
  'remembered-withdrawn': cell,
  'membership-ended': cell,
  'out-of-service': cell,
  locked: cell,
  'date-passed': cell,
  'access-withdrawn': cell,
})

export const TABLE: Record<Path, Record<Fact, Cell>> = {
  page: {
    'signed-out-here': TO_SIGN_IN,
    'signed-out-everywhere': TO_SIGN_IN,
    'password-reset': TO_SIGN_IN,
    'factor-removed': TO_SIGN_IN,
    'remembered-withdrawn': { ends: 'asks for the second factor' },
    'membership-ended': { goesOn: 'an account is its person’s, and belongs to no company' },
    'out-of-service': { goesOn: 'one directory does not close an account that others rely on' },
    locked: TO_SIGN_IN,
    'date-passed': { ends: 'leads into setting up' },
    'access-withdrawn': { goesOn: 'it was the application’s access, not the person’s own' },
  },
  authorization: {
    'signed-out-here': LOGIN_REQUIRED,
    'signed-out-everywhere': LOGIN_REQUIRED,
    'password-reset': LOGIN_REQUIRED,
    'factor-removed': LOGIN_REQUIRED,
    'remembered-withdrawn': LOGIN_REQUIRED,
    'membership-ended': ACCESS_DENIED,
    'out-of-service': ACCESS_DENIED,
    locked: LOGIN_REQUIRED,
    'date-passed': LOGIN_REQUIRED,
    'access-withdrawn': { ends: 'access is asked again' },
  },
  code: every({ ends: '`invalid_grant`' }),
  refresh: every({ ends: '`invalid_grant`' }),
  device: {
    ...every({ ends: '`invalid_grant`' }),
    'signed-out-here': { goesOn: 'it has a session of its own, which the list of sessions ends (decision 0036)' },
  },
  userinfo: every({ ends: '401 `invalid_token`' }),
  introspection: every({ ends: '`active: false`' }),
  status: {
    'signed-out-here': NO_SESSION,
    'signed-out-everywhere': NO_SESSION,
    'password-reset': { ends: '`password_chosen`: a password of your own opens nothing any more' },
    'factor-removed': { goesOn: 'there is another; without one `enrolled` is false' },
    'remembered-withdrawn': NO_SESSION,
    'membership-ended': { ends: '404 `company-unknown`' },
    'out-of-service': { ends: '404 `company-unknown`; without a company the reason `no-membership`' },
    locked: { ends: 'the reason `locked`' },
    'date-passed': { ends: '`required`' },
    'access-withdrawn': { goesOn: 'a directory asks about its own people, whatever they grant' },
  },
  voucher: {
    'signed-out-here': SPEAKS_FOR_PERSON,
    'signed-out-everywhere': SPEAKS_FOR_PERSON,
    'password-reset': SPEAKS_FOR_PERSON,
    'factor-removed': { goesOn: 'it stands for no factor' },
    'remembered-withdrawn': { goesOn: 'it stands for no factor' },
    'membership-ended': { goesOn: 'it names no company; `active` closes the application as a whole' },
    'out-of-service': { ends: '409 `not-active`, and one from before is worth nothing' },
    locked: { ends: '409 `locked`' },
    'date-passed': { goesOn: 'setting up is what the date asks for' },
    'access-withdrawn': { goesOn: 'access is asked before anything is set up' },
  },
  'application-session': {
    ...every(TOLD),
    'date-passed': {
      goesOn: 'nobody does anything at an instant: the application has it beforehand, as `deadline`, and compares',
    },
  },
  'application-password': {
    'signed-out-here': OWN_SESSION,
    'signed-out-everywhere': TOLD_OF_PERSON,
    'password-reset': TOLD_OF_PERSON,
    'factor-removed': OWN_SESSION,
    'remembered-withdrawn': OWN_SESSION,
    'membership-ended': { goesOn: 'the directory is the application itself' },
    'out-of-service': TOLD_OF_PERSON,
    locked: TOLD_OF_PERSON,
    'date-passed': { goesOn: 'the application has the instant beforehand, as `deadline`, and compares' },
    'access-withdrawn': OWN_SESSION,
  },
}

const kindOf = (cell: Cell): string => ('ends' in cell ? 'ends' : 'goes on')
const textOf = (cell: Cell): string => Object.values(cell)[0]!
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const entries = <Key extends string, Value>(of: Record<Key, Value>): [Key, Value][] =>
  Object.entries(of) as [Key, Value][]

/** The two parts of docs/ends-of-rights.md that come from the table. */
export function pageParts(): { overview: string; details: string } {
  const facts = entries(FACTS)
  const overview = [
    row(['', ...facts.map(([, name]) => name)]),
    row(['---', ...facts.map(() => '---')]),
    ...entries(PATHS).map(([path, name]) => row([name, ...facts.map(([fact]) => kindOf(TABLE[path][fact]))])),
  ]
  const details = entries(PATHS).flatMap(([path, name]) => [
    `**${name[0]!.toUpperCase()}${name.slice(1)}**`,
    '',
    ...[...Map.groupBy(facts, ([fact]) => JSON.stringify(TABLE[path][fact]))].map(([, those]) => {
      const cell = TABLE[path][those[0]![0]]
      return `- ${kindOf(cell)} (${those.length === facts.length ? 'each of them' : those.map(([, fact]) => fact).join(', ')}): ${textOf(cell)}`
    }),
    '',
  ])
  return { overview: overview.join('\n'), details: details.join('\n').trim() }
}
