// The soft passkey answers as a real authenticator does, so that only what a test alters is wrong.

import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { test } from 'node:test'
import { encodeCbor, softPasskey } from './index.ts'

const ORIGIN = 'http://localhost:4400'
const bytes = (text = ''): Buffer => Buffer.from(text, 'base64url')
const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest()

test('writes CBOR as RFC 8949 appendix A shows it', () => {
  const examples: [Parameters<typeof encodeCbor>[0], string][] = [
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [1000, '1903e8'],
    [1_000_000, '1a000f4240'],
    [-1, '20'],
    [-1000, '3903e7'],
    ['', '60'],
    ['IETF', '6449455446'],
    [Buffer.from('01020304', 'hex'), '4401020304'],
    [
      new Map([
        [1, 2],
        [3, 4],
      ]),
      'a201020304',
    ],
  ]
  for (const [value, hex] of examples) assert.equal(encodeCbor(value).toString('hex'), hex)
})

test('signs the authenticator’s data and the hash of the client data, with the key that it registered (WebAuthn L3 §6.3.3)', () => {
  const passkey = softPasskey(ORIGIN, { counts: true })
  const { response: made } = passkey.register({ challenge: 'abc', user: { id: 'QUJD' } })
  const whole = bytes(made.attestationObject)
  const [x, y] = [-35 - 32, -32].map((from) =>
    whole
      .subarray(whole.length + from)
      .subarray(0, 32)
      .toString('base64url'),
  ) as [string, string]
  const { response, id } = passkey.sign({ challenge: 'def' })
  const data = bytes(response.authenticatorData)
  const clientData = bytes(response.clientDataJSON)
  assert.deepEqual(JSON.parse(clientData.toString()), {
    type: 'webauthn.get',
    challenge: 'def',
    origin: ORIGIN,
    crossOrigin: false,
  })
  assert.deepEqual(data.subarray(0, 32), sha256('localhost'))
  assert.equal(data[32], 0b0001_1101, 'present, verified, may be copied, was copied')
  assert.equal(data.readUInt32BE(33), 1)
  assert.equal(response.userHandle, 'QUJD')
  assert.equal(id, passkey.id)
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } })
  assert.ok(verify('sha256', Buffer.concat([data, sha256(clientData)]), key, bytes(response.signature)))
})

test('an alteration before signing is covered by the signature, one after it is not', () => {
  const { response } = softPasskey(ORIGIN).sign(
    { challenge: 'x' },
    {
      rpId: 'evil.example',
      flags: { uv: false },
      clientData: { origin: 'https://evil.example' },
      answer: (answer) => void (answer.id = 'other'),
    },
  )
  assert.deepEqual(bytes(response.authenticatorData).subarray(0, 32), sha256('evil.example'))
  assert.equal(bytes(response.authenticatorData)[32]! & 4, 0)
  assert.match(bytes(response.clientDataJSON).toString(), /evil\.example/u)
})
