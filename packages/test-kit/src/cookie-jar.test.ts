// The cookie jar stores, sends and drops cookies as a browser would.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookieJar } from './cookie-jar.ts'
import { fixedClock } from './index.ts'

const home = new URL('http://localhost:4400/sign-in/code')

function jarWith(...setCookies: string[]) {
  const clock = fixedClock('2026-07-01T00:00:00Z')
  const jar = cookieJar(clock.now)
  jar.store(setCookies, home)
  return { jar, clock, at: (address: string) => jar.headerFor(new URL(address)) }
}

test('sends a cookie to its path and below, and to no path that only begins alike', () => {
  const { at } = jarWith('a=1; Path=/sign-in')
  assert.equal(at('http://localhost:4400/sign-in'), 'a=1')
  assert.equal(at('http://localhost:4400/sign-in/code'), 'a=1')
  assert.equal(at('http://localhost:4400/sign-in-again'), null)
  assert.equal(at('http://localhost:4400/'), null)
})

test('a cookie without a path belongs to the folder of the page that set it', () => {
  const { at } = jarWith('a=1')
  assert.equal(at('http://localhost:4400/sign-in/recovery'), 'a=1')
  assert.equal(at('http://localhost:4400/account'), null)
})

test('ports share cookies, hosts do not', () => {
  const { at } = jarWith('a=1; Path=/')
  assert.equal(at('http://localhost:4401/'), 'a=1')
  assert.equal(at('http://127.0.0.1:4400/'), null)
})

test('the longer path comes first', () => {
  const { at } = jarWith('a=outer; Path=/', 'a=inner; Path=/sign-in')
  assert.equal(at('http://localhost:4400/sign-in'), 'a=inner; a=outer')
})

test('a value may have an equals sign', () => {
  assert.deepEqual(
    jarWith('a=b=c; Path=/')
      .jar.all()
      .map(({ name, value }) => [name, value]),
    [['a', 'b=c']],
  )
})

test('a cookie of the same name and path replaces the old one', () => {
  assert.equal(jarWith('a=1; Path=/', 'a=2; Path=/').at('http://localhost/'), 'a=2')
})

test('ends with Max-Age, which wins over Expires', () => {
  const { at, clock } = jarWith('a=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT')
  clock.advance({ seconds: 59 })
  assert.equal(at('http://localhost/'), 'a=1')
  clock.advance({ seconds: 1 })
  assert.equal(at('http://localhost/'), null)
})

test('ends with Expires', () => {
  const { at, clock } = jarWith('a=1; Path=/; Expires=Wed, 01 Jul 2026 00:00:10 GMT')
  assert.equal(at('http://localhost/'), 'a=1')
  clock.advance({ seconds: 10 })
  assert.equal(at('http://localhost/'), null)
})

test('an expired cookie removes the stored one', () => {
  const { jar } = jarWith('a=1; Path=/', 'a=; Path=/; Max-Age=0')
  assert.deepEqual(jar.all(), [])
})

test('Secure cookies are sent over plain http to the machine itself, and nowhere else', () => {
  const { at } = jarWith('__Host-a=1; Path=/; Secure; HttpOnly; SameSite=Lax')
  assert.equal(at('http://localhost:4400/'), '__Host-a=1')
  assert.throws(() => cookieJar(() => new Date(0)).store(['a=1; Secure'], new URL('http://sluis.test/')), /plain http/u)
})

for (const [rule, cookie] of [
  ['the prefix __Host- without Secure', '__Host-a=1; Path=/'],
  ['the prefix __Host- with another path', '__Host-a=1; Path=/sign-in; Secure'],
  ['the prefix __Host- without a path', '__Host-a=1; Secure'],
  ['a Domain', 'a=1; Domain=localhost'],
  ['SameSite=None without Secure', 'a=1; SameSite=None'],
  ['no name', '=1'],
] as const) {
  test(`reports that a browser drops a cookie with ${rule}`, () => {
    assert.throws(() => jarWith(cookie), /A browser drops the cookie/u)
  })
}
