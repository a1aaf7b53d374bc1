// What a form tells the page that it leads to: who reads it, where, for how long, and how much of it there is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSealer } from '@sluis/server-kit/sealing'
import { MINUTE_MS } from '@sluis/server-kit/time'
import { fixedClock } from '@sluis/test-kit'
import { Hono } from 'hono'
import { pageNotes } from './page-notes.ts'
import type { Env } from './sign-in-flow.ts'

type Note = { refusal: string; typed: Record<string, string>; until?: Date }

const clock = fixedClock('2026-11-28T12:00:00Z')
const deps = {
  sealer: createSealer([new Uint8Array(32)]),
  clock: { now: () => clock.now(), phoneTime: () => clock.now() },
}
const notes = pageNotes<Note>()

/** A page and a form of its own, and another page. */
function appFor(browserId: string, note: Note) {
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    c.set('browserId', browserId)
    await next()
  })
  app.post('/page', (c) => notes.redirect(c, deps, '/page?next=%2F', note))
  for (const path of ['/page', '/other']) app.get(path, (c) => c.json(notes.read(c, deps)))
  return app
}
async function sent(note: Note): Promise<string> {
  const answer = await appFor('mine', note).request('/page', { method: 'POST' })
  assert.equal(answer.status, 303)
  return answer.headers.get('location')!
}
const read = async (href: string, browserId = 'mine'): Promise<unknown> =>
  (await appFor(browserId, { refusal: '', typed: {} }).request(href)).json()

const wrong: Note = { refusal: 'wrong', typed: { email: 'sanne@' } }

test('what a form says is read by its own page, in its own browser, as often as that is loaded', async () => {
  const href = await sent(wrong)
  assert.deepEqual([await read(href), await read(href)], [wrong, wrong])
  assert.equal(await read(href, 'theirs'), null)
  assert.equal(await read(href.replace('/page', '/other')), null)
  assert.ok(!href.includes('sanne') && !Buffer.from(href.split('note=')[1]!, 'base64url').includes('sanne'), 'sealed')
})

test('it is no longer said after a quarter of an hour, or after the wait that it tells of', async () => {
  const [plain, wait] = [
    await sent(wrong),
    await sent({ ...wrong, until: new Date(clock.now().getTime() + MINUTE_MS) }),
  ]
  clock.advance({ minutes: 2 })
  assert.deepEqual([await read(plain), await read(wait)], [wrong, null])
  clock.advance({ minutes: 14 })
  assert.equal(await read(plain), null)
})

test('whatever was typed, its address stays one that servers and proxies take, and it is a note still', async () => {
  for (const sign of ['x', '\u0001', '"', '字', '👩‍👧', '\u2028']) {
    const typed = sign.repeat(20_000)
    const href = await sent({ refusal: 'wrong', typed: { email: typed, reason: typed } })
    assert.ok(href.length < 5_000, `${JSON.stringify(sign)}: ${href.length}`)
    assert.equal(((await read(href)) as Note).refusal, 'wrong')
  }
})

test('it is told only where the page is still about what it was about', async () => {
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    c.set('browserId', 'mine')
    await next()
  })
  app.post('/page', (c) => notes.redirect(c, deps, '/page', wrong, 'one'))
  app.get('/page', (c) => c.json(notes.read(c, deps, c.req.query('about') ?? null)))
  const href = (await app.request('/page', { method: 'POST' })).headers.get('location')!
  const told = async (about: string): Promise<unknown> => (await app.request(`${href}${about}`)).json()
  assert.deepEqual([await told('&about=one'), await told('&about=other'), await told('')], [wrong, null, null])
})

test('a note that was made up, cut or bent is none', async () => {
  const href = await sent(wrong)
  for (const bent of ['/page?note=', '/page?note=x', href.slice(0, -4), `${href}AAAA`, '/page?note=%00', '/page'])
    assert.equal(await read(bent), null, bent)
})
