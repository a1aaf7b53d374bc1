// Kills during a burst of SMS: every acknowledged message arrives, and none arrives twice (decision 0010).
import { smsGateway, type SmsGateway } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dice } from './crash-runner.ts'
import { type RaceWorld, raceWorld } from './race-world.ts'
import { seed } from './crash-scenario.ts'
import { type TableWatch, watchTable } from './watch-table.ts'

const SEED = seed()
const ROUNDS = 6
const BURST = 30

let world: RaceWorld
let gateway: SmsGateway
let messages: TableWatch
before(async () => {
  gateway = await smsGateway()
  world = await raceWorld({ sms: { url: gateway.url, username: gateway.username, password: gateway.password } })
  messages = await watchTable(world, 'sms_message')
})
after(async () => {
  await gateway.close()
  await messages.stop()
  await world.stop()
})

const cameTo = (to: string): number => gateway.messages.filter((sms) => sms.to === to).length
const unsettled = async (): Promise<number> =>
  (await world.rows<{ n: number }>(`select count(*)::int as n from sms_message where status <> 'delivered'`))[0]!.n

/**
 * A burst by one process, which is killed when `at` messages have reached the gateway; returns the acknowledged
 * numbers.
 */
async function killedBurst(round: number, killed: number, personId: string, at: number): Promise<string[]> {
  const victim = world.processes[killed]!
  const numbers = Array.from(
    { length: BURST },
    (_, index) => `+316${String(10_000_000 + round * 1_000_000 + index * 10_007)}`,
  )
  const earlier = gateway.messages.length
  const acknowledged: string[] = []
  const all = numbers.map((to) =>
    victim.order({ kind: 'sms', personId, to }).then(
      () => void acknowledged.push(to),
      () => undefined,
    ),
  )
  await gateway.waitFor(() => gateway.messages.length >= earlier + at, 20_000)
  await victim.kill()
  await Promise.all(all)
  return acknowledged
}

test(
  `${ROUNDS} kills in bursts of ${BURST} messages: none is lost and none comes twice (SLUIS_RACE_SEED=${SEED})`,
  { timeout: 240_000 },
  async (t) => {
    const { sub } = await world.person('texted', ['none'])
    const roll = dice(SEED)
    const all: string[] = []
    let inDoubt = 0
    for (let round = 0; round < ROUNDS; round++) {
      // In turn: the process that receives the reports, and the one that does not.
      const killed = round % 2
      all.push(...(await killedBurst(round, killed, sub, 1 + roll(BURST - 1))))
      inDoubt += (
        await world.rows<{ n: number }>(`select count(*)::int as n from sms_message where status = 'handed'`)
      )[0]!.n
      world.processes[killed] = world.start(world.processes[killed]!.port)
      await world.processes[killed].ready
      await messages.waitUntil(
        `round ${round}: not all messages are delivered`,
        async () => (await unsettled()) === 0,
        60_000,
      )
    }
    assert.ok(all.length > ROUNDS, 'almost nothing was acknowledged before the kills: change the plan')
    assert.deepEqual(
      all.filter((to) => cameTo(to) === 0),
      [],
      'lost',
    )
    assert.deepEqual(
      [...new Set(gateway.messages.map((sms) => sms.to))].filter((to) => cameTo(to) > 1),
      [],
      'doubled',
    )
    t.diagnostic(`acknowledged ${all.length}, in doubt at the kills ${inDoubt}, came ${gateway.messages.length}`)
  },
)

test(
  'when a process dies between claiming a message and asking the gateway, the message is sent after its lease has expired',
  { timeout: 90_000 },
  async () => {
    const { sub } = await world.person('doubted', ['none'])
    const to = '+31687654321'
    // The request may have been sent before the process died, or not; the gateway keeps nothing, so that nobody can
    // know.
    gateway.behave('stall', 1)
    const [{ id }] = (await world.processes[0]!.order({ kind: 'sms', personId: sub, to })) as [{ id: string }]
    const status = async () =>
      (await world.rows<{ status: string }>('select status from sms_message where id = $1', [id]))[0]!.status
    await messages.waitUntil('it is not handed over', async () => (await status()) === 'handed')
    await world.processes[0]!.kill()
    gateway.behave('take')
    world.processes[0] = world.start(world.processes[0]!.port)
    await world.processes[0].ready
    await gateway
      .waitFor((sms) => sms.to === to, 40_000)
      .catch(async () =>
        assert.fail(
          `it did not come: ${JSON.stringify(await world.rows('select status, asked, due_at, now() from sms_message where id = $1', [id]))} ${world.faults().join('\n')}`,
        ),
      )
    await messages.waitUntil('it is not delivered', async () => (await status()) === 'delivered')
    assert.equal(cameTo(to), 1)
  },
)
