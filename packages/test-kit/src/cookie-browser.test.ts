// The browser without a screen: signs in to a tiny app, in this process and over the network.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { cookieBrowser, type CookieBrowser } from './index.ts'

const app = new Hono()
app.get('/sign-in', (c) => {
  c.header('set-cookie', '__Host-visit=v1; Path=/; Secure; HttpOnly; SameSite=Lax')
  return c.html(
    '<h1>Sign in</h1><form method="post"><input type="hidden" name="csrf" value="t1"><input name="username"><input type="checkbox" name="remember"><button name="later">Later</button></form>',
  )
})
app.post('/sign-in', async (c) => {
  if (c.req.header('cookie') !== '__Host-visit=v1') return c.text('no cookie', 403)
  const form = new URLSearchParams(await c.req.text())
  if (form.get('csrf') !== 't1' || c.req.header('sec-fetch-site') !== 'same-origin') return c.text('forged', 403)
  c.header('set-cookie', `who=${form.get('username') ?? ''}; Path=/`, { append: true })
  c.header('set-cookie', '__Host-visit=; Path=/; Secure; Max-Age=0', { append: true })
  return c.redirect(form.has('remember') || form.has('later') ? '/wrong' : '/account/', 303)
})
app.get('/account/', (c) => c.redirect('../home?from=account'))
app.get('/home', (c) => c.html(`<h1>Welcome</h1><p>${c.req.header('cookie') ?? 'nobody'}</p>`))
app.get('/search', (c) => c.html(`<h1>Search</h1><form><input name="q"></form><p>${c.req.query('q') ?? 'nothing'}</p>`))
app.get('/onward', (c) => c.html('<h1>On</h1>', 200, { refresh: '0; url=/home?from=onward' }))
app.get('/later', (c) => c.html('<h1>Wait</h1>', 200, { refresh: '30; url=/home' }))
app.get('/round', (c) => c.redirect('/round'))
app.post('/again', (c) => c.redirect('/sign-in', 307))
app.get('/json', (c) => c.json({ origin: c.req.header('origin') ?? null, accept: c.req.header('accept') }))
app.get('/gone', (c) => c.body(null, 204))

const server = createAdaptorServer({ fetch: app.fetch }).listen(0, '127.0.0.1')
await once(server, 'listening')
after(() => server.close())
const address = `http://localhost:${(server.address() as AddressInfo).port}`

const browsers: [string, () => CookieBrowser][] = [
  ['in this process', () => cookieBrowser('http://localhost:4400', { send: (request) => app.fetch(request) })],
  ['over the network', () => cookieBrowser(address)],
]
for (const [where, open] of browsers) {
  test(`signs in through a form and redirects, ${where}`, async () => {
    const browser = open()
    const page = await browser.get('/sign-in')
    const answer = await browser.submit(page, { username: 'jan' })
    assert.equal(answer.status, 303)
    assert.equal(answer.location?.pathname, '/account/')
    const home = await browser.follow(answer)
    assert.equal(home.url.pathname + home.url.search, '/home?from=account')
    assert.equal(home.text, 'Welcome who=jan')
    assert.deepEqual(
      browser.cookies().map(({ name }) => name),
      ['who'],
    )
  })

  test(`two browsers share nothing, and one can forget, ${where}`, async () => {
    const browser = open()
    await browser.submit(await browser.get('/sign-in'), { username: 'jan' })
    assert.match((await open().get('/home')).text, /nobody/u)
    browser.forget()
    assert.match((await browser.get('/home')).text, /nobody/u)
  })

  test(`a form that asks to be sent by GET becomes a query, ${where}`, async () => {
    const browser = open()
    const page = await browser.submit(await browser.get('/search?q=old'), { q: 'pay slip' })
    assert.equal(page.url.search, '?q=pay+slip')
    assert.match(page.text, /pay slip/u)
  })

  test(`extra headers are sent, ${where}`, async () => {
    const page = await open().get('/json', { origin: 'https://evil.example', accept: 'application/json' })
    assert.deepEqual(page.json(), { origin: 'https://evil.example', accept: 'application/json' })
  })

  test(`a response without a body is no error, ${where}`, async () => {
    assert.equal((await open().get('/gone')).status, 204)
  })
}

const open = browsers[0]?.[1] as () => CookieBrowser

test('a field that the form does not have fails the test', async () => {
  const browser = open()
  const page = await browser.get('/sign-in')
  await assert.rejects(browser.submit(page, { user: 'jan' }), /has no field user; it has csrf, username/u)
})

test('a page without the form says what is there instead', async () => {
  const page = await open().get('/home')
  assert.throws(() => page.form(), /0 forms on \/home \(200 "Welcome"\)/u)
})

test('a form can be found by one of its fields', async () => {
  const page = await open().get('/sign-in')
  assert.equal(page.form('csrf'), page.forms[0])
  assert.throws(() => page.form('code'), /0 forms/u)
})

test('a page that goes on by itself at once is followed, as a browser without JavaScript does; one that waits is not', async () => {
  const browser = open()
  const page = await browser.get('/onward')
  assert.deepEqual([page.status, page.location?.pathname], [200, '/home'])
  assert.equal((await browser.follow(page)).url.search, '?from=onward')
  assert.equal((await browser.get('/later')).location, null)
})

test('a redirect loop is reported', async () => {
  const browser = open()
  await assert.rejects(async () => browser.follow(await browser.get('/round')), /Redirect loop/u)
})

test('a redirect that would send a form twice is not followed silently', async () => {
  const browser = open()
  await assert.rejects(async () => browser.follow(await browser.post('/again', {})), /307 asks/u)
})

test('a server that does not answer is reported', async () => {
  await assert.rejects(cookieBrowser('http://localhost:1').get('/'), /ECONNREFUSED/u)
})
