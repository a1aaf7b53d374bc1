// Good and bad environments.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { SettingsError } from '@sluis/server-kit/settings'
import { readConfig } from './config.ts'

const good = {
  HR_DATA_DIRECTORY: 'somewhere',
  HR_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  HR_ISSUER: 'http://localhost:4400/',
  HR_CLIENT_ID: 'kade',
  HR_CLIENT_SECRET: 'a-secret-long-enough',
}

test('what is absent has its default', () => {
  const settings = readConfig(good)
  assert.equal(settings.port, 4401)
  assert.equal(settings.publicUrl, 'http://localhost:4401')
  assert.equal(settings.issuer, 'http://localhost:4400')
  assert.deepEqual(settings.database, { directory: 'somewhere' })
})

const bad: [string, Record<string, string>, RegExp][] = [
  ['a missing issuer is named', { HR_ISSUER: '' }, /HR_ISSUER: is missing/],
  ['a port is a number', { HR_PORT: 'http' }, /HR_PORT/],
  ['plain http is for this machine alone', { HR_ISSUER: 'http://sluis.example' }, /HR_ISSUER: must be https/],
  ['two databases are one too many', { HR_DATABASE_URL: 'postgres://x' }, /exactly one of/],
  ['a key has 32 bytes', { HR_SECRET_KEY: 'c2hvcnQ=' }, /HR_SECRET_KEY: each key is 32 bytes/],
  ['a short client secret is refused', { HR_CLIENT_SECRET: 'short-one' }, /HR_CLIENT_SECRET/],
]
for (const [rule, change, message] of bad) {
  test(rule, () => {
    assert.throws(
      () => readConfig({ ...good, ...change }),
      (error) => error instanceof SettingsError && message.test(error.message),
    )
  })
}

test('all wrong settings are named at once, and no value', () => {
  assert.throws(
    () => readConfig({ ...good, HR_PORT: 'x', HR_CLIENT_SECRET: 'not-for-eyes' }),
    (error: Error) =>
      /HR_PORT/.test(error.message) &&
      /HR_CLIENT_SECRET/.test(error.message) &&
      !error.message.includes('not-for-eyes'),
  )
})

test('what is wrong is explained in the README that the error names', () => {
  assert.throws(
    () => readConfig({ HR_PORT: 'x', HR_PUBLIC_URL: 'x', LOG_LEVEL: 'x' }),
    (error: Error) => {
      assert.match(error.message, /\nEach is explained in apps\/hr\/README\.md\.$/)
      const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
      const named = error.message.match(/^ {2}[A-Z_]+(?=:)/gm) ?? []
      assert.equal(named.length, 7)
      return named.every((name) => readme.includes(`\`${name.trim()}\``))
    },
  )
})
