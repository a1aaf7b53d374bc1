// 25 kills of provider processes on PostgreSQL while people enrol: what was acknowledged holds, nothing is there by half, and everybody gets on.
import { freePort, mailbox, postgresServer } from '@sluis/test-kit'
import { openProvider } from '@sluis/provider/main'
import { seedPlan } from '@sluis/provider/seed'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertSpent, type Life, liveThrough } from './enrolling-under-fire.ts'
import { fire } from './fire.ts'
import { middleOfAStep } from './race-world.ts'
import { few } from './sending.ts'
import { type Place, plan, settingsAt } from './settings.ts'
import { shots } from './shots.ts'
import { halves, QUEUED_MAILS, WHOLENESS, withoutNotice } from './wholeness.ts'

const KILLS = 25
const SEED = Number(process.env['SLUIS_RACE_SEED'] ?? Date.now() % 1_000_000)

test(`${KILLS} kills of one of two processes while people enrol (seed ${SEED})`, async (t) => {
  const [server, mail, ...ports] = await Promise.all([postgresServer(), mailbox(), freePort(), freePort()])
  t.after(() => Promise.all([server.stop(), mail.close()]))
  const place: Place = { port: ports[0]!, issuer: `http://localhost:${ports[0]}`, database: { url: await server.createDatabase() }, smtpUrl: mail.url, phoneAt: middleOfAStep(Date.now()), aheadMs: 0 }
  const opened = await openProvider(settingsAt(place))
  t.after(() => opened.close())
  await seedPlan(opened, plan(new Date()))
  const under = await fire(place, ports)
  t.after(() => under.stop())

  const lives: Life[] = []
  for (const [index, shot] of shots(SEED, KILLS).entries()) {
    await under.allAreUp()
    lives.push(await liveThrough(under, `p-${index}`, shot))
    if (under.kills() <= index) await under.finishOff()
    assert.deepEqual(halves((await opened.database.pool.query(WHOLENESS)).rows, lives), [], JSON.stringify(shot))
  }
  await under.allAreUp()
  assert.ok(under.kills() >= KILLS)
  assert.deepEqual(under.faults(), [])
  await few(2, lives.length, (index) => assertSpent(under, lives[index]!))
  const queued = (await opened.database.pool.query<{ sealed: string }>(QUEUED_MAILS)).rows
  assert.deepEqual(withoutNotice(place, mail, queued, lives), [])
  assert.equal((await opened.identity.audit.verify()).brokenAt, null)
  t.diagnostic(`answers lost: ${lives.flatMap(({ lost }) => lost).join(', ')}`)
})
