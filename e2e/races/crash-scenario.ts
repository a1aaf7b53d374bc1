// A whole crash run: people enrol one after the other under planned kills, and invariants are checked after each.
import type { DatabaseLocation } from '@sluis/server-kit/database'
import { freePort, mailbox, type Mailbox } from '@sluis/test-kit'
import { connectProvider } from '@sluis/provider/main'
import { seedPlan } from '@sluis/provider/seed'
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { assertConsumed, type RunRecord, enrolUnderCrashes } from './crash-enrolment.ts'
import { startCrashRunner, type CrashRunner, type Kill } from './crash-runner.ts'
import { middleOfAStep } from './race-world.ts'
import { inLanes } from './http-client.ts'
import { type InstanceConfig, plan, settingsAt } from './settings.ts'
import { planKills } from './kill-plan.ts'
import { findPartial, QUEUED_MAILS, INVARIANTS_SQL, withoutNotice } from './invariants.ts'

/** Subtests of this size show progress. */
const RUNS_PER_PART = 5

/** Run with SLUIS_RACE_SEED to repeat the same kills. */
export const seed = (): number => Number(process.env['SLUIS_RACE_SEED'] ?? Date.now() % 1_000_000)

type CrashScenario = { database: DatabaseLocation; processes: number; kills: number; seed: number }

export async function runCrashScenario(
  t: TestContext,
  { database, processes, kills, seed: from }: CrashScenario,
): Promise<void> {
  const mail = await mailbox()
  const ports = await inLanes(1, processes, freePort)
  const instance: InstanceConfig = {
    port: ports[0]!,
    issuer: `http://localhost:${ports[0]}`,
    database,
    smtpUrl: mail.url,
    phoneAt: middleOfAStep(Date.now()),
    aheadMs: 0,
  }
  await prepare(instance)

  const runner = await startCrashRunner(instance, ports)
  try {
    const records = await runAll(t, runner, planKills(from, kills))
    assert.ok(runner.kills() >= kills)
    await inLanes(2, records.length, (index) => assertConsumed(runner, records[index]!))
    await runner.stop()
    assert.deepEqual(runner.faults(), [])
    await assertNotified(instance, mail, records)
    assert.ok(
      records.some(({ confirmed }) => !confirmed),
      'no kill fell between a confirmation and its response: adjust kill-plan.ts',
    )
    t.diagnostic(
      `responses lost: ${records.flatMap(({ lost }) => lost).join(', ')}; confirmed without a response: ${records.filter(({ confirmed }) => !confirmed).length}`,
    )
  } finally {
    await runner.stop()
    await mail.close()
  }
}

let prepared: Promise<void> = Promise.resolve()

/** One after the other: PGlite blocks this process while it opens, for longer than a query may take elsewhere. */
function prepare(instance: InstanceConfig): Promise<void> {
  prepared = prepared.then(async () => {
    const provider = await connectProvider(settingsAt(instance))
    await seedPlan(provider, plan(new Date()))
    await provider.close()
  })
  return prepared
}

/** One enrolment after the other; after each, everybody is enrolled completely or not at all. */
async function runAll(t: TestContext, runner: CrashRunner, planned: readonly Kill[][]): Promise<RunRecord[]> {
  const records: RunRecord[] = []
  let fired = 0
  for (let first = 0; first < planned.length; first += RUNS_PER_PART) {
    const part = planned.slice(first, first + RUNS_PER_PART)
    await t.test(`enrolments ${first + 1} to ${first + part.length}`, async () => {
      for (const [index, each] of part.entries()) {
        records.push(await enrolUnderCrashes(runner, `p-${first + index}`, each))
        fired += each.length
        // A kill that was scheduled but did not happen, since the enrolment was finished first.
        while (runner.kills() < fired) await runner.killNow()
        await runner.allAreUp()
        assert.deepEqual(findPartial(await runner.rows(INVARIANTS_SQL), records), [], JSON.stringify(each))
      }
    })
    assert.equal(records.length, first + part.length, 'somebody did not finish')
  }
  return records
}

/** Everybody's notice was delivered or is queued, and the audit trail verifies. */
async function assertNotified(instance: InstanceConfig, mail: Mailbox, records: readonly RunRecord[]): Promise<void> {
  const opened = await connectProvider(settingsAt(instance))
  try {
    const { rows } = await opened.database.pool.query<{ sealed: string }>(QUEUED_MAILS)
    assert.deepEqual(withoutNotice(instance, mail, rows, records), [], 'without a notice')
    assert.equal((await opened.identity.audit.verify()).brokenAt, null)
  } finally {
    await opened.close()
  }
}
