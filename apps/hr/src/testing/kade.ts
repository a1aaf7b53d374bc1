// Kade with its stand-in for Sluis, a small world of its own and a clock that stands still: what route tests begin
// with.
import type { Clock } from '@sluis/server-kit/clock'
import { createLog } from '@sluis/server-kit/log'
import { randomToken } from '@sluis/server-kit/random'
import { createSealer } from '@sluis/server-kit/sealing'
import { cookieBrowser, fixedClock, type CookieBrowser } from '@sluis/test-kit'
import { createDeps } from '#deps'
import { hashPassword } from '#people/passwords.ts'
import { createApp } from '../routes.ts'
import { seedWorld, type World, type WorldPerson } from '../seed.ts'
import { testDatabase } from './database.ts'
import { createFakeSluis } from './fake-sluis.ts'

export const KADE = 'http://localhost:4401'
export const ISSUER = 'http://localhost:4400'
export const PASSWORD = 'koffie-met-melk'
/** The instant of the change in this world: 1 July 2026, 00:00 in Amsterdam. */
export const INSTANT = new Date('2026-06-30T22:00:00.000Z')

// Hashed once for all tests: it is the same password in each.
const hashed = hashPassword(PASSWORD)

export type TestKade = Awaited<ReturnType<typeof startTestKade>>

/**
 * Fresh ids each time, so that tests share one database and never meet. The world is in Sluis already, unless
 * `isInDirectory` is false.
 */
export async function startTestKade({
  at = '2026-06-15T10:00:00Z',
  isInDirectory = true,
  kadeUrl = KADE,
  issuer = ISSUER,
}: { at?: string; isInDirectory?: boolean; kadeUrl?: string; issuer?: string } = {}) {
  const { db } = await testDatabase()
  const time = fixedClock(at)
  const clock: Clock = { now: time.now, phoneTime: time.now }
  const client = { id: 'kade', secret: 'a-secret-long-enough', redirectUri: `${kadeUrl}/signed-in` }
  const sluis = createFakeSluis(issuer, client, clock)
  const settings = {
    publicUrl: kadeUrl,
    issuer,
    clientId: client.id,
    clientSecret: client.secret,
    secretKeys: [Buffer.alloc(32, 7)],
    trustedProxies: [],
  }
  const deps = createDeps(settings, { db, clock, log: createLog('hr', 'silent'), fetch: sluis.fetch })
  const app = createApp(deps, async () => true)
  const world = await aWorld(randomToken(6).replace(/[^a-z]/gi, 'x'))
  await seedWorld({ db, sealer: createSealer(settings.secretKeys), clock }, world)

  const [bakery, school] = world.companies
  const [sanne, piet, hedi] = world.people as [WorldPerson, WorldPerson, WorldPerson]
  sluis.state.rollOut = {
    announceAt: new Date('2026-04-13T00:00:00Z'),
    promptAt: new Date('2026-05-01T00:00:00Z'),
    requiredAt: INSTANT,
    timezone: 'Europe/Amsterdam',
    lastDay: '2026-06-30',
  }
  if (isInDirectory) for (const person of world.people) addToSluis(person)

  function addToSluis(person: WorldPerson): void {
    const fakePerson = sluis.state.personOf(person.id, person.name, person.email)
    fakePerson.companies = new Map(person.memberships.map(({ id, company }) => [id, company]))
    sluis.state.people.set(person.id, fakePerson)
  }
  const browser = (headers: Record<string, string> = {}): CookieBrowser =>
    cookieBrowser(kadeUrl, {
      now: () => new Date(),
      headers: { 'accept-language': 'en', ...headers },
      send: (request) => {
        const { origin, host } = new URL(request.url)
        if (origin === issuer) return sluis.app.fetch(request)
        request.headers.set('host', host)
        return app.fetch(request)
      },
    })
  const logIn = async (person: WorldPerson, on = browser(), to = '/') => {
    const page = await on.get(to === '/' ? '/' : `/?to=${encodeURIComponent(to)}`)
    const answer = await on.submit(page, { email: person.email, password: PASSWORD }, page.form('email'))
    return { browser: on, answer }
  }
  return {
    app,
    deps,
    db,
    sluis,
    time,
    world,
    bakery: bakery!,
    school: school!,
    sanne,
    piet,
    hedi,
    browser,
    logIn,
    fakePerson: (person: WorldPerson) => sluis.state.people.get(person.id)!,
  }
}

async function aWorld(tag: string): Promise<World> {
  const password = { bcrypt: await hashed }
  const job = (title: string, monthlySalaryCents: number) => ({
    job: title,
    monthlySalaryCents,
    startedOn: '2020-02-01',
    commuteKm: 11,
  })
  const leave = { statutoryHours: 160, extraHours: 40, takenHours: 56 }
  const [bakery, school] = [`bakery-${tag}`, `school-${tag}`]
  return {
    companies: [
      { id: bakery, name: `Bakkerij ${tag}`, timezone: 'Europe/Amsterdam' },
      { id: school, name: `School ${tag}`, timezone: 'Europe/Amsterdam' },
    ],
    people: [
      {
        id: `sanne-${tag}`,
        name: 'Sanne de Vries',
        email: `sanne-${tag}@example.org`,
        language: 'en',
        password,
        memberships: [
          {
            id: `e1-${tag}`,
            company: bakery,
            role: 'employee',
            employment: job('Baker', 2_850_00),
            leave,
            bankAccount: { iban: 'NL91ABNA0417164300', holder: 'Sanne de Vries' },
          },
          { id: `e2-${tag}`, company: school, role: 'manager', employment: job('Teacher', 1_400_00), leave },
        ],
      },
      {
        id: `piet-${tag}`,
        name: 'Piet Jansen',
        email: `piet-${tag}@example.org`,
        language: 'nl',
        password,
        memberships: [{ id: `e3-${tag}`, company: bakery, role: 'employee', employment: job('Bakker', 2_400_00) }],
      },
      {
        id: `hedi-${tag}`,
        name: 'Hedi Bos',
        email: `hedi-${tag}@example.org`,
        language: 'en',
        password,
        memberships: [{ id: `e4-${tag}`, company: bakery, role: 'hr' }],
      },
    ],
  }
}
