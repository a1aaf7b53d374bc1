// A clock that cannot be right is said by /readyz, so that a balancer and an operator know.
import { MINUTE_MS } from '@sluis/server-kit/time'
import { freePort } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ownDatabase } from '#testing/prepared-database.ts'
import { movableClock, testSettings } from '#testing/running-world.ts'
import { startProvider } from './main.ts'

const clock = movableClock()
const settings = testSettings(await freePort(), 'smtp://127.0.0.1:1', await ownDatabase())
const provider = await startProvider(settings, { clock, watchesClock: true })
after(() => provider.stop())

async function readyz(): Promise<string> {
  await provider.schedules.find(({ name }) => name === 'check the clock')!.run()
  const answer = await fetch(`${settings.issuer}/readyz`)
  return `${answer.status} ${(await answer.text()).replace(/\d+ seconds/u, 'N seconds')}`
}

test('a clock that differs from the database’s makes its process not ready, and ready again when it is right', async () => {
  assert.equal(await readyz(), '200 ready\n')
  clock.moveBy(-10 * MINUTE_MS)
  assert.equal(await readyz(), "503 not ready: the clock of this machine is N seconds behind the database's\n")
  clock.moveBy(10 * MINUTE_MS)
  assert.equal(await readyz(), '200 ready\n')
})
test('a clock that went back together with the database’s is said, and nobody is turned away for it', async () => {
  await provider.identity.transaction((stores) =>
    stores.audit.append(
      { action: 'signing-key-made', result: 'done', actor: 'provider' },
      new Date(Date.now() + 10 * MINUTE_MS),
    ),
  )
  const BEHIND = '200 ready, but the clock of this machine is N seconds behind the last entry of the audit trail\n'
  assert.equal(await readyz(), BEHIND)
  await provider.identity.transaction((stores) =>
    stores.audit.append({ action: 'signing-key-made', result: 'done', actor: 'provider' }, new Date()),
  )
  assert.equal(await readyz(), BEHIND, 'an entry of now does not make it right again')
})
