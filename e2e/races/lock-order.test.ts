// Locks are taken in one order (rule 10): requests that want the same rows are held up until each of them waits, and
// none is ended as a deadlock when they go on.
import { type CookieBrowser, type Page, smsGateway, type SmsGateway, softPhone } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type pg from 'pg'
import { arrive, assertNoFault, fill, secretOn, withPassword } from './driver.ts'
import { type Human, type RaceWorld, raceWorld } from './race-world.ts'

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const RECOVERY_CODES = [...Array(10).keys()].map((index) => `${index}ABCDEFGHJKMNPQRSTVW`)
const NEW_PASSWORD = 'een nog langere zin voor later'
const ADD = '/account/authenticators/add'
const WAIT_LIMIT_MS = 4_000

let world: RaceWorld
let gateway: SmsGateway
before(async () => {
  gateway = await smsGateway()
  world = await raceWorld({ sms: { url: gateway.url, username: gateway.username, password: gateway.password } })
})
after(async () => {
  await gateway.close()
  await world.stop()
})

const enrolled = (id: string): Promise<Human> =>
  world.person(id, ['required'], { totpSecret: SECRET, recoveryCodes: RECOVERY_CODES })
const codeNow = (secret: string): string => softPhone(secret).codeAt(new Date(world.instance.phoneAt))

/**
 * Somebody else holds a row: each request in turn runs until it waits for that row, or for one that a request before it
 * has; then the row is let go, and all of them end. `meanwhile`: what is done while they wait.
 */
