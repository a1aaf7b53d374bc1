// A running provider for clients that others wrote: registrations by the command, and one person at a browser.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { hashSync } from '@node-rs/bcrypt'
import { freePort, mailbox, postgresServer } from '@sluis/test-kit'
import { encodeBase32 } from '@sluis/otp'
import { runCommand } from '@sluis/provider/command'
import { startProvider } from '@sluis/provider/main'
import { seedPeople, seedPlan } from '@sluis/provider/seed'
import { middleOfAStep, PASSWORD } from '../races/race-world.ts'
import { CLIENT, settingsAt } from '../races/settings.ts'
import { type ClientPerson, personAt } from './client-person.ts'
import { APP, ISSUER, type Recipe } from './recipe.ts'

const STEP_MS = 30_000
const LIMIT_MS = 15_000
const MOST_MS = 100
const SECOND_MS = 1000

export type ClientWorld = Awaited<ReturnType<typeof clientWorld>>

export async function clientWorld() {
  const [server, mail, port] = await Promise.all([
    postgresServer({ syncs: false, socket: true }),
    mailbox(),
    freePort(),
  ])
  const issuer = `http://localhost:${port}`
  let phoneAt = middleOfAStep(Date.now())
  const database = { url: await server.createDatabase() }
  const settings = settingsAt({ port, issuer, database, smtpUrl: mail.url, phoneAt, aheadMs: 0 })
  const clock = { now: () => new Date(), phoneTime: () => new Date(phoneAt) }
  const provider = await startProvider(settings, { clock })
  const secret = encodeBase32(randomBytes(20))
  const directory = await directoryOf(provider, issuer)
  await directory.put('anna', 'Anna de Vries')
  await seedPeople(provider, Buffer.alloc(32, 9), [
    { application: CLIENT.id, person: 'anna', totpSecret: secret, enrolledAt: clock.phoneTime() },
  ])
  const surroundings = {
    issuer,
    mail,
    phoneTime: () => {
      phoneAt += STEP_MS
      return clock.phoneTime()
    },
  }
  // The browser is remembered from here on: an ordinary log-in asks for the password alone.
  const anna = personAt(surroundings, addressOf('anna'), secret)
  await anna.visit('/account')
  await anna.endSession()
  let newcomers = 0

  /** Until it is so: asked again whenever the provider has used its database. */
  async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const begun = performance.now()
    while (!(await isSo())) {
      assert.ok(performance.now() - begun < LIMIT_MS, `${what}: not within ${LIMIT_MS} ms`)
      const signal = AbortSignal.timeout(MOST_MS)
      await once(provider.database.pool, 'release', { signal }).catch(() => undefined)
    }
  }

  /** What the command says; fails where it refuses. */
  async function command(words: readonly string[]): Promise<string> {
    const lines: string[] = []
    const code = await runCommand(
      words,
      () => settings,
      (line) => void lines.push(line),
      CALLER,
    )
    assert.equal(code, 0, lines.join('\n'))
    return lines.join('\n')
  }

  return {
    issuer,
    anna,
    /** Somebody with a password alone, at two browsers. */
    async newcomer(): Promise<[ClientPerson, ClientPerson]> {
      const id = `newcomer-${++newcomers}`
      await directory.put(id, 'Nico Nieuw')
      const atBrowser = () => personAt(surroundings, addressOf(id), null)
      return [atBrowser(), atBrowser()]
    },
    command,
    /** Registers what the page says, with this origin in the place of its own; returns the secret. */
    async register({ commands }: Recipe, origin: string): Promise<string> {
      let output = ''
      for (const words of commands)
        output += await command(words.map((word) => word.replaceAll(APP, origin).replaceAll(ISSUER, issuer)))
      return /shown this once:\n([\w-]{43})$/mu.exec(output)?.[1] ?? ''
    },
    until,
    /** Tokens name whole seconds: what happens next is later than what has happened, by them too. */
    async nextSecond(): Promise<void> {
      const second = () => Math.floor(Date.now() / SECOND_MS)
      const now = second()
      await until('another second', async () => second() > now)
    },
    async stop(): Promise<void> {
      await provider.stop()
      await mail.close()
      await server.stop()
    },
  }
}

const CALLER = { name: 'npm run provider:command', isDemo: true }

const addressOf = (id: string): string => `${id}@example.org`

/** A directory of people whose company lets browsers be remembered. */
async function directoryOf(provider: Awaited<ReturnType<typeof startProvider>>, issuer: string) {
  await seedPlan(provider, {
    applications: [
      {
        clientId: CLIENT.id,
        name: 'Kade',
        secret: CLIENT.secret,
        redirectUris: [CLIENT.redirect],
        postLogoutRedirectUris: [],
        scope: 'openid',
        apiClientScope: 'directory',
        homeUri: null,
        backchannelLogoutUri: null,
      },
    ],
    companies: [
      {
        application: CLIENT.id,
        id: 'shop',
        name: 'Shop',
        timezone: 'Europe/Brussels',
        policy: { remembersBrowsers: true, smsFirst: false },
      },
    ],
    rollouts: [],
  })
  const authorization = `Basic ${btoa(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret)}`)}`
  const asked = await fetch(`${issuer}/oidc/token`, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'directory' }),
  })
  const { access_token: token } = (await asked.json()) as { access_token: string }
  return {
    async put(id: string, name: string): Promise<void> {
      const answer = await fetch(`${issuer}/api/directory/people/${id}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          name,
          email: addressOf(id),
          language: 'en',
          active: true,
          password: { format: 'bcrypt', hash: hashSync(PASSWORD, { cost: 4 }) },
          memberships: [{ employee_login: id, company: 'shop', role: 'employee', active: true }],
        }),
      })
      assert.equal(answer.status, 200, await answer.text())
    },
  }
}
