// A running provider for tests: real server, real mail, a small world that came in by the directory API, and a clock
// that can be moved.
import { NOBODY_WAITS } from '@sluis/server-kit/admission'
import { DAY_MS } from '@sluis/server-kit/time'
import { loopback } from '@sluis/server-kit/outgoing'
import type { Clock } from '@sluis/server-kit/clock'
import type { DatabaseLocation } from '@sluis/server-kit/database'
import {
  cookieBrowser,
  type CookieBrowser,
  freePort,
  mailbox,
  type Mailbox,
  smsGateway,
  type SmsGateway,
} from '@sluis/test-kit'
import { hashSync } from '@node-rs/bcrypt'
import { BlockList } from 'node:net'
import { DEFAULT_TIMEZONE, type Settings } from '../server/config.ts'
import type { SmsSettings } from '#messaging/sms/gateways/settings.ts'
import { startProvider, type Wiring } from '../server/main.ts'
import { ownServerDatabase } from './prepared-database.ts'
import { seedPeople, type SeedPerson, seedPlan, type SeedPlan } from '../server/seed.ts'

export const PASSWORD = 'een lange zin voor thuis'
// Cheap, since the rule under test is never how slow it is.
const LEGACY_HASH = hashSync(PASSWORD, { cost: 4 })

export type Span = 'announce' | 'prompt' | 'required'
export type MovableClock = Clock & { moveBy(ms: number): void }

/** Runs at the pace of real time, ahead of it by what it was moved. Phones move along. */
export function movableClock(): MovableClock {
  let offset = 0
  const now = () => new Date(Date.now() + offset)
  return { now, phoneTime: now, moveBy: (ms) => void (offset += ms) }
}

/** SMS go to these gateways, the first first. */
export const testSmsSettings = (...gateways: Pick<SmsGateway, 'url' | 'username' | 'password'>[]): SmsSettings => ({
  gateways: gateways.map(({ url, username, password }, at) => ({
    kind: 'kannel',
    name: `kannel-${at + 1}`,
    url,
    username,
    password,
  })),
  sender: 'Sluis',
  appName: 'Sluis',
  countries: ['NL', 'BE', 'DE'],
  price: 0.1,
  dailySpend: 1000,
  operatorMail: 'operator@example.org',
})

/** `sms`: where SMS go; without one they are offered nowhere. */
export const testSettings = (
  port: number,
  smtpUrl: string,
  database: DatabaseLocation,
  sms: SmsGateway | null = null,
): Settings => ({
  kind: 'demo',
  timezone: DEFAULT_TIMEZONE,
  listen: { address: '127.0.0.1', port },
  processes: { count: 1, number: 1 },
  issuer: `http://localhost:${port}`,
  database,
  sealingKeys: [Buffer.alloc(32, 7)],
  pepper: Buffer.alloc(32, 9),
  mail: { smtpUrl, from: 'Sluis <sluis@example.org>' },
  sms: sms && testSmsSettings(sms),
  logLevel: process.env['SLUIS_TEST_LOG'] ?? 'silent',
  trustedProxies: new BlockList(),
  internalNetworks: loopback(),
})

export const CLIENT = {
  id: 'kade',
  secret: 'a client secret for tests only, long enough',
  redirect: 'http://localhost:9/signed-in',
}

/** Companies in each phase, by their id; the dates lie around the first moment of the clock. */
export function plan(now: Date): SeedPlan {
  const at = (days: number) => new Date(now.getTime() + days * DAY_MS)
  const names = {
    announce: 'Tuinderij Zonneveld',
    prompt: 'Bakkerij De Gouden Aar',
    required: 'Garage Van Dijk',
    none: 'Boekhandel Letterrijk',
  }
  const rollout = (company: string, days: readonly [number, number, number]) => ({
    application: CLIENT.id,
    company,
    announceAt: at(days[0]),
    promptAt: at(days[1]),
    requiredAt: at(days[2]),
  })
  return {
    applications: [
      {
        clientId: CLIENT.id,
        name: 'Kade',
        secret: CLIENT.secret,
        redirectUris: [CLIENT.redirect],
        postLogoutRedirectUris: ['http://localhost:9/'],
        scope: 'openid profile email offline_access',
        apiClientScope: 'directory obligation',
        homeUri: 'http://localhost:9/',
        backchannelLogoutUri: null,
      },
    ],
    companies: Object.entries(names).map(([id, name]) => ({
      application: CLIENT.id,
      id,
      name,
      timezone: 'Europe/Amsterdam',
    })),
    rollouts: [
      rollout('announce', [-10, 30, 60]),
      rollout('prompt', [-30, -10, 7]),
      rollout('required', [-60, -30, -1]),
    ],
  }
}

