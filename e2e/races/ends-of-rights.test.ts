// Every path that lets somebody in, against every fact that ends a right, on two processes: as the table of
// docs/ends-of-rights.md says (rule 1, decision 0024).
import { type CookieBrowser, cookieBrowser } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { application, type Application } from './application.ts'
import { arrive, assertNoFault, authorizationRequest, codeOf } from './driver.ts'
import { type Fact, FACTS, pageParts, type Path, TABLE } from './ends-of-rights.ts'
import { createSender, type Send } from './http-client.ts'
import { type LogoutReceiver, logoutReceiver } from './logout-receiver.ts'
import { within } from './provider-process.ts'
import { type Human, type RaceWorld, raceWorld, recordOf } from './race-world.ts'
import { CLIENT } from './settings.ts'

const LIMIT_MS = 5_000
const SCOPE = 'openid profile email offline_access'
const NEW_PASSWORD = 'paarse fietsen rijden door'
// What somebody works at, and where they go on working when their membership here ends.
const COMPANY = 'none'
const OTHER_COMPANY = 'prompt'

type Subject = {
  /** What is going to happen to this one. */
  fact: Fact
  person: Human
  sid: string
  factorId: string | undefined
  /** The session's browser, as from now on it asks this process. */
  at: (process: number) => CookieBrowser
  codes: { code: string; verifier: string }[]
  access: string
  refresh: string
  /** The refresh token of a device that was let in from the same session. */
  device: string
}

let world: RaceWorld
let receiver: LogoutReceiver
let applicationId: string
let sends: Send[]
let apps: Application[]
before(async () => {
  world = await raceWorld()
  receiver = await logoutReceiver()
  sends = world.processes.map(({ port }) => createSender(() => port))
  apps = sends.map((send) => application(world.instance.issuer, send))
  const { identity } = world.opened
  const { id, ...known } = (await identity.applications.findByClientId(CLIENT.id))!
  applicationId = id
  await identity.applications.upsert({ ...known, backchannelLogoutUri: receiver.address }, world.clock.now())
  const company = (await identity.companies.idsOf(id, [COMPANY])).get(COMPANY)!
  await identity.companies.setPolicy(company, { remembersBrowsers: true, smsFirst: false })
})
after(async () => {
  await world.stop()
  await receiver.stop()
})

/** A browser whose session was begun in the store, so that no page of a sign-in has to be gone through. */
function browserWith(token: string): Subject['at'] {
  let send = sends[0]!
  const browser = cookieBrowser(world.instance.issuer, {
    send: (request) => {
      const cookies = [request.headers.get('cookie'), `sluis-session=${token}`]
      request.headers.set('cookie', cookies.filter(Boolean).join('; '))
      return send(request)
    },
  })
  return (process) => {
    send = sends[process]!
    return browser
  }
}

async function addFactor(person: Human): Promise<string> {
  const id = randomUUID()
  await world.opened.identity.totp.add(
    { id, personId: person.sub, secret: randomBytes(20), label: 'x', step: 0 },
    world.clock.now(),
  )
  return id
}
/** A finished session of this person; with a factor proved in it, or in an earlier one of a remembered browser. */
async function sessionOf(person: Human, proof: { factorId?: string; isRemembered?: boolean } = {}) {
  const { sessions, remembered } = world.opened.identity
  const now = world.clock.now()
  const earlier = { kind: 'totp', at: now } as const
  if (proof.isRemembered) await remembered.remember(person.sub, earlier, 'Chrome, Windows', now)
  const { id, token } = await sessions.begin(person.sub, 'Chrome, Windows', { password: true }, now, {
    remembered: proof.isRemembered ? earlier : null,
  })
  const later = proof.factorId ? await sessions.prove(id, { factor: 'totp', id: proof.factorId }, now) : token
  await sessions.finish(id, now)
  return { id, token: later! }
}

/** `prompt`: none, where the engine knows the session already; else by our own pages, of which none asks anything. */
async function newCode(browser: CookieBrowser, prompt = 'none'): Promise<{ code: string; verifier: string } | null> {
  const request = authorizationRequest(world.instance.issuer, { company: COMPANY, ...(prompt !== '' && { prompt }) })
  const page = await browser.get(request.address)
  const code = codeOf(prompt === '' ? await arrive(browser, page) : page)
  return code === null ? null : { code, verifier: request.verifier }
}

