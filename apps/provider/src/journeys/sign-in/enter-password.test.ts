// The password page when hashing is busy: the person is told so, and it costs them no try.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { readForm } from '@sluis/server-kit/form'
import { Busy } from '@sluis/server-kit/page-middleware'
import { createSealer } from '@sluis/server-kit/sealing'
import { Hono } from 'hono'
import { localSignInRequest } from '#identity/sessions/sign-in-request.ts'
import type { AskingBrowser } from '#identity/sign-ins/sign-in-record.store.ts'
import { createRenderer } from '#platform/page.ts'
import { migrated, NOW } from '#testing/migrated-database.ts'
import { translatorFor } from '#testing/translators.ts'
import type { Env, Deps } from '../flow/sign-in-flow.ts'
import { enterPassword } from './enter-password.ts'

test('a password that was not looked at, since the queue was full, is not counted', async () => {
  const { identity, database } = await migrated()
  const address = `2001:db8::${randomUUID().slice(0, 4)}`
  const busy = () => Promise.reject(new Busy('the hashing queue is full'))
  const deps = {
    identity,
    clock: { now: () => NOW, phoneTime: () => NOW },
    passwords: { hash: busy, matches: busy },
    renderer: createRenderer('http://localhost', translatorFor),
    issuer: 'http://localhost',
    addressOf: () => address,
    findSignIn: async (_next: string, asking: AskingBrowser) => ({
      request: localSignInRequest('/', NOW),
      record: await identity.signIns.read(asking, NOW),
    }),
    sealer: createSealer([Buffer.alloc(32, 7)]),
  } as unknown as Deps & { sealer: ReturnType<typeof createSealer> }
  let thrown: unknown
  const app = new Hono<Env>()
    .use(async (c, next) => {
      const form = await readForm(c.req.raw)
      if (form.ok) c.set('form', form.value)
      await next()
    })
    .route('/', enterPassword(deps))
  app.onError((error, c) => {
    thrown = error
    return c.body(null, 503)
  })
  const before = (await database.db.selectFrom('attempt').selectAll().where('failures', '>', 0).execute()).length
  for (let time = 0; time < 12; time++) {
    const answer = await app.request('/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'username=somebody%40example.org&password=x',
    })
    assert.equal(answer.status, 503, `try ${time + 1}`)
  }
  assert.ok(thrown instanceof Busy)
  assert.equal((await database.db.selectFrom('attempt').selectAll().where('failures', '>', 0).execute()).length, before)
})
