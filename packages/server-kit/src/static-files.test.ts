// Files under the hash of their content: what is sent with them, packed or not, and what is not found.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { createStaticFiles } from './static-files.ts'

const CSS = { name: 'page.css', contentType: 'text/css; charset=utf-8', body: 'p{color:red}' }
const FOR_EVER = 'public, max-age=31536000, immutable'

function serverOf(body: string, options = {}) {
  const files = createStaticFiles([{ ...CSS, body }], options)
  const app = new Hono()
  app.get('/assets/:hash/:name', files.serve)
  return { base: files.base, get: (path: string, headers = {}) => app.request(path, { headers }) }
}

test('a file is served for ever, and its address changes with its content', async () => {
  const { base, get } = serverOf(CSS.body)
  const answer = await get(`${base}/page.css`, { 'accept-encoding': 'gzip' })
  assert.equal(answer.status, 200)
  assert.deepEqual(Object.fromEntries(answer.headers), { 'content-type': CSS.contentType, 'cache-control': FOR_EVER })
  assert.equal(await answer.text(), CSS.body)
  assert.match(base, /^\/assets\/[0-9a-f]{12}$/u)
  assert.equal(serverOf(CSS.body).base, base)
  assert.notEqual(serverOf(`${CSS.body} `).base, base)
})

test('a server that packs sends gzip only to a browser that accepts it', async () => {
  const { base, get } = serverOf(CSS.body, { gzip: true })
  const plain = await get(`${base}/page.css`)
  assert.equal(plain.headers.get('vary'), 'accept-encoding')
  assert.equal(plain.headers.get('content-encoding'), null)
  assert.equal(await plain.text(), CSS.body)
  const packed = await get(`${base}/page.css`, { 'accept-encoding': 'br, gzip' })
  assert.equal(packed.headers.get('vary'), 'accept-encoding')
  assert.equal(packed.headers.get('content-encoding'), 'gzip')
  assert.equal(packed.headers.get('cache-control'), FOR_EVER)
  assert.equal(gunzipSync(await packed.arrayBuffer()).toString(), CSS.body)
})

test('another name and another hash are not found', async () => {
  const { base, get } = serverOf(CSS.body)
  assert.equal((await get(`${base}/other.css`)).status, 404)
  assert.equal((await get('/assets/0123456789ab/page.css')).status, 404)
})