const HAS_FACTOR: Partial<Record<Fact, true>> = { 'factor-removed': true, 'remembered-withdrawn': true }
const acts: Record<Fact, (subject: Subject) => Promise<unknown>> = {
  'signed-out-here': ({ at }) => posted(at(0), '/sign-out', '/sign-out'),
  'signed-out-everywhere': async ({ person }) =>
    posted(await elsewhere(person), '/sign-out', '/sign-out', { where: 'everywhere' }),
  'password-reset': async ({ person }) => {
    const token = await world.opened.identity.resetLinks.create(person.sub, world.clock.now())
    const address = `/forgotten/${token}`
    return posted(world.browser(), address, address, { 'new-password': NEW_PASSWORD })
  },
  'factor-removed': async ({ person, factorId }) => {
    const address = `/account/authenticators/${factorId}/remove`
    return posted(await elsewhere(person, { factorId: await addFactor(person) }), address, address)
  },
  'remembered-withdrawn': async ({ person, at }) => {
    const [kept] = await world.opened.identity.remembered.listByPerson(person.sub, world.clock.now())
    return posted(at(0), '/account', `/account/remembered/${kept!.id}/forget`)
  },
  'membership-ended': ({ person }) => put(person, { ...recordOf(person.id, [OTHER_COMPANY]) }),
  'out-of-service': ({ person }) => put(person, { ...recordOf(person.id, [COMPANY]), active: false }),
  locked: async ({ person }) => {
    const address = `/not-me/${await world.opened.identity.notMe.create(person.sub, 'enrolled', world.clock.now())}`
    return posted(world.browser(), address, address)
  },
  'date-passed': async ({ person }) => {
    const { companies, rollouts } = world.opened.identity
    const now = world.clock.now()
    const company = { externalId: 'dated', name: 'Bedrijf dated', timezone: 'Europe/Amsterdam' }
    const companyId = await companies.upsert(applicationId, company)
    await put(person, recordOf(person.id, [COMPANY, 'dated']))
    await rollouts.create({ companyId, applicationId, announceAt: now, promptAt: now, requiredAt: now })
  },
  'access-withdrawn': ({ at }) => posted(at(0), '/account', `/account/applications/${applicationId}/withdraw`),
}
const elsewhere = async (person: Human, proof: { factorId?: string } = {}): Promise<CookieBrowser> =>
  browserWith((await sessionOf(person, proof)).token)(0)
async function posted(browser: CookieBrowser, page: string, action: string, fields: Record<string, string> = {}) {
  const shown = await browser.get(page)
  const csrf = /name="csrf" value="([^"]+)"/u.exec(shown.body)?.[1]
  assert.ok(csrf, `${page} has no form: ${shown.status} ${shown.heading} ${shown.location?.href}`)
  const done = await browser.post(action, { csrf, ...fields })
  assert.ok(done.status < 400, `${action}: ${done.status} ${done.text.slice(0, 200)}`)
}
async function put(person: Human, record: object) {
  const { status, body } = await world.app.call('PUT', `/api/directory/people/${person.id}`, record)
  assert.equal(status, 200, JSON.stringify(body))
}

const told: Record<'application-session' | 'application-password', (subject: Subject) => boolean> = {
  'application-session': ({ sid }) => receiver.received.some(({ claims }) => claims.sid === sid),
  // Of the person, whatever the session: a logout token with `sub` alone.
  'application-password': ({ person }) =>
    receiver.received.some(({ claims }) => claims.sub === person.sub && claims.sid === undefined),
}
/** Whether the application was told what the table says that it is told. */
const isTold = (subject: Subject): boolean =>
  (['application-session', 'application-password'] as const).every(
    (path) => !('ends' in TABLE[path][subject.fact]) || told[path](subject),
  )

