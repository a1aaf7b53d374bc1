// Reading a posted form: what is broken, repeated or too large is refused as a whole.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readForm } from './form.ts'

const TYPE = 'application/x-www-form-urlencoded'
const posted = (body: string | Uint8Array | null, type: string | null = TYPE): Request => {
  const request = new Request('http://localhost/', {
    method: 'POST',
    ...(body === null ? {} : { body: typeof body === 'string' ? Buffer.from(body) : Buffer.from(body) }),
  })
  if (type === null) request.headers.delete('content-type')
  else request.headers.set('content-type', type)
  return request
}

const reads: [string, string, Record<string, string>][] = [
  ['a field', 'code=123456', { code: '123456' }],
  ['a plus sign as a space', 'name=Jan+de+Vries', { name: 'Jan de Vries' }],
  ['percent signs as UTF-8', 'name=%E2%82%AC%20%2B', { name: '€ +' }],
  ['UTF-8 without percent signs', 'name=Zoë', { name: 'Zoë' }],
  ['an equals sign in a value', 'secret=a=b==', { secret: 'a=b==' }],
  ['a field without an equals sign as empty', 'other', { other: '' }],
  ['what was not sent as empty', 'a=1', { b: '' }],
  ['an empty form', '', { code: '' }],
  ['an array name as a name of its own, never as a list', 'code[]=1', { code: '', 'code[]': '1' }],
  [
    'a name of every object as any other',
    '__proto__=1&constructor=2',
    { __proto__x: '', constructor: '2', toString: '' },
  ],
]
for (const [rule, body, fields] of reads) {
  test(`reads ${rule}`, async () => {
    const form = await readForm(posted(body))
    assert.ok(form.ok)
    for (const [name, value] of Object.entries(fields)) assert.equal(form.value.text(name), value)
  })
}
test('reads a body whose length was announced as one without', async () => {
  const request = posted('name=Zo%C3%AB&code=1')
  request.headers.set('content-length', '20')
  const form = await readForm(request)
  assert.ok(form.ok)
  assert.deepEqual([form.value.text('name'), form.value.text('code')], ['Zoë', '1'])
})
test('tells what was sent empty from what was not sent', async () => {
  const form = await readForm(posted('a=&b'))
  assert.ok(form.ok)
  assert.deepEqual([form.value.has('a'), form.value.has('b'), form.value.has('c')], [true, true, false])
})
test('reads the type in any case, with its charset', async () =>
  assert.equal((await readForm(posted('a=1', 'Application/X-WWW-Form-Urlencoded; charset=UTF-8'))).ok, true))

const refusals: [string, Request, string][] = [
  ['a field sent twice, since two readers could each take another one', posted('code=1&code=2'), 'form-repeated'],
  ['a field sent twice under two spellings', posted('code=1&%63ode=2'), 'form-repeated'],
  ['NUL in a value', posted('code=12%0034'), 'form-broken'],
  ['NUL in a name', posted('co%00de=1'), 'form-broken'],
  ['NUL without a percent sign', posted('code=12\0'), 'form-broken'],
  ['bytes that are no UTF-8 behind percent signs', posted('code=%FF%FE'), 'form-broken'],
  ['bytes that are no UTF-8', posted(Uint8Array.of(0x61, 0x3d, 0xff)), 'form-broken'],
  ['an overlong slash', posted('a=%C0%AF'), 'form-broken'],
  ['half a surrogate pair', posted('a=%ED%A0%80'), 'form-broken'],
  ['half a percent sign', posted('a=%4'), 'form-broken'],
  ['a percent sign alone', posted('a=100%'), 'form-broken'],
  ['JSON', posted('{"code":"123456"}', 'application/json'), 'form-type'],
  ['multipart', posted('--x--', 'multipart/form-data; boundary=x'), 'form-type'],
  ['plain text', posted('code=1', 'text/plain'), 'form-type'],
  ['a type that only begins like it', posted('code=1', `${TYPE}x`), 'form-type'],
  ['no type', posted('code=1', null), 'form-type'],
  ['a body past 16 kB', posted(`a=${'x'.repeat(16_384)}`), 'form-too-large'],
  ['more than 60 fields', posted(Array.from({ length: 61 }, (_, at) => `f${at}=`).join('&')), 'form-too-large'],
]
for (const [rule, request, refusal] of refusals)
  test(`refuses ${rule}`, async () => assert.deepEqual(await readForm(request), { ok: false, refusal }))

test('a body of exactly 16 kB is read', async () =>
  assert.equal((await readForm(posted(`a=${'x'.repeat(16_382)}`))).ok, true))
test('a body without a length is read no further than its limit', async () => {
  let given = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      given += 1024
      controller.enqueue(new Uint8Array(1024).fill(0x61))
    },
  })
  const request = new Request('http://localhost/', {
    method: 'POST',
    headers: { 'content-type': TYPE },
    body: endless,
    duplex: 'half',
  } as RequestInit)
  assert.deepEqual(await readForm(request), { ok: false, refusal: 'form-too-large' })
  assert.ok(given <= 32_768, `${given} bytes`)
})