async function heldUpAt(
  row: string,
  requests: readonly (() => Promise<Page>)[],
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<Page[]> {
  const client = await world.opened.database.pool.connect()
  try {
    await client.query('begin')
    await client.query(row)
    const pages: Promise<Page>[] = []
    for (const request of requests) {
      pages.push(request())
      await waitingIs(client, pages.length)
    }
    await meanwhile()
    await client.query('rollback')
    return await Promise.all(pages)
  } finally {
    client.release()
  }
}

/** The tables that a request has written to when it comes to a row that somebody else holds. */
async function writtenBefore(row: string, request: () => Promise<Page>): Promise<Set<string>> {
  let tables: string[] = []
  const pages = await heldUpAt(row, [request], async () => {
    const rows = await world.rows<{ name: string }>(
      `select distinct c.relname as name from pg_locks l join pg_stat_activity a using (pid) join pg_class c on c.oid = l.relation
       where a.wait_event_type = 'Lock' and a.datname = current_database() and l.mode = 'RowExclusiveLock' and l.granted and c.relkind = 'r'`,
    )
    tables = rows.map(({ name }) => name)
  })
  assertNoFault(world, pages)
  return new Set(tables)
}

/** `client`: of who holds the row, and is not idle, since nobody waits long for one who is (decision 0028). */
async function waitingIs(client: Pick<pg.PoolClient, 'query'>, count: number): Promise<void> {
  const until = Date.now() + WAIT_LIMIT_MS
  for (let waiting = -1; waiting !== count;) {
    assert.ok(Date.now() < until, `${waiting} requests wait in place of ${count}`)
    await client.query('select')
    const rows = await world.rows<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    waiting = rows[0]!.n
  }
}

const holding = {
  person: ({ sub }: Human): string => `select from person where id = '${sub}' for no key update`,
  sessions: ({ sub }: Human): string => `select from session where person_id = '${sub}' for no key update`,
  factors: ({ sub }: Human): string => `select from second_factor where person_id = '${sub}' for no key update`,
}

/** The page of a "This was not me" link, and what presses its button. */
async function disowning({ sub }: Human): Promise<() => Promise<Page>> {
  const link = await world.opened.identity.notMe.create(sub, 'enrolled', world.clock.now())
  const reader = world.browser()
  const page = await reader.get(`/not-me/${link}`)
  return () => reader.submit(page)
}

async function signedIn(person: Human, next = '/account'): Promise<{ browser: CookieBrowser; page: Page }> {
  await world.movePhones()
  const { browser, page } = await withPassword(world, person, next)
  return { browser, page: await fill(browser, page, { code: codeNow(SECRET) }, 'code') }
}

let numbers = 0
const newNumber = (): string => `+316${String(10_000_000 + 100_000 * ++numbers)}`
async function codeTo(number: string): Promise<string> {
  const sms = await gateway.waitFor(
    ({ to }) => to.replaceAll(/\D/gu, '').replace(/^00/u, '') === number.slice(1),
    10_000,
  )
  return /\d{6}/u.exec(sms.text)![0]
}
const reachable = (id: string, phone: string): Promise<Human> => world.person(id, ['none'], { phone })
/** The page that asks for a code by SMS, and what presses its button. */
async function askingForCode(browser: CookieBrowser): Promise<() => Promise<Page>> {
  const page = await browser.get('/sign-in/text?next=%2Faccount')
  return () => browser.submit(page, {}, page.form('/sign-in/text/send?next=%2Faccount'))
}
/** At the field for the SMS code of a sign-in. */
async function atCode(person: Human, number: string) {
  const { browser } = await withPassword(world, person)
  const ask = await askingForCode(browser)
  return { browser, ask, page: await arrive(browser, await ask()), code: await codeTo(number) }
}
/** Signed in by SMS, at the field for the code to a new number; and what presses its button. */
async function atConfirming(
  person: Human,
  by: string,
): Promise<{ browser: CookieBrowser; confirm: () => Promise<Page> }> {
  const number = newNumber()
  const { browser, page, code } = await atCode(person, by)
  await fill(browser, page, { code }, 'code')
  const confirming = await fill(browser, await browser.get('/account/phone'), { number, country: 'NL' }, 'number')
  const toNewNumber = await codeTo(number)
  return { browser, confirm: () => browser.submit(confirming, { code: toNewNumber }, confirming.form('code')) }
}

test('the audit trail comes last: a recovery code is used while its owner says "This was not me"', async () => {
  const person = await enrolled('recovering')
  const disown = await disowning(person)
  const { browser } = await withPassword(world, person)
  const page = await browser.get('/sign-in/recovery?next=%2Faccount')
  const pages = await heldUpAt('select from audit_head for update', [
    () => browser.submit(page, { 'recovery-code': RECOVERY_CODES[0]! }, page.form('recovery-code')),
    disown,
  ])
  assertNoFault(world, pages)
  assert.equal(await world.audited('recovery-code-used', person.sub), 1)
  assert.equal(await world.audited('account-frozen', person.sub), 1)
  assert.equal((await browser.get('/account')).location?.pathname, '/sign-in')
})

test('the person comes first: an app is confirmed while its owner says "This was not me"', async () => {
  const person = await enrolled('adding')
  const { browser } = await signedIn(person, ADD)
  const secret = secretOn(await browser.get(`${ADD}/key`))
  const page = await browser.get(`${ADD}/code`)
  const disown = await disowning(person)
  const pages = await heldUpAt(`select from person where id = '${person.sub}' for no key update`, [
    disown,
    () => browser.submit(page, { code: codeNow(secret) }, page.form('code')),
  ])
  assertNoFault(world, pages)
  assert.equal(await world.audited('account-frozen', person.sub), 1)
  assert.equal(await world.audited('factor-added', person.sub), 0, 'an app was added to a locked account')
})

test('the person comes first: a password is changed in two sessions', async () => {
  const person = await enrolled('changing')
  const sessions = [await signedIn(person), await signedIn(person)]
  const shown = await Promise.all(
    sessions.map(async ({ browser }) => ({ browser, page: await browser.get('/account/password') })),
  )
  const pages = await heldUpAt(
    `select from person_password where person_id = '${person.sub}' for update`,
    shown.map(
      ({ browser, page }, index) =>
        () =>
          browser.submit(page, { 'new-password': `${NEW_PASSWORD} ${index}` }, page.form('/account/password')),
    ),
  )
  assertNoFault(world, pages)
  // The second one's session has ended by the first change.
  assert.equal(await world.audited('password-changed', person.sub), 1)
})

test('the person comes first: a phone is called gone while its owner says "This was not me"', async () => {
  const person = await enrolled('asked')
  await world.rows(`update second_factor set enrolled_at = now() - interval '30 days' where person_id = $1`, [
    person.sub,
  ])
  const disown = await disowning(person)
  const { browser } = await withPassword(world, person)
  const asking = await browser.get('/sign-in/recovery?next=%2Faccount')
  const page = await fill(browser, asking, { 'recovery-code': RECOVERY_CODES[0]! }, 'recovery-code')
  assert.equal(page.url.pathname, '/sign-in/phone')
  const pages = await heldUpAt(holding.person(person), [
    disown,
    () => browser.submit(page, { phone: 'gone' }, page.form('phone')),
  ])
  assertNoFault(world, pages)
  assert.equal(await world.audited('account-frozen', person.sub), 1)
  assert.equal(await world.audited('second-factor-lost', person.sub), 0, 'an ended session called factors lost')
  assert.equal(pages[1]!.location?.pathname, '/sign-in')
})

test('the person comes first: a number is confirmed while its owner says "This was not me"', async () => {
  const number = newNumber()
  const person = await reachable('confirming', number)
  const { browser, confirm } = await atConfirming(person, number)
  const pages = await heldUpAt(holding.person(person), [await disowning(person), confirm])
  assertNoFault(world, pages)
  assert.equal(await world.audited('account-frozen', person.sub), 1)
  assert.equal(await world.audited('phone-changed', person.sub), 0, 'a number was changed on a locked account')
  // The page that it leads to asks whoever is logged out now to log in.
  assert.equal(pages[1]!.location?.pathname, '/account/phone/code')
  assert.equal((await browser.get('/account')).location?.pathname, '/sign-in')
})

test('counters of tries come before those of messages: a number is changed while a code is sent in another session', async () => {
  const number = newNumber()
  const person = await reachable('changing-number', number)
  const { confirm } = await atConfirming(person, number)
  const { browser } = await withPassword(world, person)
  const pages = await heldUpAt('lock table sms_message in share mode', [confirm, await askingForCode(browser)])
  assertNoFault(world, pages)
  assert.equal(await world.audited('phone-changed', person.sub), 1)
})

test('what is consumed comes before counters: a code is proved while another one is asked for', async () => {
  const number = newNumber()
  const person = await reachable('asking-again', number)
  const { browser, ask, page, code } = await atCode(person, number)
  await world.rows(`update sms_code set sent_at = sent_at - interval '40 seconds'`)
  const pages = await heldUpAt(holding.factors(person), [() => browser.submit(page, { code }, page.form('code')), ask])
  assertNoFault(world, pages)
  assert.equal(await world.audited('second-factor-proved', person.sub), 1)
})

test('a session that ends while its second factor is judged has proved nothing', async () => {
  const person = await enrolled('leaving')
  await world.movePhones()
  const { browser, page } = await withPassword(world, person)
  const pages = await heldUpAt(
    holding.factors(person),
    [() => browser.submit(page, { code: codeNow(SECRET) }, page.form('code'))],
    () => world.rows(`update session set ended_at = now() where person_id = $1`, [person.sub]),
  )
  assertNoFault(world, pages)
  assert.equal(await world.audited('second-factor-proved', person.sub), 0)
  assert.equal(pages[0]!.location?.pathname, '/sign-in')
  assert.deepEqual(
    pages[0]!.headers.getSetCookie().filter((line) => line.startsWith('sluis-session=')),
    [],
  )
})

test('a link says whose it is before it is consumed: the person comes first', async () => {
  const person = await enrolled('disowning')
  assert.deepEqual(await writtenBefore(holding.person(person), await disowning(person)), new Set())
  assert.equal(await world.audited('account-frozen', person.sub), 1)
})

test('the person comes first: codes are kept', async () => {
  const person = await enrolled('keeping')
  const { browser } = await signedIn(person)
  const renewing = await browser.get('/account/recovery-codes')
  const page = await fill(browser, renewing, {}, '/account/recovery-codes')
  assert.deepEqual(
    await writtenBefore(holding.person(person), () => browser.submit(page, { kept: 'yes' }, page.form('kept'))),
    new Set(),
  )
  assert.equal(await world.audited('recovery-codes-kept', person.sub), 1)
})

/** Written after sessions, as are rows that refer to the person: links of notices. */
const LATER = ['attempt', 'sms_budget', 'not_me_link']
test('sessions come before counters and notices: an app is confirmed', async () => {
  const person = await enrolled('adding-alone')
  const { browser } = await signedIn(person, ADD)
  const secret = secretOn(await browser.get(`${ADD}/key`))
  const page = await browser.get(`${ADD}/code`)
  const written = await writtenBefore(holding.sessions(person), () =>
    browser.submit(page, { code: codeNow(secret) }, page.form('code')),
  )
  assert.deepEqual(
    LATER.filter((table) => written.has(table)),
    [],
  )
  assert.equal(await world.audited('factor-added', person.sub), 1)
})

test('sessions come before counters and notices: a password is changed', async () => {
  const person = await enrolled('changing-alone')
  const { browser } = await signedIn(person)
  const page = await browser.get('/account/password')
  const written = await writtenBefore(holding.sessions(person), () =>
    browser.submit(page, { 'new-password': NEW_PASSWORD }, page.form('/account/password')),
  )
  assert.deepEqual(
    LATER.filter((table) => written.has(table)),
    [],
  )
  assert.equal(await world.audited('password-changed', person.sub), 1)
})

test('sessions come before counters and notices: a number is changed', async () => {
  const number = newNumber()
  const person = await reachable('changing-number-alone', number)
  const { confirm } = await atConfirming(person, number)
  const written = await writtenBefore(holding.sessions(person), confirm)
  assert.deepEqual(
    LATER.filter((table) => written.has(table)),
    [],
  )
  assert.equal(await world.audited('phone-changed', person.sub), 1)
})

type Prepare = (browser: CookieBrowser, person: Human) => Promise<() => Promise<Page>>
const FROM_A_SESSION: [what: string, action: string, prepare: Prepare][] = [
  [
    'recovery codes are kept',
    'recovery-codes-kept',
    async (browser) => {
      const page = await fill(browser, await browser.get('/account/recovery-codes'), {}, '/account/recovery-codes')
      return () => browser.submit(page, { kept: 'yes' }, page.form('kept'))
    },
  ],
  [
    'another address is asked for',
    'email-change-asked',
    async (browser, { id }) => {
      const page = await browser.get('/account/email')
      return () => browser.submit(page, { email: `${id}@example.com` }, page.form('/account/email'))
    },
  ],
  [
    'other sessions are ended',
    'session-ended',
    async (browser, person) => {
      await signedIn(person)
      return pressing(browser, '/account/sign-out-elsewhere')
    },
  ],
  [
    'remembered browsers are forgotten',
    'browser-forgotten',
    async (browser, { sub }) => {
      for (const name of ['one', 'other'])
        await world.opened.identity.remembered.remember(
          sub,
          { kind: 'totp', at: world.clock.now() },
          name,
          world.clock.now(),
        )
      return pressing(browser, '/account/remembered/forget')
    },
  ],
  [
    'access is withdrawn',
    'access-withdrawn',
    async (browser, { sub }) => {
      const [{ id }] = (await world.rows<{ id: string }>('select id from application limit 1')) as [{ id: string }]
      await world.opened.identity.applications.grantAccess(sub, id, 'openid', world.clock.now())
      return pressing(browser, `/account/applications/${id}/withdraw`)
    },
  ],
]
async function pressing(browser: CookieBrowser, address: string): Promise<() => Promise<Page>> {
  const page = await browser.get('/account')
  return () => browser.submit(page, {}, page.form(address))
}
for (const [index, [what, action, prepare]] of FROM_A_SESSION.entries())
  test(`nothing is done from a session that its owner's "This was not me" has ended: ${what}`, async () => {
    const person = await enrolled(`ended-${index}`)
    const { browser } = await signedIn(person)
    const request = await prepare(browser, person)
    const pages = await heldUpAt(holding.person(person), [await disowning(person), request])
    assertNoFault(world, pages)
    assert.equal(await world.audited('account-frozen', person.sub), 1)
    assert.equal(await world.audited(action, person.sub), 0)
  })

test('a locked account is not opened from a session that was ended meanwhile', async () => {
  const person = await enrolled('opening')
  await world.rows(`update person set locked_at = now() - interval '1 hour' where id = $1`, [person.sub])
  await world.rows(`update person_password set changed_at = now() where person_id = $1`, [person.sub])
  await world.rows(`update second_factor set enrolled_at = now() - interval '30 days' where person_id = $1`, [
    person.sub,
  ])
  const { browser, page } = await signedIn(person)
  assert.equal(page.url.pathname, '/sign-in/open')
  const pages = await heldUpAt(
    holding.person(person),
    [() => browser.submit(page, {}, page.form('/sign-in/open?next=%2Faccount'))],
    () => world.rows('update session set ended_at = now() where person_id = $1', [person.sub]),
  )
  assertNoFault(world, pages)
  assert.equal(await world.audited('account-opened', person.sub), 0)
})
