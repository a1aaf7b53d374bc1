// The QR code is shown as it was computed, small enough, and never inverted.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode } from 'uqr'
import { qrFrame } from './qr-frame.ts'
import { textOf } from '../examples/text-of.ts'

const uri =
  'otpauth://totp/Sluis:sanne.de.vries@korenmolen.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Sluis'
const { data } = encode(uri, { ecc: 'M', border: 0 })
const markup = textOf(qrFrame({ modules: data, alt: 'QR code', caption: 'Scan me' }))

test('the path gives back every module of the code, four modules from the edge', () => {
  const rendered = data.map((row) => row.map(() => false))
  for (const [, x, y, length] of markup.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let step = 0; step < Number(length); step++) {
      const row = rendered[Number(y) - 4]
      assert.ok(row)
      row[Number(x) - 4 + step] = true
    }
  }
  assert.deepEqual(rendered, data)
  assert.match(markup, new RegExp(`viewBox="0 0 ${data.length + 8} ${data.length + 8}"`))
})

test('it takes at most 8 kB', () => {
  assert.ok(markup.length <= 8 * 1024, `${markup.length} characters for ${data.length} modules`)
})

test('black on white is written into it, and it has a name', () => {
  assert.match(markup, /fill="#fff".*fill="#000"/)
  assert.match(markup, /role="img" aria-label="QR code"/)
})
