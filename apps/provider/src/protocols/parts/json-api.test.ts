// JSON bodies of the APIs: what is taken for one, and what for none at all.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { type ApiEnv, readJson } from './json-api.ts'

const api = new Hono<ApiEnv>()
for (const isOptional of [false, true])
  api.post(isOptional ? '/optional' : '/', async (c) => c.json(await readJson(c, { isOptional, maxBytes: 1024 })))

async function read(path: string, body: string | null, type: string | null): Promise<unknown> {
  const request = new Request(`http://api.example${path}`, { method: 'POST', body })
  request.headers.delete('content-type')
  if (type !== null) request.headers.set('content-type', type)
  const { value, problem } = (await (await api.fetch(request)).json()) as {
    value?: unknown
    problem?: { name: string }
  }
  return problem?.name ?? value
}

const JSON_TYPE = 'application/json'
const FORM = 'application/x-www-form-urlencoded'
// prettier-ignore
const bodies: [string, string | null, string | null, unknown, unknown][] = [
  ['an object', '{"a":1}', JSON_TYPE, { a: 1 }, { a: 1 }],
  ['no body and no type', null, null, 'unsupported-media-type', {}],
  ['no body, with a type', null, JSON_TYPE, 'invalid-json', {}],
  ['an empty form, as curl sends it', '', FORM, 'unsupported-media-type', {}],
  ['a form', 'a=b', FORM, 'unsupported-media-type', 'unsupported-media-type'],
  ['JSON without its type', '{"a":1}', null, 'unsupported-media-type', 'unsupported-media-type'],
  ['a space', ' ', JSON_TYPE, 'invalid-json', 'invalid-json'],
  ['a NUL', '"\\u0000"', JSON_TYPE, 'invalid-json', 'invalid-json'],
  ['too much', `"${'x'.repeat(1024)}"`, JSON_TYPE, 'too-large', 'too-large'],
]
for (const [what, body, type, required, optional] of bodies)
  test(`${what}: as a body that is needed, and as one that may be left out`, async () => {
    assert.deepEqual(await read('/', body, type), required)
    assert.deepEqual(await read('/optional', body, type), optional)
  })
