// A load during which connections of the database stall at random statements, and what it was told is stored.
import { createHash } from 'node:crypto'
import assert from 'node:assert/strict'
import pg from 'pg'
import { dice } from './crash-runner.ts'
import { arrive, authorizationRequest, codeOf, fill, passwordOn } from './driver.ts'
import { concurrently, inLanes, tally } from './http-client.ts'
import { type Human, type RaceWorld, recordOf } from './race-world.ts'

type Redeemed = { code: string; verifier: string; accessToken: string }
export type Records = {
  stalls: number
  vouchers: string[]
  redeemed: Redeemed[]
  /** Names that a directory has sent: the last one that was acknowledged, and those in doubt after it. */
  names: Map<string, { acknowledged: string; inDoubt: string[] }>
  tally: Record<string, number>
}

/** In each round some connections of the processes stall, until everybody was answered. */
export async function stallingLoad(
  world: RaceWorld,
  { seed, lanes, rounds }: { seed: number; lanes: number; rounds: number },
): Promise<Records> {
  const roll = dice(seed)
  const people = await inLanes(3, lanes, (lane) => world.person(`stalled-${lane}`, ['none']))
  const browsers = await inLanes(3, 3, (lane) => signedIn(world, people[lane]!))
  const operator = new pg.Client({ connectionString: (world.instance.database as { url: string }).url })
  await operator.connect()

  const statuses: number[] = []
  const records: Records = { stalls: 0, vouchers: [], redeemed: [], names: new Map(), tally: {} }
  let answersLeft = 8
  const isOver = (): boolean => records.stalls >= rounds && !stalling
  const waiting = new Set<number>()
  let stalling: Promise<void> | null = null
  async function stall(): Promise<void> {
    // Those of this process among them, which lie idle meanwhile.
    const { rows } = await operator.query<{ pid: number }>(
      'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    const chosen = rows.filter((_, index) => index === 0 || roll(2) === 0).map(({ pid }) => pid)
    await world.server.freeze(chosen)
    records.stalls += 1
  }
  function noteAnswer(lane: number, status: number): void {
    statuses.push(status)
    waiting.delete(lane)
    if (stalling && waiting.size === 0) {
      void stalling.then(() => world.server.thaw())
      stalling = null
      answersLeft = 8 + roll(16)
    } else if (!stalling && !isOver() && --answersLeft === 0) {
      for (let each = 0; each < lanes; each++) waiting.add(each)
      stalling = stall()
    }
  }
  const acts = [askForVoucher, redeem, rename]
  await concurrently(lanes, async (lane) => {
    for (let turn = 0; !isOver(); turn++) await acts[lane % acts.length]!(lane, turn)
  })
  world.server.thaw()
  await operator.end()
  return { ...records, tally: tally(statuses, String) }

  async function askForVoucher(lane: number): Promise<void> {
    const { status, body } = await world.app.call('POST', '/api/vouchers', { person: people[lane]!.id })
    noteAnswer(lane, status)
    if (status === 201) records.vouchers.push(body['voucher'] as string)
  }
  async function redeem(lane: number): Promise<void> {
    const { address, verifier } = authorizationRequest(world.instance.issuer)
    const browser = browsers[Math.floor(lane / acts.length) % browsers.length]!
    const page = await arrive(browser, await browser.get(address))
    const code = codeOf(page)
    if (!code) return noteAnswer(lane, page.status)
    const { status, body } = await world.app.redeem(code, verifier)
    noteAnswer(lane, status)
    if (status === 200) records.redeemed.push({ code, verifier, accessToken: body['access_token'] as string })
  }
  async function rename(lane: number, turn: number): Promise<void> {
    const { id } = people[lane]!
    const name = `Persoon ${turn}`
    const known = records.names.get(id) ?? { acknowledged: `Persoon ${id}`, inDoubt: [] }
    const { status } = await world.app.call('PUT', `/api/directory/people/${id}`, recordOf(id, ['none'], { name }))
    noteAnswer(lane, status)
    records.names.set(
      id,
      status === 200 ? { acknowledged: name, inDoubt: [] } : { ...known, inDoubt: [...known.inDoubt, name] },
    )
  }
}

async function signedIn(world: RaceWorld, person: Human) {
  const browser = world.browser()
  const { address } = authorizationRequest(world.instance.issuer)
  const access = await passwordOn(browser, await arrive(browser, await browser.get(address)), person.email)
  assert.ok(codeOf(await fill(browser, access, {}, 'csrf')), 'the way to the application was not open')
  return browser
}

/** Every write that was acknowledged is there, no transaction is left open, and nothing waits for a lock. */
export async function assertStored(world: RaceWorld, { vouchers, redeemed, names }: Records): Promise<void> {
  const open = await world.rows<{ query: string }>(
    "select query from pg_stat_activity where state like 'idle in transaction%' and xact_start < now() - interval '1 second'",
  )
  assert.deepEqual(open, [], 'a transaction is left open')
  const hashes = vouchers.map((voucher) => createHash('sha256').update(voucher).digest())
  const stored = await world.rows<{ n: number }>('select count(*)::int as n from voucher where token_hash = any($1)', [
    hashes,
  ])
  assert.equal(stored[0]!.n, vouchers.length, 'vouchers')
  for (const [id, { acknowledged, inDoubt }] of names) {
    const { name } = (
      await world.rows<{ name: string }>('select name from person where email = $1', [`${id}@example.org`])
    )[0]!
    assert.ok([acknowledged, ...inDoubt].includes(name), `${id} is ${name}, and was ${acknowledged}`)
  }
  const { issuer } = world.instance
  await inLanes(4, redeemed.length, async (index) => {
    const headers = { authorization: `Bearer ${redeemed[index]!.accessToken}` }
    assert.equal((await world.send(new Request(`${issuer}/oidc/userinfo`, { headers }))).status, 200, 'an access token')
  })
  // Only now, since a code that is shown again ends all tokens of its grant.
  for (const { code, verifier } of redeemed)
    assert.equal((await world.app.redeem(code, verifier)).body['error'], 'invalid_grant', 'a code works twice')
  assert.equal((await world.opened.identity.audit.verify()).brokenAt, null)
}
