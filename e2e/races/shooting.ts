// A shooting from beginning to end: people enrol one after the other, each under a shot of their own, and what must hold is looked at after each.
import type { DatabasePlace } from '@sluis/ground'
import { freePort, mailbox } from '@sluis/test-kit'
import { openProvider } from '@sluis/provider/main'
import { seedPlan } from '@sluis/provider/seed'
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { assertSpent, type Life, liveThrough } from './enrolling-under-fire.ts'
import { fire } from './fire.ts'
import { middleOfAStep } from './race-world.ts'
import { few } from './sending.ts'
import { type Place, plan, settingsAt } from './settings.ts'
import { shots } from './shots.ts'
import { halves, QUEUED_MAILS, WHOLENESS, withoutNotice } from './wholeness.ts'

/** So that somebody who waits sees it go on. */
const LIVES_A_PART = 5

/** Run with SLUIS_RACE_SEED to see the same shots once more. */
export const seed = (): number => Number(process.env['SLUIS_RACE_SEED'] ?? Date.now() % 1_000_000)

export async function shooting(t: TestContext, { database, processes, kills, seed: from }: { database: DatabasePlace; processes: number; kills: number; seed: number }): Promise<void> {
  const mail = await mailbox()
  t.after(() => mail.close())
  const ports = await few(1, processes, freePort)
  const place: Place = { port: ports[0]!, issuer: `http://localhost:${ports[0]}`, database, smtpUrl: mail.url, phoneAt: middleOfAStep(Date.now()), aheadMs: 0 }
  const before = await openProvider(settingsAt(place))
  await seedPlan(before, plan(new Date()))
  await before.close()

  const under = await fire(place, ports)
  t.after(() => under.stop())
  const lives: Life[] = []
  const planned = shots(from, kills)
  let fired = 0
  for (let first = 0; first < planned.length; first += LIVES_A_PART) {
    const part = planned.slice(first, first + LIVES_A_PART)
    await t.test(`lives ${first + 1} to ${first + part.length}`, async () => {
      for (const [index, each] of part.entries()) {
        lives.push(await liveThrough(under, `p-${first + index}`, each))
        fired += each.length
        // One that was armed and did not fall, since the way was over first.
        while (under.kills() < fired) await under.finishOff()
        await under.allAreUp()
        assert.deepEqual(halves(await under.rows(WHOLENESS), lives), [], JSON.stringify(each))
      }
    })
    if (lives.length < first + part.length) return
  }
  assert.ok(under.kills() >= kills)
  await few(2, lives.length, (index) => assertSpent(under, lives[index]!))
  await under.stop()
  assert.deepEqual(under.faults(), [])

  const after = await openProvider(settingsAt(place))
  t.after(() => after.close())
  assert.deepEqual(withoutNotice(place, mail, (await after.database.pool.query<{ sealed: string }>(QUEUED_MAILS)).rows, lives), [])
  assert.equal((await after.identity.audit.verify()).brokenAt, null)
  assert.ok(lives.some(({ confirmed }) => !confirmed), 'no shot fell between a switching on and its answer: shots.ts has to aim anew')
  t.diagnostic(`answers lost: ${lives.flatMap(({ lost }) => lost).join(', ')}; switched on without an answer to say so: ${lives.filter(({ confirmed }) => !confirmed).length}`)
}
