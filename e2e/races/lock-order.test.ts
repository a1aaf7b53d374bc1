// Locks are taken in one order (rule 10): requests that want the same rows are held up until each of them waits, and
// none is ended as a deadlock when they go on.
import { type CookieBrowser, type Page, softPhone } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertNoFault, fill, secretOn, withPassword } from './driver.ts'
import { type Human, type RaceWorld, raceWorld } from './race-world.ts'

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const RECOVERY_CODES = [...Array(10).keys()].map((index) => `${index}ABCDEFGHJKMNPQRSTVW`)
const NEW_PASSWORD = 'een nog langere zin voor later'
const ADD = '/account/authenticators/add'
const WAIT_LIMIT_MS = 4_000

let world: RaceWorld
before(async () => void (world = await raceWorld()))
after(() => world.stop())

const enrolled = (id: string): Promise<Human> =>
  world.person(id, ['required'], { totpSecret: SECRET, recoveryCodes: RECOVERY_CODES })
const codeNow = (secret: string): string => softPhone(secret).codeAt(new Date(world.instance.phoneAt))

/**
 * Somebody else holds a row: each request in turn runs until it waits for that row, or for one that a request before it
 * has; then the row is let go, and all of them end.
 */
async function heldUpAt(row: string, requests: readonly (() => Promise<Page>)[]): Promise<Page[]> {
  const client = await world.opened.database.pool.connect()
  try {
    await client.query('begin')
    await client.query(row)
    const pages: Promise<Page>[] = []
    for (const request of requests) {
      pages.push(request())
      await waitingIs(pages.length)
    }
    await client.query('rollback')
    return await Promise.all(pages)
  } finally {
    client.release()
  }
}

async function waitingIs(count: number): Promise<void> {
  const until = Date.now() + WAIT_LIMIT_MS
  for (let waiting = -1; waiting !== count;) {
    assert.ok(Date.now() < until, `${waiting} requests wait in place of ${count}`)
    const rows = await world.rows<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    waiting = rows[0]!.n
  }
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
