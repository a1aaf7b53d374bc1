// The headers of every page, to the byte, and what a program's own policy changes in them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { createCsrf } from './csrf.ts'
import { createLog } from './log.ts'
import { pageMiddleware, type PageOptions } from './page-middleware.ts'
import { type HeaderPolicy, pageHeaders } from './security-headers.ts'

const STRICT = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
}

test('without a policy of its own a program has the strict headers', () => {
  assert.deepEqual(pageHeaders(), STRICT)
})

test('a program opens a feature and a directive for its own pages, and nothing else changes', () => {
  const policy: HeaderPolicy = { features: ['camera'], csp: { 'img-src': "'self' blob:", 'worker-src': "'self'" } }
  assert.deepEqual(pageHeaders(policy), {
    ...STRICT,
    'content-security-policy': `${STRICT['content-security-policy'].replace("'self' data:", "'self' blob:")}; worker-src 'self'`,
    'permissions-policy': 'camera=(self), microphone=(), geolocation=(), payment=()',
  })
})

function sample(more: Partial<PageOptions> = {}): Hono {
  const app = new Hono()
  app.use(
    pageMiddleware({
      program: 'sample',
      origin: 'http://sample.test',
      log: createLog('sample', 'silent'),
      csrf: createCsrf([Buffer.alloc(32)]),
      errorPage: (c) => c.text('error'),
      ...more,
    }),
  )
  return app
}
const ask = (app: Hono, path: string) => app.request(`http://sample.test${path}`, { headers: { host: 'sample.test' } })

test('each page has the headers of its program', async () => {
  const headersOf = async (more: Partial<PageOptions> = {}) =>
    (
      await ask(
        sample(more).get('/', (c) => c.html('page')),
        '/',
      )
    ).headers
  const strict = await headersOf()
  for (const [name, value] of Object.entries(STRICT)) assert.equal(strict.get(name), value)
  const own = await headersOf({ headerPolicy: { features: ['camera'] } })
  assert.equal(own.get('permissions-policy'), 'camera=(self), microphone=(), geolocation=(), payment=()')
  assert.equal(own.get('content-security-policy'), STRICT['content-security-policy'])
})

test('what is no page has no page’s policy: a few headers, the same for all', async () => {
  const { headers } = await ask(
    sample().get('/', (c) => c.json({})),
    '/',
  )
  assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'")
  assert.equal(headers.get('permissions-policy'), null)
})

test('a page never redirects to another origin, nor to an address that leads there: it goes on by a page', async () => {
  const app = sample({
    interstitialPage: (c, url) => c.html(`<a href="${url.href}">on</a>`),
    leadsAway: (path) => path.startsWith('/oidc/'),
  })
  const targets = {
    'https://app.example/in?code=1;2': 'https://app.example/in?code=1;2',
    '//app.example/in': 'http://app.example/in',
    '/oidc/auth/1': 'http://sample.test/oidc/auth/1',
    'http://sample.test/%2e%2e/oidc/auth': 'http://sample.test/oidc/auth',
    '/home': null,
    'http://sample.test/home': null,
  }
  app.get('/to/:target', (c) => {
    c.header('set-cookie', 'kept=1')
    return c.redirect(decodeURIComponent(c.req.param('target')), 303)
  })
  for (const [target, onward] of Object.entries(targets)) {
    const answer = await ask(app, `/to/${encodeURIComponent(encodeURIComponent(target))}`)
    const { headers } = answer
    assert.deepEqual(
      [answer.status, headers.get('refresh'), headers.get('location')],
      onward === null ? [303, null, target] : [200, `0; url=${onward}`, null],
      target,
    )
    assert.ok(headers.getSetCookie().includes('kept=1'))
    if (onward !== null) {
      assert.match(await answer.text(), /<a href="http/u)
      assert.equal(headers.get('content-security-policy'), STRICT['content-security-policy'])
    }
  }
})
