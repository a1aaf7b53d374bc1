// Settings from the environment: all wrong ones at once, no value, and where this program's settings are explained.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { portSetting, readSettings, SettingsError } from './settings.ts'

const schema = z.object({ PORT: portSetting, NAME: z.string({ error: 'is missing' }) })

test('every wrong setting is named without its value, and then the place that the caller gives', () =>
  assert.throws(
    () => readSettings(schema, { PORT: 'secret', NAME: '' }, 'SECURITY.md'),
    (error) =>
      error instanceof SettingsError &&
      error.message ===
        'These settings are wrong:\n  PORT: is not a port\n  NAME: is missing\nEach is explained in SECURITY.md.',
  ))

test('what is right is returned', () =>
  assert.deepEqual(readSettings(schema, { PORT: '80', NAME: 'x' }, 'README.md'), { PORT: 80, NAME: 'x' }))
