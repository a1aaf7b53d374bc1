// Bad input at every address: a clear 4xx, a page in words, nothing changed; and never a 5xx.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestKade, type TestKade } from '#testing/kade.ts'

const FORM = 'application/x-www-form-urlencoded'
const POSTS = [
  '/',
  '/sluis',
  '/set-up',
  '/log-out',
  '/later',
  '/profile/bank-account',
  '/profile/bank-account/confirm',
  '/companies',
  '/employees/remind',
]

async function sender({ logIn, sanne, app }: TestKade) {
  const { browser } = await logIn(sanne)
  const page = await browser.get('/')
  const csrf = page.form('/log-out').fields.find(({ name }) => name === 'csrf')!.value
  const cookie = browser
    .cookies()
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ')
  const send = (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
    method = 'POST',
  ) =>
    app.request(`http://localhost:4401${path}`, {
      method,
      headers: { host: 'localhost:4401', cookie, 'content-type': FORM, ...headers },
      ...(method === 'GET' ? {} : { body }),
    })
  return { csrf, send }
}

test('a form that is broken in any way is refused as a whole', async () => {
  const { csrf, send } = await sender(await startTestKade())
  const broken: [string, string | Uint8Array<ArrayBuffer>, number, Record<string, string>?][] = [
    ['no token', 'email=a', 403],
    ['the token of another browser', 'csrf=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 403],
    ['from a foreign site', `csrf=${csrf}`, 403, { origin: 'https://evil.example' }],
    ['from a foreign site, as the browser says', `csrf=${csrf}`, 403, { 'sec-fetch-site': 'cross-site' }],
    ['a field twice', `csrf=${csrf}&email=a&email=b`, 400],
    ['NUL', `csrf=${csrf}&email=a%00b&company=%00`, 400],
    ['not UTF-8', `csrf=${csrf}&email=%ff%fe`, 400],
    ['not UTF-8, raw', new Uint8Array([0xff, 0xfe]), 400],
    ['oversized', `csrf=${csrf}&email=${'a'.repeat(20_000)}`, 413],
    ['JSON', '{"email":["a"]}', 415, { 'content-type': 'application/json' }],
    ['no type', `csrf=${csrf}`, 415, { 'content-type': '' }],
  ]
  for (const path of POSTS) {
    for (const [what, body, status, headers] of broken) {
      const answer = await send(path, body, headers)
      assert.equal(answer.status, status, `${what} at ${path}`)
      assert.match(await answer.text(), /<h1>/)
    }
  }
})

test('whatever a form carries, no answer is a fault', async () => {
  const { csrf, send } = await sender(await startTestKade())
  const odd = [
    '',
    ' ',
    '[]',
    '__proto__',
    "' or 1=1 --",
    '\u202e\u0000'.slice(0, 1),
    '😀'.repeat(200),
    'a'.repeat(9000),
    '-1',
    '1e99',
    '//evil.example',
    '%2e%2e',
  ]
  for (const path of POSTS.filter((each) => each !== '/log-out')) {
    for (const value of odd) {
      const fields = ['email', 'password', 'to', 'login_hint', 'left', 'company', 'iban', 'q', 'who', 'page'].map(
        (name) => `${name}=${encodeURIComponent(value.slice(0, 250))}`,
      )
      const answer = await send(path, `csrf=${csrf}&${fields.join('&')}&email%5B%5D=x`)
      assert.ok(answer.status < 500, `${path} ${value}: ${answer.status}`)
      const to = answer.headers.get('location')
      assert.ok(to === null || to.startsWith('http://localhost:4400/') || /^\/(?!\/)/.test(to), String(to))
    }
  }
})

test('queries that make no sense are pages all the same', async () => {
  const { send } = await sender(await startTestKade())
  for (const path of [
    '/?to=//evil.example',
    '/?said=<script>',
    '/?said=constructor',
    '/?lang=xx',
    '/?lang=nl&lang=en',
    '/companies?q=%00',
    '/companies?q=%ff',
    '/payslips/%',
    '/signed-in?state=%ff',
    `/?to=/${'a'.repeat(3000)}`,
    '/%00',
    '//evil.example/?lang=nl',
  ]) {
    const answer = await send(path, '', {}, 'GET')
    assert.ok(answer.status < 500, `${path}: ${answer.status}`)
    assert.ok(!(answer.headers.get('location') ?? '').startsWith('//'))
  }
})

test('a wrong method names the right ones; an unknown address and a foreign host are pages with a reference', async () => {
  const { send } = await sender(await startTestKade())
  const wrong = await send('/payslips', '', {}, 'DELETE')
  assert.equal(wrong.status, 405)
  assert.equal(wrong.headers.get('allow'), 'GET, HEAD')
  const missing = await send('/nothing-here', '', {}, 'GET')
  assert.equal(missing.status, 404)
  assert.match(await missing.text(), /Reference:/)
  assert.equal((await send('/', '', { host: 'evil.example' }, 'GET')).status, 421)
  for (const path of ['/livez', '/readyz'])
    assert.equal((await send(path, '', { host: '10.0.0.7' }, 'GET')).status, 200, 'load balancers ask by IP address')
})

test('the two-factor page of before is gone, and says where the second step is now (E8)', async () => {
  const { send } = await sender(await startTestKade())
  for (const [method, headers] of [
    ['GET', {}],
    ['POST', {}],
    ['POST', { 'content-type': 'application/json' }],
  ] as const) {
    const sent = await send('/two-factor', '{"code":"123456"}', headers, method)
    const answer = method === 'GET' ? sent : await send(sent.headers.get('location')!, '', {}, 'GET')
    assert.equal(answer.status, 410)
    assert.match(await answer.text(), /The second step is now at Sluis/)
  }
})

test('pages are not kept by anybody, run no foreign script and sit in no frame', async () => {
  const { send } = await sender(await startTestKade())
  const { headers } = await send('/payslips', '', {}, 'GET')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.match(headers.get('content-security-policy')!, /default-src 'none'.*frame-ancestors 'none'/)
})

test('the language is the choice made here, then the person’s, then the browser’s', async () => {
  const { browser, logIn, piet } = await startTestKade()
  const user = browser({ 'accept-language': 'nl-BE,en;q=0.5' })
  assert.equal((await user.get('/')).heading, 'Inloggen')
  assert.equal((await user.get('/?ui_locales=en')).heading, 'Log in')
  const dutch = await logIn(piet, browser())
  assert.equal((await dutch.browser.get('/')).heading, 'Welkom, Piet')
  const chosen = await dutch.browser.follow(await dutch.browser.get('/leave?lang=en'))
  assert.equal(chosen.heading, 'Leave')
})
