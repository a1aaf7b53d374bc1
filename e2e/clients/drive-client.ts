// What every client has to bring about, whoever wrote it: somebody is let in, shows more, and is out again.
import assert from 'node:assert/strict'
import { EMAIL, type ClientWorld } from './client-world.ts'

/** Where a client has what. `home` says who is there, with their address and `amr`, and is no page for anybody else. */
export type Addresses = { home: string; login: string; stepUp: string; logout: string }
/** `backChannel`: whether the client hears that a session has ended elsewhere. */
export type Features = { backChannel: boolean }

export async function driveClient(world: ClientWorld, at: Addresses, { backChannel }: Features): Promise<void> {
  const { browser, visit } = world
  const isIn = async (): Promise<boolean> => {
    const page = await browser.get(at.home)
    return page.status === 200 && page.body.includes(EMAIL)
  }
  assert.equal(await isIn(), false, 'a stranger is in')

  const first = await visit(at.login)
  assert.deepEqual([first.url.href, await isIn()], [at.home, true], first.text || first.body)
  assert.match(first.body, /rmb/u, 'the browser is remembered, so only the password was asked')

  const second = await visit(at.stepUp)
  assert.match(second.body, /mfa/u, 'the second factor was not asked')

  const out = await visit(at.logout)
  assert.equal(new URL(out.url).origin, new URL(at.home).origin, `does not come back: ${out.text}`)
  assert.equal(await isIn(), false, 'still in after logging out')
  assert.match((await visit('/account')).url.pathname, /account/u)

  if (!backChannel) return
  await visit(at.login)
  assert.equal(await isIn(), true)
  await world.endSession()
  await world.until('the logout token is heard', async () => !(await isIn()))
}
