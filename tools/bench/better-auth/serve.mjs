// better-auth as its documentation has it: e-mail and password, a second factor by app, PostgreSQL; with its own hash
// or with ours. A process of its own, which answers until whoever started it is gone.

import { hash, verify } from '@node-rs/argon2'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import { twoFactor } from 'better-auth/plugins'
import { createServer } from 'node:http'
import pg from 'pg'

const { url, port, pepper, work } = JSON.parse(process.argv[2])
// Without `work` it hashes as it comes (scrypt).
const settings = work && { ...work, secret: Buffer.from(pepper, 'base64') }
const origin = `http://localhost:${port}`

const options = {
  baseURL: origin,
  secret: 'a-secret-of-the-bench-alone-long-enough',
  // As many connections as ours has.
  database: new pg.Pool({ connectionString: url, max: 10 }),
  emailAndPassword: {
    enabled: true,
    ...(settings && {
      password: {
        hash: (password) => hash(password, settings),
        verify: ({ hash: stored, password }) => verify(stored, password, settings),
      },
    }),
  },
  plugins: [twoFactor()],
  // Everybody comes from one address here.
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
}

const { runMigrations } = await getMigrations(options)
await runMigrations()
const answer = toNodeHandler(betterAuth(options))
createServer((request, response) => void answer(request, response)).listen(port, '127.0.0.1', () => process.send('up'))
process.on('disconnect', () => process.exit(0))
