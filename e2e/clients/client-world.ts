// A running provider for clients that others wrote: registrations by the command, and one person at a browser.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { hashSync } from '@node-rs/bcrypt'
import { cookieBrowser, freePort, mailbox, type Page, postgresServer, softPhone } from '@sluis/test-kit'
import { encodeBase32 } from '@sluis/otp'
import { runCommand } from '@sluis/provider/command'
import { startProvider } from '@sluis/provider/main'
import { seedPeople, seedPlan } from '@sluis/provider/seed'
import { middleOfAStep, PASSWORD } from '../races/race-world.ts'
import { CLIENT, settingsAt } from '../races/settings.ts'
import { APP, ISSUER, type Recipe } from './recipe.ts'

const STEP_MS = 30_000
const LIMIT_MS = 15_000
const MOST_MS = 100
export const EMAIL = 'anna@example.org'

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
  await employ(provider, issuer, secret)
  const browser = cookieBrowser(issuer)

  /** Goes on to where a browser ends up, and answers the provider's pages as their reader would. */
  async function arrive(first: Page): Promise<Page> {
    let page = first
    for (let hop = 0; hop < 40; hop++) {
      const to = page.location ?? refreshOf(page)
      const next = to ? await browser.get(to) : await answer(page)
      if (!next) return page
      page = next
    }
    throw new Error(`goes round in circles at ${page.url.href}`)
  }
  async function answer(page: Page): Promise<Page | null> {
    const path = page.url.pathname
    if (page.status >= 400) return null
    // A client's page with one button.
    if (page.url.origin !== issuer) return page.forms.length === 1 ? await browser.submit(page) : null
    if (path === '/sign-in') return await browser.submit(page, { username: EMAIL }, page.form('username'))
    if (path === '/sign-in/password') return await browser.submit(page, { password: PASSWORD }, page.form('password'))
    if (path === '/sign-in/code') {
      phoneAt += STEP_MS
      const code = softPhone(secret).codeAt(clock.phoneTime())
      return await browser.submit(page, { code, remember: 'yes' }, page.form('code'))
    }
    if (path.endsWith('/access')) return await browser.submit(page, {}, page.form(path))
    if (path.startsWith('/oidc/sign-out') && page.forms.length > 0)
      return await browser.submit(page, { logout: 'here' })
    return null
  }

  /** Logs out at the provider itself, in this browser or everywhere. */
  async function endSession(fields: Record<string, string> = {}): Promise<void> {
    const page = await browser.get('/sign-out')
    await arrive(await browser.submit(page, fields, page.form('/sign-out')))
  }

  // The browser is remembered from here on: an ordinary log-in asks for the password alone.
  await arrive(await browser.get('/account'))
  await endSession()

  return {
    issuer,
    browser,
    arrive,
    visit: async (address: string): Promise<Page> => arrive(await browser.get(address)),
    /** What the command says; fails where it refuses. */
    async command(words: readonly string[]): Promise<string> {
      const lines: string[] = []
      const code = await runCommand(
        words,
        () => settings,
        (line) => void lines.push(line),
        CALLER,
      )
      assert.equal(code, 0, lines.join('\n'))
      return lines.join('\n')
    },
    /** Registers what the page says, with this origin in the place of its own; returns the secret. */
    async register({ commands }: Recipe, origin: string): Promise<string> {
      let output = ''
      for (const words of commands)
        output += await this.command(words.map((word) => word.replaceAll(APP, origin).replaceAll(ISSUER, issuer)))
      return /shown this once:\n([\w-]{43})$/mu.exec(output)?.[1] ?? ''
    },
    endSession,
    endSessions: () => endSession({ where: 'everywhere' }),
    /** Until it is so: asked again whenever the provider has used its database. */
    async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
      const begun = performance.now()
      while (!(await isSo())) {
        assert.ok(performance.now() - begun < LIMIT_MS, `${what}: not within ${LIMIT_MS} ms`)
        const signal = AbortSignal.timeout(MOST_MS)
        await once(provider.database.pool, 'release', { signal }).catch(() => undefined)
      }
    },
    async stop(): Promise<void> {
      await provider.stop()
      await mail.close()
      await server.stop()
    },
  }
}

/** Where a page of a client's leads that goes on by itself. */
const refreshOf = ({ body }: Page): string | null =>
  /<meta http-equiv="refresh" content="0; ?url=([^"]+)"/iu.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? null

const CALLER = { name: 'npm run provider:command', isDemo: true }

/** Somebody with an authenticator app, whose company lets browsers be remembered. */
async function employ(provider: Awaited<ReturnType<typeof startProvider>>, issuer: string, secret: string) {
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
  const put = await fetch(`${issuer}/api/directory/people/anna`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Anna de Vries',
      email: EMAIL,
      language: 'en',
      active: true,
      password: { format: 'bcrypt', hash: hashSync(PASSWORD, { cost: 4 }) },
      memberships: [{ employee_login: 'anna', company: 'shop', role: 'employee', active: true }],
    }),
  })
  assert.equal(put.status, 200, await put.text())
  await seedPeople(provider, Buffer.alloc(32, 9), [
    { application: CLIENT.id, person: 'anna', totpSecret: secret, enrolledAt: provider.clock.phoneTime() },
  ])
}
