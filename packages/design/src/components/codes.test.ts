// Codes that are typed, copied and kept: what the fields allow and what the buttons carry.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeField } from './code-field.ts'
import { setupKey } from './setup-key.ts'
import { recoveryCodes } from './recovery-codes.ts'
import { textOf } from '../examples/text-of.ts'

const label = 'Code'

test('a code field is one text box that can be pasted and filled into', () => {
  const field = textOf(codeField({ id: 'code', label }))
  assert.match(field, /type="text"/)
  assert.match(field, /inputmode="numeric" autocomplete="one-time-code"/)
  assert.equal(field.match(/<input/g)?.length, 1)
})

test('it has no maxlength, which would cut a pasted "123 456", and never a value', () => {
  assert.doesNotMatch(textOf(codeField({ id: 'code', label, error: 'No' })), /maxlength|value=|type="number"/)
})

test('its error and hint are tied to it', () => {
  const field = textOf(codeField({ id: 'code', label, hint: 'In your app', error: 'No', describedby: 'which' }))
  assert.match(field, /aria-describedby="which code-hint code-error" aria-invalid="true"/)
})

test('only a field that asks for it is sent by itself', () => {
  assert.doesNotMatch(textOf(codeField({ id: 'code', label })), /data-code-entry/)
  assert.match(textOf(codeField({ id: 'code', label, autoSubmit: true })), /data-code-entry="6"/)
})

const joinTokens = { label: 'Setup key', copy: 'Copy', copied: 'Copied' }

test('the setup key is shown in groups of four and is copied whole', () => {
  const key = textOf(setupKey({ ...joinTokens, code: 'jbsw y3dp ehpk 3p' }))
  assert.deepEqual(
    [...key.matchAll(/<span>(\w{1,4})<\/span><wbr>/g)].map(([, group]) => group),
    ['jbsw', 'y3dp', 'ehpk', '3p'],
  )
  assert.match(key, /data-copy="jbswy3dpehpk3p"/)
})

test('a copy button is hidden until something can copy, and its answer is a status', () => {
  const key = textOf(setupKey({ ...joinTokens, code: 'JBSW' }))
  assert.match(key, /<button [^>]*hidden data-copy/)
  assert.match(key, /<span class="copy-status" role="status"><\/span>/)
})

test('recovery codes that were used are not copied; the download is a link to the server', () => {
  const codes = textOf(
    recoveryCodes({
      ...joinTokens,
      codes: [{ code: 'AAAA-1111' }, { code: 'BBBB-2222', used: true }],
      usedText: 'used',
      download: { text: 'Download', href: '/codes.txt' },
    }),
  )
  assert.match(codes, /data-copy="AAAA-1111"/)
  assert.match(codes, /<s><bdi dir="ltr">BBBB-2222<\/bdi><\/s>/)
  assert.match(codes, /<a [^>]*href="\/codes\.txt" download>/)
})
