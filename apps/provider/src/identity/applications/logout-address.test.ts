// Where an application may be told that a session has ended.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLogoutAddress } from './logout-address.ts'

const cases: [string, { production: boolean; demo: boolean }][] = [
  ['https://app.example/sluis/logout', { production: true, demo: true }],
  ['https://app.example/logout?tenant=1', { production: true, demo: true }],
  ['http://app.example/logout', { production: false, demo: false }],
  ['http://localhost:4401/logout', { production: false, demo: true }],
  ['http://127.0.0.1:4401/logout', { production: false, demo: true }],
  ['http://localhost.evil.example/logout', { production: false, demo: false }],
  ['https://app.example/logout#part', { production: false, demo: false }],
  ['https://app.example/logout#', { production: false, demo: false }],
  ['https://name:word@app.example/logout', { production: false, demo: false }],
  ['ftp://app.example/logout', { production: false, demo: false }],
  ['data:text/plain,x', { production: false, demo: false }],
  ['file:///etc/passwd', { production: false, demo: false }],
  ['app.example/logout', { production: false, demo: false }],
  ['', { production: false, demo: false }],
]
for (const [address, { production, demo }] of cases) {
  test(`${JSON.stringify(address)} may ${production ? '' : 'not '}be told in production and may ${demo ? '' : 'not '}in the demo`, () => {
    assert.deepEqual(
      [isLogoutAddress(address, { isDemo: false }), isLogoutAddress(address, { isDemo: true })],
      [production, demo],
    )
  })
}
