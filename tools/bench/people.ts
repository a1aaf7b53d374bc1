// People of the bench: sent by the directory, with an authenticator app since yesterday, each in their own browser.

import { codeAt, encodeBase32, stepAt } from '@sluis/otp'
import { hashSync } from '@node-rs/bcrypt'
import { randomBytes } from 'node:crypto'
import { CLIENT, type Tokens } from './application.ts'
import type { Visitor, VisitorOptions } from './client.ts'
import { inLanes } from './lanes.ts'
import { drive, type Fillings, type Manner } from './drive.ts'
import type { World } from './world.ts'

export const PASSWORD = 'een lange zin voor thuis'
// It is replaced by one of ours (Argon2id) at the first sign-in.
const LEGACY_HASH = hashSync(PASSWORD, { cost: 4 })
const DAY_MS = 86_400_000
const SEED_LANES = 8
/** Longer than a code works. */
export const CODE_MS = 60_000

export type Person = { id: string; email: string; secret: Uint8Array; visitor: Visitor }

/** An address for each, of networks that their home could be in. */
const addressOf = (number: number): string => `82.${160 + ((number >> 16) & 31)}.${(number >> 8) & 255}.${number & 255}`

let made = 0

/** `id`: the directory's. */
export function personOf(world: World, id: string, onAnswer?: VisitorOptions['onAnswer']): Person {
  const visitor = world.visitor({ address: addressOf(++made), ...(onAnswer && { onAnswer }) })
  return { id, email: `${id}@example.org`, secret: randomBytes(20), visitor }
}

/** They have had an authenticator app since yesterday. */
export async function enrolBefore(world: World, all: readonly Person[]): Promise<void> {
  const enrolledAt = new Date(world.now().getTime() - DAY_MS)
  const enrolled = all.map(({ id, secret }) => ({
    application: CLIENT.id,
    person: id,
    totpSecret: encodeBase32(secret),
    enrolledAt,
  }))
  await world.provider.give({ kind: 'people', people: enrolled })
}

/** `company`: where they work. `isEnrolled`: whether they have an app. */
export async function people(
  world: World,
  count: number,
  {
    company = 'required',
    isEnrolled = true,
    onAnswer,
  }: { company?: string; isEnrolled?: boolean } & {
    onAnswer?: VisitorOptions['onAnswer']
  } = {},
): Promise<Person[]> {
  const all = Array.from({ length: count }, () => personOf(world, `p-${made + 1}`, onAnswer))
  await inLanes(SEED_LANES, all, async ({ id, email }) => {
    await world.app.call('PUT', `/api/directory/people/${id}`, {
      name: `Persoon ${id}`,
      email,
      language: 'en',
      active: true,
      password: { format: 'bcrypt', hash: LEGACY_HASH },
      memberships: [{ employee_login: `${id}-${company}`, company, role: 'employee', active: true }],
    })
  })
  if (isEnrolled) await enrolBefore(world, all)
  return all
}

/**
 * A code that this phone has not shown before: that of the next half minute where this one's is used, which is taken as
 * from a phone that is ahead. People who sign in twice a minute need it.
 */
const lastStep = new WeakMap<Uint8Array, number>()
function freshCode(world: World, secret: Uint8Array): string {
  const step = Math.max(stepAt(world.now()), (lastStep.get(secret) ?? 0) + 1)
  lastStep.set(secret, step)
  return codeAt(secret, step)
}

export const codeNow = (world: World, secret: Uint8Array): string => codeAt(secret, stepAt(world.now()))

/** What they answer to the pages of a sign-in. */
export const answersOf = (world: World, { email, secret }: Person): Fillings => ({
  username: () => email,
  password: () => PASSWORD,
  code: () => freshCode(world, secret),
})

/** The whole of it: pushed request, pages, code, tokens. */
export async function signIn(world: World, person: Person, manner: Manner = {}): Promise<Tokens> {
  const { visitor } = person
  const { address, verifier } = await world.app.begin(visitor)
  const back = await drive(visitor, await visitor.ask(address), answersOf(world, person), manner)
  return world.app.redeem(visitor, back, verifier)
}

/** A first sign-in each, so that consent is stored, the browser known, and the password hashed as ours are. */
export async function warmUp(world: World, all: readonly Person[]): Promise<void> {
  await inLanes(SEED_LANES, all, (person) => signIn(world, person))
  await nextDay(world, all)
}

/** Codes are fresh again, and nobody is signed in. */
export async function nextDay(world: World, all: readonly Person[]): Promise<void> {
  for (const { visitor } of all) visitor.sleepOver()
  await world.moveClock(CODE_MS)
}
