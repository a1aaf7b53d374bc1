// What a page says was just done: only what this browser was told by a form of ours.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { readFlash, withFlash } from './flash.ts'

function appFor(csrfToken: string) {
  const app = new Hono<{ Variables: { csrfToken: string } }>()
  app.use(async (c, next) => {
    c.set('csrfToken', csrfToken)
    await next()
  })
  app.post('/account', (c) => c.redirect(withFlash(c, '/account?flash=password'), 303))
  app.post('/search', (c) => c.redirect(withFlash(c, '/search?q=a%2Eb&flash=set'), 303))
  for (const path of ['/account', '/search']) app.get(path, (c) => c.json(readFlash(c)))
  return app
}
const mine = appFor('mine')
const sent = async (path: string): Promise<string> =>
  (await mine.request(path, { method: 'POST' })).headers.get('location')!
const read = async (href: string, app = mine): Promise<unknown> => (await app.request(href)).json()

test('what a form of ours has done is said by the page that it leads to', async () => {
  assert.equal(await read(await sent('/account')), 'password')
  assert.equal(await read(await sent('/search')), 'set')
})
test('a link of somebody else makes no page say that a password was changed, nor does one of another browser or page', async () => {
  const href = await sent('/account')
  for (const forged of ['/account?flash=password', '/account?flash=password.', '/account?flash=password.AAAAAAAAAAA'])
    assert.equal(await read(forged), null, forged)
  assert.equal(await read(href.replace('password', 'email')), null)
  assert.equal(await read(href.replace('/account', '/search')), null)
  assert.equal(await read(href, appFor('theirs')), null)
})
