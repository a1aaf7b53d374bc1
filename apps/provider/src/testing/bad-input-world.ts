// A world to try bad input in: an administrator who is signed in, somebody in the middle of a sign-in, and every
// address of the table of routes.
import assert from 'node:assert/strict'
import type { CookieBrowser } from '@sluis/test-kit'
import { pageAddresses } from './addresses.ts'
import { authorizationRequest, begin } from './openid-driver.ts'
import { runningWorld } from './running-world.ts'
import { driveSignIn, enrolledPerson, navigate, signInWithTokens } from './sign-in-driver.ts'

export const FORM_TYPE = 'application/x-www-form-urlencoded'

type World = Awaited<ReturnType<typeof runningWorld>>

export async function badInputWorld() {
  const world = await runningWorld()
  const { issuer } = world.settings
  const admin = await enrolledPerson(world, 'admin', ['prompt'], { administrator: true })
  const half = await enrolledPerson(world, 'half', ['required'])
  const rollout = (await world.identity.rollouts.overview())[0]!

  // Somebody who may do the most, so that a mistake would show.
  const { browser } = await signInWithTokens(world, admin)
  const csrf = csrfIn((await navigate(browser, '/account')).body)
  const pending = world.browser()
  const atPassword = await begin(pending, authorizationRequest(issuer))
  const atCode = await driveSignIn(pending, world, atPassword, { ...half, secret: undefined as never })
  const uid = /[\w-]{43}$/u.exec(atCode.url.searchParams.get('next') ?? '')![0]

  const parts = { uid, token: 'A'.repeat(43), language: 'nl', id: half.sub, application: half.sub }
  const addresses = addressesWith(parts, rollout.id)
  return {
    world,
    issuer,
    admin,
    rollout,
    /** Signed in as the administrator. */
    signedIn: { browser, csrf },
    /** In the middle of a sign-in: at the code. */
    pending: { browser: pending, csrf: csrfIn(atCode.body), uid },
    ...addresses,
    unchanged: unchangedIn(world),
  }
}

export const csrfIn = (body: string): string => /name="csrf" value="([^"]+)"/u.exec(body)?.[1] ?? assert.fail('no form')

/** Every address of the table of routes, with something in the place of its parts that may well exist. */
function addressesWith(parts: Record<string, string>, rolloutId: string): { posts: string[]; gets: string[] } {
  const all = pageAddresses()
    .filter((each) => !/ \/(?:api|assets)\//u.test(each))
    .map((each) =>
      each
        .replace('/rollouts/:id', `/rollouts/${rolloutId}`)
        .replaceAll(/:(\w+)/gu, (_, name: string) => parts[name] ?? assert.fail(`nothing for ${each}`))
        .split(' '),
    )
  const of = (wanted: string): string[] => all.flatMap(([method, path]) => (method === wanted ? path! : []))
  return { posts: of('POST'), gets: of('GET') }
}

/** Posts a form as a page of ours would. */
export const postForm = (
  { browser, issuer }: { browser: CookieBrowser; issuer: string },
  address: string,
  body: string,
  headers: Record<string, string> = {},
) => browser.ask(address, { method: 'POST', headers: { 'content-type': FORM_TYPE, origin: issuer, ...headers }, body })

/** Fails where the work changed anything that people have. */
const unchangedIn =
  (world: World) =>
  async (rule: string, work: () => Promise<void>): Promise<void> => {
    const before = await stateOf(world)
    await work()
    assert.equal(await stateOf(world), before, rule)
  }

const ROWS = {
  session:
    'id, signed_in_at, ended_at, factor_at, password_at, enrolment_authorised_at, phone_answer, token_hash, code_tries',
  totp_factor: '*',
  second_factor: '*',
  recovery_code_set: '*',
  enrolment: '*',
  sms_code: '*',
  phone_factor: '*',
  rollout: '*',
  person: '*',
}
const ROWS_OF_ONE = { mailed_code: 'session_id', offer: 'person_id', consent: 'person_id' }
const COUNTS = ['recovery_code', 'not_me_link']

/** Everything that people have, as one text. */
async function stateOf({ provider }: World): Promise<string> {
  const list = (table: string, columns: string, order: string) =>
    `(select json_agg(t order by ${order}) from (select ${columns} from ${table}) t)`
  const columns = [
    ...Object.entries(ROWS).map(([table, names]) => list(table, names, 'id')),
    ...Object.entries(ROWS_OF_ONE).map(([table, order]) => list(table, '*', order)),
    ...COUNTS.map((table) => `(select count(*) from ${table} where consumed_at is null)`),
  ]
  const { rows } = await provider.database.pool.query<{ state: string }>(
    `select concat_ws('|', ${columns.join(', ')}) as state`,
  )
  return rows[0]?.state ?? ''
}
