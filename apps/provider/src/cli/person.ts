// What a help desk needs: who somebody is here, why they cannot get in, where they are signed in, and letting them in.
import { isId } from '@sluis/server-kit/random'
import { dateFormatter } from '@sluis/server-kit/messages'
import { isUsable, type Factor } from '#identity/second-factors/factors.ts'
import type { Person } from '#identity/people/people.store.ts'
import { formatLocation } from '#platform/format-location.ts'
import { locateAddress } from '#platform/network-location.ts'
import { formatBrowser } from '#platform/user-agent.ts'
import {
  findPeople,
  type Look,
  MAX_FOUND,
  overviewOf,
  type PersonOverview,
  sessionsOf,
} from '#use-cases/administer/look-up-person.ts'
import type { ProviderContext } from '../server/main.ts'
import { unlockAs } from './account.ts'
import {
  type Command,
  personOf,
  printable,
  type Print,
  refuse,
  stringOf,
  type Values,
  wrongEmail,
} from './command-shape.ts'

const REASON = { value: 'TEXT', isRequired: true } as const
const PERSON: Command['options'] = { email: { value: 'ADDRESS' }, id: { value: 'ID' }, reason: REASON }
const ABOUT_REASON = '--reason: a ticket, or who asks and why; it stands in the audit trail'

const lookOf = (values: Values): Look => ({ by: 'operator', reason: stringOf(values['reason']).trim() })

function wrongPerson(values: Values): string[] {
  const { email, id } = values
  if ((email === undefined) === (id === undefined)) return ['--email or --id: one of them is needed.']
  if (email !== undefined) return wrongEmail(values)
  return isId(stringOf(id)) ? [] : ['--id must be an id as "person find" prints it.']
}

const findPerson = ({ identity }: ProviderContext, values: Values): Promise<Person | undefined> =>
  values['id'] === undefined ? personOf(identity, values) : identity.people.findById(stringOf(values['id']))
const nobody = (print: Print): 1 =>
  refuse(
    print,
    'There is nobody with that address or id, or several claim the address: "person find" lists them, and --id names one.',
  )

export const findPersons: Command = {
  purpose: `looks for people by a part of the name, an address, or the id that a directory has; at most ${MAX_FOUND}\n${ABOUT_REASON}`,
  options: { text: { value: 'TEXT', isRequired: true }, reason: REASON },
  wrongValues: ({ text }) => {
    const { length } = stringOf(text).trim()
    return length >= 2 && length <= 200 ? [] : ['--text must have 2 to 200 characters.']
  },
  run: async ({ identity, clock }, values, print) => {
    const found = await findPeople(identity, stringOf(values['text']).trim(), lookOf(values), clock.now())
    for (const { id, name, email, companies, lockedAt } of found.slice(0, MAX_FOUND))
      print(printable([id, name, email, companies.join(', '), ...(lockedAt ? ['LOCKED'] : [])].join('  ')))
    if (found.length === 0) return refuse(print, 'Nobody was found.')
    if (found.length > MAX_FOUND) print(`There are more than ${MAX_FOUND}: look for more of the name.`)
    return 0
  },
}

export const showPerson: Command = {
  purpose: `how somebody gets in, and what keeps them out; nothing that is secret\n${ABOUT_REASON}`,
  options: PERSON,
  wrongValues: wrongPerson,
  run: async (provider, values, print, { timezone }) => {
    const person = await findPerson(provider, values)
    if (!person) return nobody(print)
    const overview = await overviewOf(provider.identity, person, lookOf(values), provider.clock.now())
    const { dayAndTime } = dateFormatter('en', timezone)
    for (const [term, value] of describe(overview, dayAndTime)) print(printable(`${`${term}:`.padEnd(18)}${value}`))
    print(`Times are of ${timezone}.`)
    return 0
  },
}

export const showSessions: Command = {
  purpose: `where somebody is signed in: since when, last seen, browser, country, applications\n${ABOUT_REASON}`,
  options: PERSON,
  wrongValues: wrongPerson,
  run: async (provider, values, print, { timezone }) => {
    const person = await findPerson(provider, values)
    if (!person) return nobody(print)
    const sessions = await sessionsOf(provider.identity, person, lookOf(values), provider.clock.now())
    const t = provider.translatorFor('en')
    const { dayAndTime } = dateFormatter('en', timezone)
    for (const { signedInAt, lastSeenAt, browser, origin, isSignedIn, applications } of sessions)
      print(
        printable(
          [
            `since ${dayAndTime(signedInAt)}`,
            `seen ${dayAndTime(lastSeenAt)}`,
            formatBrowser(t, browser),
            ...(origin === null ? [] : [formatLocation(t, locateAddress(origin))]),
            applications.join(', '),
            ...(isSignedIn ? [] : ['(at applications only)']),
          ].join('  '),
        ),
      )
    print(sessions.length === 0 ? 'Signed in nowhere.' : `Times are of ${timezone}.`)
    return 0
  },
}

export const unlockPerson: Command = {
  purpose:
    'lets somebody in again: unlocks a locked account, whose second factors are removed, or opens codes that guesses have closed\n--reason: how you made sure who asks; it stands in the audit trail',
  options: PERSON,
  wrongValues: wrongPerson,
  run: async (provider, values, print, settings) => {
    const person = await findPerson(provider, values)
    return person ? unlockAs(provider, person, values, print, settings) : nobody(print)
  },
}

type Term = [term: string, value: string]

function describe(overview: PersonOverview, at: (date: Date) => string): Term[] {
  const { person, companies, obligation, factors, recoveryCodes, wrongProofs, sessions, rememberedBrowsers } = overview
  const { count, limit, refusedUntil } = wrongProofs
  const { rollout } = obligation
  return [
    ['Id', person.id],
    ['Name', person.name],
    ['Address', person.email],
    ['Language', person.language],
    ['Works at', companies.join(', ') || 'nowhere'],
    ['Account', person.lockedAt ? `LOCKED by its owner on ${at(person.lockedAt)}` : 'open'],
    [
      'Two steps',
      `${obligation.obligation} (${obligation.reason})${rollout ? `, mandatory from ${at(rollout.requiredAt)}` : ''}`,
    ],
    ...(factors.length === 0
      ? [['Second factors', 'none'] satisfies Term]
      : factors.map((factor) => describeFactor(factor, at))),
    [
      'Recovery codes',
      recoveryCodes === null
        ? 'none'
        : `${recoveryCodes.left} left${recoveryCodes.isQuarantined ? ', quarantined' : ''}`,
    ],
    [
      'Wrong codes',
      `${count} in a row${count >= limit ? `: CLOSED, since ${limit} were wrong` : refusedUntil ? `: refused until ${at(refusedUntil)}` : ''}`,
    ],
    ['Signed in', `in ${sessions} browsers; ${rememberedBrowsers} remembered`],
  ]
}

function describeFactor(factor: Factor, at: (date: Date) => string): Term {
  const state = isUsable(factor) ? '' : factor.lostAt ? ', called lost' : ', quarantined by "This was not me"'
  const name = factor.name === '' ? '' : ` “${factor.name}”`
  return [
    'Second factor',
    `${factor.kind}${name}, since ${at(factor.enrolledAt)}, last used ${at(factor.lastUsedAt)}${state}`,
  ]
}
