// What every client has to bring about, whoever wrote it: somebody is let in, shows more, and is out again; a newcomer
// may say no, and sets a second factor up on the way.
import assert from 'node:assert/strict'
import type { ClientPerson } from './client-person.ts'
import type { ClientWorld } from './client-world.ts'

/** Where a client has what. `home` says who is there, with their address and `amr`, and is no page for anybody else. */
export type Addresses = { home: string; login: string; stepUp: string; logout: string }
/**
 * `backChannel`: whether the client hears that a session has ended elsewhere, and whether it takes a logout token that
 * names a person alone. `keeps`: its sessions in a table, or whole in a cookie, which nothing ends before its time.
 */
export type Features = { backChannel: 'no' | 'by sid' | 'by sid and sub'; keeps: 'table' | 'cookie' }

export async function driveClient(world: ClientWorld, at: Addresses, features: Features): Promise<void> {
  await logInAndOut(world, at, features)
  await arriveAsNewcomer(world, at, features)
}

const isIn = async ({ browser, email }: ClientPerson, { home }: Addresses): Promise<boolean> => {
  const page = await browser.get(home)
  return page.status === 200 && page.body.includes(email)
}

async function logInAndOut(world: ClientWorld, at: Addresses, { backChannel, keeps }: Features): Promise<void> {
  const { anna } = world
  assert.equal(await isIn(anna, at), false, 'a stranger is in')

  const first = await anna.visit(at.login)
  assert.deepEqual([first.url.href, await isIn(anna, at)], [at.home, true], first.text || first.body)
  assert.match(first.body, /rmb/u, 'the browser is remembered, so only the password was asked')
  const atFirst = anna.cookies()

  const second = await anna.visit(at.stepUp)
  assert.match(second.body, /mfa/u, 'the second factor was not asked')
  const steppedUp = anna.cookies()

  const out = await anna.visit(at.logout)
  assert.equal(new URL(out.url).origin, new URL(at.home).origin, `does not come back: ${out.text}`)
  assert.equal(await isIn(anna, at), false, 'still in after logging out')
  assert.match((await anna.visit('/account')).url.pathname, /account/u)
  if (keeps === 'table')
    for (const [cookie, what] of [
      [atFirst, 'a step-up'],
      [steppedUp, 'a log-out'],
    ] as const) {
      const answer = await fetch(at.home, { headers: { cookie }, redirect: 'manual' })
      assert.notEqual(answer.status, 200, `the session from before ${what} still lets in: ${await answer.text()}`)
    }

  if (backChannel === 'no') return
  await anna.visit(at.login)
  assert.equal(await isIn(anna, at), true)
  await anna.endSession()
  await world.until('the logout token is heard', async () => !(await isIn(anna, at)))
}

/** `hears`: how the client learns that what a password alone opened has ended with a first second factor. */
export async function arriveAsNewcomer(
  world: ClientWorld,
  at: Addresses,
  { backChannel: hears }: Pick<Features, 'backChannel'>,
): Promise<void> {
  const [nico, elsewhere] = await world.newcomer()
  const denied = await nico.visitAndCancel(at.login)
  assert.equal(denied.url.origin, new URL(at.home).origin, 'does not come back from "Cancel"')
  assert.ok(denied.status < 500, `"Cancel" is no fault of the client: ${denied.status} ${denied.body}`)
  assert.match(denied.body, /not logged in/u)
  assert.equal(await isIn(nico, at), false)

  await nico.visit(at.login)
  assert.equal(await isIn(nico, at), true)
  if (hears !== 'no') {
    await elsewhere.visit(at.login)
    assert.equal(await isIn(elsewhere, at), true)
  }
  if (hears === 'by sid and sub') await world.nextSecond()
  const done = await nico.visit(at.stepUp)
  assert.equal(done.url.pathname, '/enrol/done', done.text)
  // While its person is still at the provider.
  if (hears === 'by sid and sub')
    await world.until('the end of the session is heard', async () => !(await isIn(nico, at)))
  if (hears !== 'no')
    await world.until('the end of the other session is heard', async () => !(await isIn(elsewhere, at)))
  const back = await nico.visit(done.links.find(({ href }) => href.startsWith('/continue/'))!.href)
  assert.match(
    back.body,
    /mfa/u,
    `the step-up does not arrive: ${back.url.href} ${back.status} ${back.text || back.body}`,
  )
  assert.equal(await isIn(nico, at), true)
}
