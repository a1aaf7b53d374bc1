// How much of an address is shown.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskedEmail } from './email.ts'

test('to somebody who has not proved to own it, a page shows the first letter and the host', () =>
  assert.equal(maskedEmail('sanne@example.org'), 's•••@example.org'))
