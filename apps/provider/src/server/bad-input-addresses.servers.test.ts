// Bad input in addresses, methods, hosts, queries and cookies: never a 5xx, nothing changed, and no way to another site
// (docs/threats.md).
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { badInputWorld } from '#testing/bad-input-world.ts'
import { authorizationRequest } from '#testing/openid-driver.ts'

const { world, issuer, signedIn, pending, posts, gets, unchanged } = await badInputWorld()
after(() => world.stop())
const { browser } = signedIn

test('a wrong method gets 405 and the right ones, or 404', () =>
  unchanged('methods', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      for (const address of [...gets, ...posts, '/assets/x/y.css', '/oidc/token', '/nowhere']) {
        const answer = await browser.ask(address, { method })
        assert.ok([400, 404, 405].includes(answer.status), `${method} ${address}: ${answer.status}`)
        if (answer.status === 405) assert.match(answer.headers.get('allow') ?? '', /GET|POST/u)
      }
  }))
// A key is made when it is first shown, and stays the same; nothing is switched on by it.
const MAKES_A_KEY = new Set(['/account/authenticators/add/key', '/account/authenticators/new-phone/key'])
test('looking, by GET or HEAD, changes nothing', () =>
  unchanged('looking', async () => {
    for (const method of ['GET', 'HEAD'])
      for (const address of gets.filter((each) => !each.startsWith('/continue') && !MAKES_A_KEY.has(each)))
        assert.ok((await browser.ask(address, { method })).status < 500, address)
  }))
for (const query of [
  'next=%00',
  'next=%ff',
  'next=//evil.example',
  'next=https://evil.example',
  `next=${'x'.repeat(8000)}`,
  'next=/continue/%00',
  'next=/continue/x',
  'next=/a&next=/b',
  'next[]=/a',
  '%',
  'next',
  '=',
  'other=%00&back=%00',
]) {
  test(`?${query.slice(0, 30)} leads to no other site and is no fault`, async () => {
    for (const who of [browser, world.browser()])
      for (const address of gets) {
        const answer = await who.get(`${address}?${query}`)
        assert.ok(answer.status < 500, `${address}: ${answer.status}`)
        assert.ok(
          answer.location === null || answer.location.origin === issuer,
          `${address} leads to ${answer.location?.href}`,
        )
      }
  })
}
for (const host of ['evil.example', 'localhost', 'localhost:1', 'sluis.localhost']) {
  test(`as ${JSON.stringify(host)} nothing here answers (GHSA-2wmj-46rj-qm2w)`, async () => {
    for (const address of ['/', '/sign-in', '/oidc/auth', '/.well-known/openid-configuration', '/api/vouchers']) {
      const answer = await browser.ask(address, { headers: { host } })
      assert.ok([400, 421].includes(answer.status), `${address}: ${answer.status}`)
      assert.ok(!answer.body.includes('evil.example'), address)
    }
  })
}
test('load balancers ask for /livez and /readyz by IP address, or without naming a host', async () => {
  const { port } = world.settings.listen
  for (const path of ['/livez', '/readyz'])
    for (const head of [
      'HTTP/1.1\r\nHost: 10.0.0.7:4400',
      'HTTP/1.1\r\nHost: evil.example',
      'HTTP/1.1\r\nHost: a b',
      'HTTP/1.0',
    ]) {
      const socket = connect(port, '127.0.0.1')
      socket.write(`GET ${path}?from=balancer ${head}\r\nConnection: close\r\n\r\n`)
      const answer = await text(socket)
      assert.match(answer, /^HTTP\/1\.1 200 /u, `${path} ${head}`)
      assert.ok(!answer.includes('evil.example'))
    }
})
test('a forwarded host builds no address of ours', async () => {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`, {
    headers: {
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example;proto=https',
      'x-forwarded-proto': 'https',
    },
  })
  assert.ok(!(await answer.text()).includes('evil'))
})
test('cookies of any kind are no fault, and open nothing', async () => {
  for (const name of [
    'sluis-session',
    'sluis-browser',
    'sluis-email',
    'sluis-language',
    'sluis-openid',
    'sluis-interaction',
    'sluis-resume',
  ])
    for (const value of [
      '',
      'x',
      '%00',
      '%ff',
      'x'.repeat(4000),
      '"',
      'A'.repeat(43),
      'nl.99999999999999999',
      '../..',
      '{}',
    ])
      for (const address of [
        '/account',
        '/sign-in',
        '/sign-in/password',
        `/continue/${pending.uid}`,
        new URL(authorizationRequest(issuer).address).href.slice(issuer.length),
      ]) {
        const answer = await fetch(issuer + address, { headers: { cookie: `${name}=${value}` }, redirect: 'manual' })
        assert.ok(
          (answer.status < 500 && answer.status !== 200) || address.startsWith('/sign-in') || answer.status === 410,
          `${name}=${value.slice(0, 10)} ${address}: ${answer.status}`,
        )
        await answer.arrayBuffer()
      }
})
