// Kills during a burst of mails: every mail arrives, one that arrives twice with the same Message-ID (decision 0011).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { withPassword } from './driver.ts'
import { dice } from './crash-runner.ts'
import { within } from './provider-process.ts'
import { type Human, type RaceWorld, raceWorld } from './race-world.ts'
import { inLanes } from './http-client.ts'
import { seed } from './crash-scenario.ts'

const SEED = seed()
const PEOPLE = 24
const KILLS = 4
// A dead process is noticed sooner than in production, and retries do not wait.
const retryPolicy = { tries: 10_000, firstPauseSeconds: 0, maxPauseSeconds: 0, silenceSeconds: 10, roundSeconds: 1 }

let world: RaceWorld
before(async () => void (world = await raceWorld({ retryPolicy })))
after(() => world.stop())

/** Requests a code by mail, as somebody who sets up two-step verification for the first time. */
async function ask(person: Human): Promise<void> {
  const { browser, page } = await withPassword(world, person)
  const form = page.forms.find(({ action }) => action.startsWith('/enrol/email/send'))
  assert.ok(form, `${page.url.href}: ${page.heading}`)
  assert.equal((await browser.submit(page, {}, form)).status, 303)
}
const inState = async (states: string): Promise<number> =>
  (
    await world.rows<{ n: number }>(
      `select count(*)::int as n from pgboss.job where name = 'mail' and state in (${states})`,
    )
  )[0]!.n

test(`kills at ${KILLS} moments while ${PEOPLE} mails go out: none is lost, and no person gets two different ones (SLUIS_RACE_SEED=${SEED})`, async (t) => {
  const people = await inLanes(3, PEOPLE, (index) => world.person(`mailed-${index}`, ['required']))
  world.mail.clear()
  // The mail server is down, so that all mails stay queued after their responses were sent.
  await world.mail.behave('down')
  await inLanes(3, PEOPLE, (index) => ask(people[index]!))
  assert.equal(await inState(`'created', 'retry', 'active'`), PEOPLE)
  assert.deepEqual(
    world.faults().filter((line) => !/a job failed/u.test(line)),
    [],
  )

  // The greylist defers each mail at least once, so that every kill interrupts something.
  await world.mail.behave({ greylists: 1 })
  const roll = dice(SEED)
  let inFlight = 0
  for (let kill = 0, tries = 0; kill < KILLS; kill++) {
    // In turn: both during a delivery, and one at one of its statements.
    if (kill % 2 === 0) {
      tries += 1 + roll(8)
      await world.mail.waitForAttempts(tries, 60_000)
      await Promise.all(world.processes.map((each) => each.kill()))
    } else {
      await world.processes[0]!.order({
        kind: 'crash',
        statement: 1 + roll(14),
        when: roll(2) === 0 ? 'before' : 'after',
      })
      await within(30_000, 'the kill did not happen', world.processes[0]!.ended)
    }
    inFlight += await inState(`'active'`)
    for (const [index, each] of world.processes.entries())
      if (!each.isAlive()) world.processes[index] = world.start(each.port)
    await Promise.all(world.processes.map((each) => each.ready))
  }
  await Promise.all(people.map(({ email }) => world.mail.waitFor(({ to }) => to.includes(email), 90_000)))
  for (const begun = performance.now(); (await inState(`'created', 'retry', 'active'`)) > 0;)
    assert.ok(performance.now() - begun < 90_000, 'the queue is not empty')

  const perPerson = people.map(({ email }) => world.mail.messages.filter(({ to }) => to.includes(email)))
  assert.ok(perPerson.every((mails) => mails.length > 0))
  assert.ok(
    perPerson.every((mails) => new Set(mails.map((mail) => mail.header('message-id'))).size === 1),
    'two mails for one cause',
  )
  assert.equal(await inState(`'failed'`), 0)
  assert.ok(inFlight > 0, 'no kill happened while mails were in flight: change the plan')
  t.diagnostic(
    `in flight at the kills: ${inFlight}; came twice, as the same mail: ${perPerson.filter((mails) => mails.length > 1).length}`,
  )
})
