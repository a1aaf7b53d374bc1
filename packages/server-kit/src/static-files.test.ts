// Files under the hash of their content: what is sent with them, packed or not, and what is not found.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { createStaticFiles } from './static-files.ts'

const CSS = { name: 'page.css', contentType: 'text/css; charset=utf-8', body: 'p{color:red}' }
const asItIs = (body: ArrayBuffer): Buffer => Buffer.from(body)
const FOR_EVER = 'public, max-age=31536000, immutable'

function serverOf(body: string) {
  const files = createStaticFiles([{ ...CSS, body }])
  const app = new Hono()
  app.get('/assets/:hash/:name', files.serve)
  return { base: files.base, get: (path: string, headers = {}) => app.request(path, { headers }) }
}

test('a file is served for ever, and its address changes with its content', async () => {
  const { base, get } = serverOf(CSS.body)
  const answer = await get(`${base}/page.css`)
  assert.equal(answer.status, 200)
  assert.deepEqual(Object.fromEntries(answer.headers), {
    'content-type': CSS.contentType,
    'cache-control': FOR_EVER,
    vary: 'accept-encoding',
  })
  assert.equal(await answer.text(), CSS.body)
  assert.match(base, /^\/assets\/[0-9a-f]{12}$/u)
  assert.equal(serverOf(CSS.body).base, base)
  assert.notEqual(serverOf(`${CSS.body} `).base, base)
})

test('a browser gets the smallest form that it accepts, and no other', async () => {
  const { base, get } = serverOf(CSS.body)
  for (const [accepted, encoding, unpack] of [
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['br;q=1.0, gzip;q=0.8', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['GZIP, br;q=0', 'gzip', gunzipSync],
    ['gzip;q=0, br; q=0.000', null, asItIs],
    ['sbr, x-gzip', null, asItIs],
    ['*', null, asItIs],
    [',;,', null, asItIs],
  ] as const)
    for (const asked of [1, 2]) {
      const answer = await get(`${base}/page.css`, { 'accept-encoding': accepted })
      assert.equal(answer.headers.get('content-encoding'), encoding, `${accepted}, asked ${asked}`)
      assert.equal(answer.headers.get('vary'), 'accept-encoding')
      assert.equal(answer.headers.get('cache-control'), FOR_EVER)
      assert.equal(unpack(await answer.arrayBuffer()).toString(), CSS.body)
    }
})

test('another name and another hash are not found', async () => {
  const { base, get } = serverOf(CSS.body)
  assert.equal((await get(`${base}/other.css`)).status, 404)
  assert.equal((await get('/assets/0123456789ab/page.css')).status, 404)
})
