// A shooting from beginning to end: people enrol one after the other, each under a shot of their own, and what must
// hold is looked at after each.
import type { DatabaseLocation } from '@sluis/server-kit'
import { freePort, mailbox, type Mailbox } from '@sluis/test-kit'
import { openProvider } from '@sluis/provider/main'
import { seedPlan } from '@sluis/provider/seed'
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { assertSpent, type Life, liveThrough } from './enrolling-under-fire.ts'
import { fire, type Fire, type Shot } from './fire.ts'
import { middleOfAStep } from './race-world.ts'
import { few } from './sending.ts'
import { type Place, plan, settingsAt } from './settings.ts'
import { shots } from './shots.ts'
import { halves, QUEUED_MAILS, WHOLENESS, withoutNotice } from './wholeness.ts'

/** So that somebody who waits sees it go on. */
const LIVES_A_PART = 5

/** Run with SLUIS_RACE_SEED to see the same shots once more. */
export const seed = (): number => Number(process.env['SLUIS_RACE_SEED'] ?? Date.now() % 1_000_000)

type Shooting = { database: DatabaseLocation; processes: number; kills: number; seed: number }

export async function shooting(t: TestContext, { database, processes, kills, seed: from }: Shooting): Promise<void> {
  const mail = await mailbox()
  const ports = await few(1, processes, freePort)
  const place: Place = {
    port: ports[0]!,
    issuer: `http://localhost:${ports[0]}`,
    database,
    smtpUrl: mail.url,
    phoneAt: middleOfAStep(Date.now()),
    aheadMs: 0,
  }
  const before = await openProvider(settingsAt(place))
  await seedPlan(before, plan(new Date()))
  await before.close()

  const under = await fire(place, ports)
  try {
    const lives = await livesUnder(t, under, shots(from, kills))
    assert.ok(under.kills() >= kills)
    await few(2, lives.length, (index) => assertSpent(under, lives[index]!))
    await under.stop()
    assert.deepEqual(under.faults(), [])
    await assertTold(place, mail, lives)
    assert.ok(
      lives.some(({ confirmed }) => !confirmed),
      'no shot fell between a switching on and its answer: shots.ts has to aim anew',
    )
    t.diagnostic(
      `answers lost: ${lives.flatMap(({ lost }) => lost).join(', ')}; switched on without an answer to say so: ${lives.filter(({ confirmed }) => !confirmed).length}`,
    )
  } finally {
    await under.stop()
    await mail.close()
  }
}

/** One life after the other; after each, everybody is there as a whole or not at all. */
async function livesUnder(t: TestContext, under: Fire, planned: readonly Shot[][]): Promise<Life[]> {
  const lives: Life[] = []
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
    assert.equal(lives.length, first + part.length, 'somebody did not get through')
  }
  return lives
}

/** Everybody's notice came or lies in the queue, and the audit trail holds. */
async function assertTold(place: Place, mail: Mailbox, lives: readonly Life[]): Promise<void> {
  const opened = await openProvider(settingsAt(place))
  try {
    const { rows } = await opened.database.pool.query<{ sealed: string }>(QUEUED_MAILS)
    assert.deepEqual(withoutNotice(place, mail, rows, lives), [], 'without a notice')
    assert.equal((await opened.identity.audit.verify()).brokenAt, null)
  } finally {
    await opened.close()
  }
}
