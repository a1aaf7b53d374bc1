// Finding programs on this machine: a setting comes first, and a missing program says what to do.

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { chromium } from './index.ts'
import { postgresBinaries } from './postgres-binaries.ts'

afterEach(() => {
  delete process.env['SLUIS_CHROMIUM']
  delete process.env['SLUIS_POSTGRES_BIN']
  delete process.env['PWDEBUG']
})

test('the browser named in SLUIS_CHROMIUM is taken', () => {
  process.env['SLUIS_CHROMIUM'] = process.execPath
  assert.equal(chromium(), process.execPath)
})

test('a name in SLUIS_CHROMIUM that leads nowhere is reported, not skipped', () => {
  process.env['SLUIS_CHROMIUM'] = '/nowhere/chromium'
  assert.throws(chromium, /SLUIS_CHROMIUM/u)
})

test('whoever debugs gets a browser with a window, or is told to install one', () => {
  process.env['PWDEBUG'] = '1'
  try {
    assert.doesNotMatch(chromium(), /headless/u)
  } catch (error) {
    assert.match(String(error), /Install it/u)
  }
})

test('a folder in SLUIS_POSTGRES_BIN without a server is reported, not skipped', () => {
  process.env['SLUIS_POSTGRES_BIN'] = '/nowhere'
  assert.throws(postgresBinaries, /SLUIS_POSTGRES_BIN/u)
})
