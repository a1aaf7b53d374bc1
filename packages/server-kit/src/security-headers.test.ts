// The headers of every page, to the byte, and what a program's own policy changes in them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { createCsrf } from './csrf.ts'
import { createLog } from './log.ts'
import { pageMiddleware } from './page-middleware.ts'
import { type HeaderPolicy, securityHeaders } from './security-headers.ts'

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
  assert.deepEqual(securityHeaders([]), STRICT)
})

test('a form may lead on to the origins that the program names, and nothing else changes', () => {
  assert.deepEqual(securityHeaders(['https://kade.example', 'https://shop.example']), {
    ...STRICT,
    'content-security-policy': STRICT['content-security-policy'].replace(
      "form-action 'self'",
      "form-action 'self' https://kade.example https://shop.example",
    ),
  })
})

test('a program opens a feature and a directive for its own pages, and nothing else changes', () => {
  const policy: HeaderPolicy = { features: ['camera'], csp: { 'img-src': "'self' blob:", 'worker-src': "'self'" } }
  assert.deepEqual(securityHeaders([], policy), {
    ...STRICT,
    'content-security-policy': `${STRICT['content-security-policy'].replace("'self' data:", "'self' blob:")}; worker-src 'self'`,
    'permissions-policy': 'camera=(self), microphone=(), geolocation=(), payment=()',
  })
})

async function headersOf(headerPolicy?: HeaderPolicy): Promise<Headers> {
  const app = new Hono()
  app.use(
    pageMiddleware({
      program: 'sample',
      origin: 'http://sample.test',
      log: createLog('sample', 'silent'),
      csrf: createCsrf(Buffer.alloc(32)),
      errorPage: (c) => c.text('error'),
      ...(headerPolicy && { headerPolicy }),
    }),
  )
  app.get('/', (c) => c.text('page'))
  return (await app.request('http://sample.test/', { headers: { host: 'sample.test' } })).headers
}

test('each answer of a page has the headers of its program', async () => {
  const strict = await headersOf()
  for (const [name, value] of Object.entries(STRICT)) assert.equal(strict.get(name), value)
  const own = await headersOf({ features: ['camera'] })
  assert.equal(own.get('permissions-policy'), 'camera=(self), microphone=(), geolocation=(), payment=()')
  assert.equal(own.get('content-security-policy'), STRICT['content-security-policy'])
})
