// How many statements and requests each flow takes, counted: neither depends on how busy the machine is.
import type { CookieBrowser, Page } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { authorizationRequest, arrive, enrol, fill, password, redeem } from '#testing/openid-driver.ts'
import { CLIENT, runningWorld, type World } from '#testing/running-world.ts'
import {
  driveSignIn,
  type EnrolledPerson,
  enrolledPerson,
  navigate,
  postForm,
  refresh,
  statusOf,
  userinfo,
  voucherFor,
} from '#testing/sign-in-driver.ts'
import { type StatementTrace, traceStatements, type TracedRequest } from '#testing/statement-trace.ts'

/** What each flow takes. Whoever makes it fewer lowers the number, so that it stays so. */
const COUNTS: Record<string, { requests: number; statements: number }> = {
  'a sign-in in a browser that is known': { requests: 10, statements: 20 },
  'a refresh': { requests: 1, statements: 2 },
  'a look at the claims': { requests: 1, statements: 1 },
  'a look at an obligation': { requests: 1, statements: 2 },
  Home: { requests: 1, statements: 2 },
  'an application in the same session': { requests: 3, statements: 7 },
  'a first enrolment with a voucher': { requests: 16, statements: 70 },
}

const isServer = process.env['SLUIS_TEST_DATABASE'] !== 'directory'
let trace: StatementTrace
let world: World
let anna: EnrolledPerson
let annasBrowser: CookieBrowser
let tokens: { accessToken: string; refreshToken: string }

before(async () => {
  trace = traceStatements()
  world = await runningWorld()
  anna = await enrolledPerson(world, 'anna', ['required'])
  annasBrowser = world.browser()
  // The password is hashed as ours are, access is granted, and the browser is known from now on.
  await signIn()
})
after(async () => {
  await world.stop()
  trace.stop()
})

test('a sign-in takes no more statements than it did', { skip: !isServer }, async () => {
  await postForm(annasBrowser, '/sign-out', {}, '/')
  await counted('a sign-in in a browser that is known', async () => {
    tokens = await signIn()
  })
})

test('neither do renewing tokens, and asking for claims and obligations', { skip: !isServer }, async () => {
  tokens = await signIn()
  await world.api.call('GET', '/api/obligations/anna')
  await counted('a refresh', () => refresh(world, tokens.refreshToken))
  await counted('a look at the claims', () => userinfo(world, tokens.accessToken))
  await counted('a look at an obligation', () => statusOf(world, 'anna'))
})

test('neither do Home and another sign-in at an application in the same session', { skip: !isServer }, async () => {
  await signIn()
  await counted('Home', () => navigate(annasBrowser, '/'))
  await counted('an application in the same session', signIn)
})

test('neither does a first enrolment', { skip: !isServer }, async () => {
  const { email } = await world.person('bert', ['prompt'])
  const voucher = await voucherFor(world, 'bert')
  await counted('a first enrolment with a voucher', async () => {
    const browser = world.browser()
    const request = await push({ voucher, acr_values: 'urn:sluis:acr:two-factor' })
    const access = await password(browser, await arrive(browser, await browser.get(request.address)), email)
    const done = await enrol(world, browser, await fill(browser, access, {}, access.url.pathname))
    await redeem(world.settings.issuer, request, await goOn(browser, done.page))
  })
})

/** The request pushed beforehand, as Kade does. */
async function push(more: Record<string, string> = {}): Promise<ReturnType<typeof authorizationRequest>> {
  const request = authorizationRequest(world.settings.issuer, more)
  const answer = await fetch(`${world.settings.issuer}/oidc/par`, {
    method: 'POST',
    headers: { authorization: world.api.basic },
    body: new URL(request.address).searchParams,
  })
  const { request_uri: reference } = (await answer.json()) as { request_uri: string }
  const query = new URLSearchParams({ client_id: CLIENT.id, request_uri: reference })
  return { ...request, address: `${world.settings.issuer}/oidc/auth?${query}` }
}

async function signIn(): Promise<{ accessToken: string; refreshToken: string }> {
  const request = await push()
  const first = await arrive(annasBrowser, await annasBrowser.get(request.address))
  return redeem(world.settings.issuer, request, await driveSignIn(annasBrowser, world, first, anna))
}

/** From the page that says what is protected now, back to the application. */
async function goOn(browser: CookieBrowser, page: Page): Promise<Page> {
  if (page.location) return page
  const link = page.links.find(({ href }) => /continue/u.test(href))
  assert.ok(link, `no way on from "${page.heading}"`)
  return arrive(browser, await browser.get(link.href))
}

async function counted(flow: string, act: () => Promise<unknown>): Promise<void> {
  trace.take()
  await act()
  const taken = trace.take()
  const found = { requests: taken.length, statements: taken.flatMap(({ statements }) => statements).length }
  assert.deepEqual(
    found,
    COUNTS[flow],
    `${flow} took ${told(found)}; COUNTS says ${told(COUNTS[flow]!)}. Where it became fewer, lower the number in COUNTS; where it became more, something asks again what was known:\n${listOf(taken)}`,
  )
}

const told = ({ requests, statements }: { requests: number; statements: number }): string =>
  `${requests} requests and ${statements} statements`

const listOf = (requests: readonly TracedRequest[]): string =>
  requests
    .flatMap(({ request, statements }) => [
      `${request}: ${statements.length}`,
      ...statements.map((text) => `  ${text.replaceAll(/\s+/gu, ' ').trim().slice(0, 110)}`),
    ])
    .join('\n')
