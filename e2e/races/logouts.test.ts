// Back-channel logouts by two processes: an application is notified of each session, once (I8, edge case 44).
import { freePort } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { assertNoFault } from './driver.ts'
import { type LogoutReceiver, logoutReceiver } from './logout-receiver.ts'
import { type RaceWorld, raceWorld } from './race-world.ts'
import { CLIENT } from './settings.ts'
import { type TableWatch, watchTable } from './watch-table.ts'

const MANY = 60

let world: RaceWorld
let deliveries: TableWatch
before(async () => {
  world = await raceWorld()
  deliveries = await watchTable(world, 'logout_delivery')
})
after(async () => {
  await deliveries.stop()
  await world.stop()
})

async function listensAt(address: string): Promise<string> {
  const { id, ...known } = (await world.opened.identity.applications.findByClientId(CLIENT.id))!
  await world.opened.identity.applications.upsert({ ...known, backchannelLogoutUri: address }, world.clock.now())
  return id
}
/** New sessions of one person, with a grant to the application; not ended yet. */
async function newSessions(count: number, applicationId: string): Promise<string[]> {
  const { identity } = world.opened
  const { sub } = await world.person(`out-${randomUUID().slice(0, 8)}`, ['none'])
  const ids: string[] = []
  for (let number = 0; number < count; number++) {
    const { id } = await identity.sessions.begin(sub, 'Chrome, Windows', { password: true }, world.clock.now())
    await identity.grants.upsert({ grantId: randomUUID(), sessionId: id, applicationId, companyId: null, acr: 'a' })
    ids.push(id)
  }
  return ids
}
const end = (id: string) => world.opened.identity.sessions.end(id, world.clock.now())
const left = async () =>
  (await world.rows<{ tries: number }>('select tries from logout_delivery')).map(({ tries }) => tries)
const untilDelivered = () => deliveries.waitUntil('all is delivered', async () => (await left()).length === 0)
/** Until this many attempts were made, or it was delivered. */
const untilTried = (tries: number) =>
  deliveries.waitUntil(`${tries} attempts`, async () => {
    const [made = tries] = await left()
    return made >= tries
  })

test(`of ${MANY} sessions that end concurrently each is notified once, though two processes deliver`, async (t) => {
  const receiver = await logoutReceiver()
  t.after(() => receiver.stop())
  // Slow enough that both processes have deliveries in flight at the same time.
  receiver.respondWith((outgoing) => void setTimeout(() => outgoing.writeHead(204).end(), 100))
  const ids = await newSessions(MANY, await listensAt(receiver.address))
  await Promise.all(ids.map(end))
  await untilDelivered()
  assert.deepEqual(receiver.sids.toSorted(), ids.toSorted())
  assertNoFault(world, [])
})

test('an application that is down is notified when it is up again', async (t) => {
  const port = await freePort()
  const [id] = await newSessions(1, await listensAt(`http://127.0.0.1:${port}/logout`))
  await end(id!)
  await untilTried(1)
  const receiver = await logoutReceiver(port)
  t.after(() => receiver.stop())
  for (let hours = 0; (await left()).length > 0 && hours < 20; hours++) {
    await world.moveClock(60)
    await Promise.race([receiver.waitFor(1), untilTried(hours + 2)])
  }
  await untilDelivered()
  assert.deepEqual(new Set(receiver.sids), new Set([id]))
  assertNoFault(world, [])
})

test('when a process is killed with a delivery in flight, another one delivers it', async (t) => {
  const receiver: LogoutReceiver = await logoutReceiver()
  t.after(() => receiver.stop())
  receiver.respondWith(() => undefined)
  const [id] = await newSessions(1, await listensAt(receiver.address))
  await end(id!)
  await receiver.waitFor(1)
  // Either of the two may have it in flight.
  const ports = world.processes.map(({ port }) => port)
  await Promise.all(world.processes.map((each) => each.kill()))
  receiver.respondWith((outgoing) => void outgoing.writeHead(200).end())
  world.instance.aheadMs += 60_000
  for (const [index, port] of ports.entries()) world.processes[index] = world.start(port)
  await Promise.all(world.processes.map((each) => each.ready))
  await untilDelivered()
  assert.deepEqual(receiver.sids, [id, id], 'once more, and no third time')
  assertNoFault(world, [])
})
