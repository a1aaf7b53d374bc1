// How cookies of pages are named and flagged.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { clearCookie, cookieNamesWith, cookieRules, readCookie, writeCookie } from './cookies.ts'

const sent = async (origin: string | null): Promise<string> => {
  const app = new Hono()
    .use(async (c, next) => {
      if (origin !== null) c.set('cookieRules' as never, cookieRules(origin) as never)
      await next()
    })
    .get('/', (c) => {
      writeCookie(c, 'sluis-session', 'token', 60)
      return c.text('')
    })
  return (await app.request('/')).headers.get('set-cookie') ?? ''
}

for (const origin of ['https://sluis.example', 'https://localhost', 'http://sluis.example', 'http://127.0.0.1:4400'])
  test(`at ${origin} a cookie is Secure and for this host alone (ASVS 3.3.1, 3.3.3)`, async () =>
    assert.equal(await sent(origin), '__Host-sluis-session=token; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax'))
for (const origin of ['http://localhost', 'http://localhost:4400'])
  test(`at ${origin} a cookie is plain, since Safari drops a Secure one there`, async () =>
    assert.equal(await sent(origin), 'sluis-session=token; Max-Age=60; Path=/; HttpOnly; SameSite=Lax'))
test('a cookie is Secure where nobody said what the origin is', async () => assert.match(await sent(null), /^__Host-/u))

test('a cookie is read, listed and cleared under the name that it was sent with', async () => {
  const app = new Hono().get('/', (c) => {
    clearCookie(c, 'kade-out-a')
    return c.json([readCookie(c, 'kade-out-a'), cookieNamesWith(c, 'kade-out-')])
  })
  const cookie = '__Host-kade-out-a=1; __Host-kade-out-b=2; kade-out-c=3; __Host-kade=4'
  const answer = await app.request('/', { headers: { cookie } })
  assert.deepEqual(await answer.json(), ['1', ['kade-out-a', 'kade-out-b']])
  assert.match(answer.headers.get('set-cookie') ?? '', /^__Host-kade-out-a=; Max-Age=0; Path=\/; .*Secure/u)
})