export type World = Awaited<ReturnType<typeof runningWorld>>

export async function runningWorld(location?: DatabaseLocation, wiring: Pick<Wiring, 'pace' | 'hashQueue'> = {}) {
  const database = location ?? (await ownServerDatabase())
  const clock = movableClock()
  const mail: Mailbox = await mailbox()
  const sms: SmsGateway = await smsGateway()
  const settings = testSettings(await freePort(), mail.url, database, sms)
  // How many come at once is no matter of these tests, on a machine that is full of them.
  const provider = await startProvider(settings, { clock, pace: () => NOBODY_WAITS, ...wiring })
  await seedPlan(provider, plan(clock.now()))
  const api = apiClient(settings.issuer)
  return {
    provider,
    clock,
    mail,
    sms,
    settings,
    api,
    identity: provider.identity,
    browser: (headers: Record<string, string> = {}): CookieBrowser => cookieBrowser(settings.issuer, { headers }),
    /** A person with an old password at these companies; more of what they have done before by `more`. */
    async person(
      id: string,
      companies: readonly string[],
      more: Omit<SeedPerson, 'application' | 'person'> = {},
    ): Promise<{ id: string; sub: string; email: string }> {
      const email = `${id}@example.org`
      const memberships = companies.map((company) => ({
        employee_login: `${id}-${company}`,
        company,
        role: 'employee',
        active: true,
      }))
      const put = await api.call('PUT', `/api/directory/people/${id}`, {
        name: `Persoon ${id}`,
        email,
        language: 'en',
        active: true,
        password: { format: 'bcrypt', hash: LEGACY_HASH },
        memberships,
      })
      if (put.status !== 200) throw new Error(`the directory refused ${id}: ${JSON.stringify(put.body)}`)
      if (Object.keys(more).length > 0)
        await seedPeople(provider, settings.pepper, [{ application: CLIENT.id, person: id, ...more }])
      return { id, sub: (put.body as { sub: string }).sub, email }
    },
    async stop(): Promise<void> {
      await provider.stop()
      await mail.close()
      await sms.close()
    },
  }
}

/** An application's own voice: client credentials and the API. */
export function apiClient(issuer: string, clientId = CLIENT.id) {
  let token: Promise<string> | null = null
  const basic = `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(CLIENT.secret).replaceAll('%20', '+')}`).toString('base64')}`
  const fetchToken = async (): Promise<string> => {
    const response = await fetch(`${issuer}/oidc/token`, {
      method: 'POST',
      headers: { authorization: basic },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'directory obligation' }),
    })
    if (response.status !== 200) throw new Error(`no token: ${response.status} ${await response.text()}`)
    return ((await response.json()) as { access_token: string }).access_token
  }
  const ask = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
    token ??= fetchToken()
    const response = await fetch(issuer + path, {
      method,
      headers: {
        authorization: `Bearer ${await token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }
  return {
    /** With a new token where the old one has expired: the clock may have been moved. */
    async call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
      const answer = await ask(method, path, body)
      if (answer.status !== 401) return answer
      token = null
      return ask(method, path, body)
    },
    /** Forgets its token, as after its expiry. */
    forget: () => void (token = null),
    /** The token endpoint, as this application. */
    async token(fields: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }> {
      const response = await fetch(`${issuer}/oidc/token`, {
        method: 'POST',
        headers: { authorization: basic },
        body: new URLSearchParams(fields),
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    },
    basic,
  }
}
