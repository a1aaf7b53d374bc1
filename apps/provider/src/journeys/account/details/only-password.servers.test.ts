// Rule 4, over the table of all addresses: who has only the password reaches nothing under My details that shows or
// changes a way in. A new address is tried without being named here.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { pageAddresses } from '#testing/addresses.ts'
import { runningWorld } from '#testing/running-world.ts'
import {
  enrolledPerson,
  freshCode,
  submitAndFollow,
  signInWithTokens,
  navigate,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity } = world

/**
 * What shows and changes no way in, with the reason. Whatever else stands under /account is for a second factor that
 * was shown a moment ago.
 */
const OPEN: Record<string, string> = {
  'GET /account': 'shows that there is no second factor, and leads into the guard of a first one',
  'GET /account/two-step': 'is the way into that guard',
  'GET /account/two-step/by-text': 'is the way into that guard',
  'GET /account/two-step/no-smartphone': 'is the way into that guard',
  'GET /account/sessions': 'lists sessions',
  'POST /account/sessions/others': 'ends sessions',
  'POST /account/sessions/:id/end': 'ends a session',
  'POST /account/sign-out-elsewhere': 'ends sessions',
  'GET /account/activity': 'shows what happened',
  'GET /account/by-recovery': 'says what a recovery code does not give access to',
  'GET /account/activity/lock': 'asks',
  'POST /account/activity/lock': 'closes the account',
  'POST /account/language': 'a language',
  'POST /account/applications/:id/withdraw': 'takes an application’s access away',
  'POST /account/remembered/:id/forget': 'asks for more from then on',
  'POST /account/remembered/forget': 'asks for more from then on',
  'GET /account/password': 'the password itself, shown freshly',
  'POST /account/password': 'the password itself, shown freshly',
}

const foreign = await enrolledPerson(world, 'foreign', ['none'])
const guarded = pageAddresses().filter((each) => / \/account(?:\/|$)/u.test(each) && !(each in OPEN))

test('the table was read: the addresses that change a factor or password are among them', () => {
  for (const each of [
    'authenticators/add/key',
    'authenticators/new-phone/old',
    'authenticators/:id',
    'two-step/off',
    'recovery-codes',
  ])
    assert.ok(guarded.includes(`GET /account/${each}`), each)
  assert.ok(guarded.length > 15, guarded.join('\n'))
})

/** Everything that a way in stands on. */
const credentials = async (): Promise<string> => {
  const tables = [
    'second_factor',
    'totp_factor',
    'phone_factor',
    'passkey',
    'recovery_code_set',
    'recovery_code',
    'enrolment',
    'person',
    'person_password',
    'company',
  ]
  const { pool } = world.provider.database
  return (
    await Promise.all(
      tables.map(async (table) =>
        JSON.stringify((await pool.query<{ row: string }>(`select t::text as row from ${table} t order by 1`)).rows),
      ),
    )
  ).join('\n')
}
const FIELDS: Record<string, string> = {
  code: '123456',
  name: 'mine',
  email: 'thief@evil.example',
  username: 'thief@evil.example',
  phone: '+31612345678',
  number: '0612345678',
  country: 'NL',
  password: 'a new password of a thief',
  'new-password': 'a new password of a thief',
  kept: 'yes',
  entry: '',
  answer: '{}',
  response: '{}',
}
const SECRETS = /otpauth:|[A-Z2-7]{32}|[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}|"challenge"/u

async function isRefused(browser: CookieBrowser, statuses: readonly number[]): Promise<void> {
  const id = (await identity.factors.listByPerson(foreign.sub))[0]!.id
  const before = await credentials()
  for (const each of guarded) {
    const [method = '', path = ''] = each.split(' ')
    const address = path.replaceAll(/:\w+/gu, id)
    const answer: Page =
      method === 'GET' ? await browser.get(address) : await submitAndFollow(browser, address, FIELDS, '/help/change')
    // What answers a form leads back to that form's page.
    const page =
      method === 'GET' && answer.location?.pathname.startsWith('/account/')
        ? await browser.get(answer.location)
        : answer
    // Who is not signed in at all is shown the way in by a GET, and nothing else.
    const leadsToSignIn = statuses.includes(401) && method === 'GET' && page.location?.pathname === '/sign-in'
    assert.ok(
      statuses.includes(page.status) || leadsToSignIn,
      `${each}: ${page.status} ${page.location?.pathname ?? page.heading}`,
    )
    assert.doesNotMatch(page.body.replaceAll(/<[^>]+>/gu, ''), SECRETS, each)
  }
  assert.equal(await credentials(), before)
}

test('a pending sign-in of somebody with a second factor (password right, code not yet) gets 403 wherever factors and passwords are changed, GET and POST (CVE-2026-111949, GHSA-7mgc-c7pq-3rr3)', async () => {
  const who = await enrolledPerson(world, 'pending', ['none'])
  const browser = world.browser()
  assert.equal(
    (await driveSignIn(browser, world, await navigate(browser, '/account'), { ...who, secret: undefined as never }))
      .heading,
    'Enter the code',
  )
  await isRefused(browser, [403])
})

test('somebody signed in who has no second factor gets 403 wherever factors and passwords are changed, GET and POST', async () => {
  const { browser } = await signInWithTokens(world, await world.person('one-factor', ['none']))
  await isRefused(browser, [403])
})

test('somebody at the wall after the date, with the password alone, gets 403 wherever factors and passwords are changed', async () => {
  const browser = world.browser()
  assert.equal(
    (await driveSignIn(browser, world, await navigate(browser, '/account'), await world.person('walled', ['required'])))
      .heading,
    'First, check that it is you',
  )
  await isRefused(browser, [403])
})

test('nobody signed in: 401, or the sign-in', async () => isRefused(world.browser(), [401]))

test('a session by a remembered browser has shown no second factor: it is asked for wherever factors and passwords are changed (I9, edge case 42)', async () => {
  const who = await enrolledPerson(world, 'remembered', ['none'])
  const company = (await identity.companies.search('Letterrijk', 1)).companies[0]!
  await identity.companies.setPolicy(company.id, { remembersBrowsers: true, smsFirst: false })
  const browser = world.browser()
  const atCode = await driveSignIn(browser, world, await navigate(browser, '/account'), {
    ...who,
    secret: undefined as never,
  })
  await browser.submit(atCode, { code: freshCode(world, who), remember: 'yes' }, atCode.form('code'))
  await browser.post('/sign-out', {
    csrf: /name="csrf" value="([^"]+)"/u.exec((await browser.get('/account')).body)![1]!,
  })
  const again = await driveSignIn(browser, world, await navigate(browser, '/account'), {
    ...who,
    secret: undefined as never,
  })
  assert.equal(again.heading, 'My details')
  const before = await credentials()
  for (const each of guarded.filter((address) => address.startsWith('GET'))) {
    const address = each.slice(4).replaceAll(/:\w+/gu, (await identity.factors.listByPerson(who.sub))[0]!.id)
    assert.equal((await navigate(browser, address)).heading, 'Enter the code', each)
  }
  assert.equal(await credentials(), before)
})
