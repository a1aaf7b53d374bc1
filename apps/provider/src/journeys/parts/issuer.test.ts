// The name of an entry, as the app shows it and pages say it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entryLabel } from '#identity/second-factors/totp.ts'
import { entryName } from './issuer.ts'

test('an entry is called as in the app, and its day is not broken over two lines', () => {
  const first = entryLabel('sanne@korenmolen.example', '28 nov')
  const second = entryLabel('sanne@korenmolen.example', '28 nov', [first])
  assert.equal(entryName(first), 'Sluis: sanne@korenmolen.example (28\u00A0nov)')
  assert.equal(entryName(second), 'Sluis: sanne@korenmolen.example (28\u00A0nov,\u00A02)')
  for (const label of [first, second]) assert.equal(entryName(label).replaceAll('\u00A0', ' '), `Sluis: ${label}`)
  for (const label of ['', 'a b (c) d', '(', 'sanne@korenmolen.example'])
    assert.equal(entryName(label), `Sluis: ${label}`)
})