/** Whether the path is open to the subject, asked of one process. */
const probes: Record<Path, (subject: Subject, process: number) => Promise<boolean>> = {
  page: async ({ at }, process) => (await at(process).get('/account/sessions')).status === 200,
  authorization: async ({ at }, process) => (await newCode(at(process))) !== null,
  refresh: async (subject, process) => {
    const { status, body } = await apps[process]!.refresh(subject.refresh)
    if (status === 200) subject.refresh = String(body['refresh_token'])
    return status === 200
  },
  device: async (subject, process) => {
    const { status, body } = await apps[process]!.refresh(subject.device)
    if (status === 200) subject.device = String(body['refresh_token'])
    return status === 200
  },
  userinfo: async ({ access }, process) =>
    (
      await sends[process]!(
        new Request(`${world.instance.issuer}/oidc/userinfo`, { headers: { authorization: `Bearer ${access}` } }),
      )
    ).status === 200,
  introspection: async ({ access, refresh }, process) => {
    const all = await Promise.all([access, refresh].map((token) => apps[process]!.introspect(token)))
    return all.some(({ body }) => body['active'] !== false)
  },
  status: async ({ person }, process) => {
    const { status, body } = await apps[process]!.call('GET', `/api/obligations/${person.id}?company=${COMPANY}`)
    const whole = await apps[process]!.call('GET', `/api/obligations/${person.id}`)
    return (
      status === 200 &&
      body['reason'] !== 'locked' &&
      body['password_chosen'] === false &&
      whole.body['obligation'] !== 'required'
    )
  },
  voucher: async ({ person }, process) =>
    (await apps[process]!.call('POST', '/api/vouchers', { person: person.id })).status === 201,
  'application-session': (subject) => Promise.resolve(!told['application-session'](subject)),
  'application-password': (subject) => Promise.resolve(!told['application-password'](subject)),
  // The last one, since a code that is shown twice ends what the first one gave.
  code: async ({ codes }, process) => {
    const { code, verifier } = codes[process]!
    return (await apps[process]!.redeem(code, verifier)).status === 200
  },
}
const ALL_PATHS = Object.keys(probes) as Path[]

/** Path and process, for each that is open to the subject. */
async function openPaths(subject: Subject, isAsked: (path: Path) => boolean = () => true): Promise<string[]> {
  const open: string[] = []
  for (const path of ALL_PATHS.filter(isAsked))
    for (const process of [0, 1]) if (await probes[path](subject, process)) open.push(`${path} ${process}`)
  return open
}

/** The refresh token of a device that was let in by this browser. */
async function deviceLetIn(browser: CookieBrowser): Promise<string> {
  const { body: shown } = await world.app.deviceCode({ scope: SCOPE, company: COMPANY })
  const typed = await browser.get('/device')
  const question = await browser.get((await browser.submit(typed, { user_code: String(shown['user_code']) })).location!)
  await browser.submit(question, { answer: 'allow' })
  const { status, body } = await world.app.pollDevice(String(shown['device_code']))
  assert.equal(status, 200, JSON.stringify(body))
  return String(body['refresh_token'])
}

async function subjectOf(fact: Fact): Promise<Subject> {
  const person = await world.person(`ends-${fact}`, [COMPANY])
  await world.opened.identity.applications.grantAccess(person.sub, applicationId, SCOPE, world.clock.now())
  const factorId = HAS_FACTOR[fact] ? await addFactor(person) : undefined
  const session = await sessionOf(
    person,
    fact === 'remembered-withdrawn' ? { isRemembered: true } : factorId === undefined ? {} : { factorId },
  )
  const at = browserWith(session.token)
  const browser = at(0)
  const first = (await newCode(browser, ''))!
  const { body } = await world.app.redeem(first.code, first.verifier)
  const codes = [(await newCode(browser))!, (await newCode(browser))!]
  const tokens = { access: String(body['access_token']), refresh: String(body['refresh_token']) }
  return { fact, person, sid: session.id, factorId, at, codes, ...tokens, device: await deviceLetIn(browser) }
}

test('every fact that ends a right ends it on every path and process within five seconds, as docs/ends-of-rights.md says', async () => {
  const subjects = await Promise.all((Object.keys(FACTS) as Fact[]).map(subjectOf))
  // What would use up the codes is asked at the end alone.
  const atFirst = await Promise.all(subjects.map((subject) => openPaths(subject, (path) => path !== 'code')))
  assert.deepEqual(
    atFirst.map((open) => open.length),
    subjects.map(() => 2 * (ALL_PATHS.length - 1)),
    'something was shut before anything had happened',
  )

  for (const subject of subjects) await acts[subject.fact](subject)
  await within(
    LIMIT_MS,
    'the application was not told of all sessions',
    receiver.waitUntil(() => subjects.every(isTold)),
  )
  for (const [at, open] of (await Promise.all(subjects.map((subject) => openPaths(subject)))).entries()) {
    const { fact } = subjects[at]!
    const expected = ALL_PATHS.filter((path) => 'goesOn' in TABLE[path][fact])
    for (const process of [0, 1])
      assert.deepEqual(
        ALL_PATHS.filter((path) => open.includes(`${path} ${process}`)),
        expected,
        `what is open on process ${process} after: ${FACTS[fact]}`,
      )
  }
  assertNoFault(world, [])
})

test('docs/ends-of-rights.md shows the table as it is', () => {
  const page = readFileSync(new URL('../../docs/ends-of-rights.md', import.meta.url), 'utf8')
  for (const part of Object.values(pageParts())) assert.ok(page.includes(part), `the page has not:\n${part}`)
})
