// Signing keys over more than a year of a moved clock: nobody meets a signature whose key they could not have known,
// and none ends before what it signed.
import { signingKeysStore } from './signing-keys.store.ts'
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { CLIENT, PASSWORD, runningWorld } from '#testing/running-world.ts'
import { arrive, authorizationRequest, begin, fill, password } from '#testing/openid-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const MINUTE = 60_000
const DAY = 86_400_000
const person = await world.person('anna', ['none'])

async function rotate(): Promise<void> {
  for (const job of ['rotate signing keys', 'take over signing keys'])
    await world.provider.schedules.find(({ name }) => name === job)!.run()
}
const published = async (): Promise<JSONWebKeySet> =>
  (await fetch(`${issuer}/oidc/jwks`)).json() as Promise<JSONWebKeySet>
/** Keeps the set for as long as it is told, and asks for it no sooner, also where it misses a key. */
function cachingClient(): () => Promise<JSONWebKeySet> {
  let kept: { set: JSONWebKeySet; until: number } | undefined
  return async () => {
    const now = world.clock.now().getTime()
    if (!kept || now >= kept.until) {
      const answer = await fetch(`${issuer}/oidc/jwks`)
      const seconds = Number(/^public, max-age=(\d+)$/u.exec(answer.headers.get('cache-control') ?? '')?.[1])
      kept = { set: (await answer.json()) as JSONWebKeySet, until: now + seconds * 1000 }
    }
    return kept.set
  }
}
/** Of ES256; each has its RS256 key beside it. */
function kidsOf(set: JSONWebKeySet): string[] {
  const kids = (alg: string) => set.keys.filter((key) => key.alg === alg).map(({ kid }) => kid!)
  assert.deepEqual(
    kids('RS256'),
    kids('ES256').map((kid) => `${kid}.rsa`),
    'one life for both',
  )
  return kids('ES256')
}

/** A whole sign-in with the password: the ID token as it travels, taken from the token endpoint. */
async function idToken(): Promise<string> {
  const browser = world.browser()
  const request = authorizationRequest(issuer)
  let page = await password(browser, await begin(browser, request), person.email, PASSWORD)
  for (let pages = 0; pages < 3 && !page.location; pages++)
    page = page.url.pathname.endsWith('/access')
      ? await arrive(browser, await browser.submit(page, {}, page.form(page.url.pathname)))
      : await fill(browser, page, {})
  const { status, body } = await world.api.token({
    grant_type: 'authorization_code',
    code: page.location!.searchParams.get('code')!,
    redirect_uri: CLIENT.redirect,
    code_verifier: request.verifier,
  })
  assert.equal(status, 200, JSON.stringify(body))
  return body['id_token'] as string
}
// The engine stamps tokens with the machine's own time, which this clock does not move.
const verified = (token: string, set: JSONWebKeySet) =>
  jwtVerify(token, createLocalJWKSet(set), { issuer, audience: CLIENT.id })
const signerOf = (token: string): string => decodeProtectedHeader(token).kid!
async function move(ms: number): Promise<JSONWebKeySet> {
  world.clock.moveBy(ms)
  await rotate()
  return published()
}

const [first] = kidsOf(await published())

test('one key from the start, and for 89 days nothing changes', async () => {
  for (let month = 0; month < 3; month++) assert.deepEqual(kidsOf(await move(29.5 * DAY)), [first])
  assert.equal(signerOf(await idToken()), first)
})

test('after 90 days the next key is published, and for an hour the old one goes on signing: applications that keep the set that long know it by then', async () => {
  const set = await move(2 * DAY)
  const kids = kidsOf(set)
  assert.equal(kids.length, 2)
  assert.equal(signerOf(await idToken()), first)
  await move(55 * MINUTE)
  assert.equal(signerOf(await idToken()), first)
  const before = await idToken()
  const now = await move(6 * MINUTE)
  const token = await idToken()
  assert.equal(
    signerOf(token),
    kids.find((kid) => kid !== first),
  )
  await verified(token, set)
  await verified(before, now)
  assert.ok(kidsOf(now).includes(first!), 'the old key is still there for what it signed')
})

test('two days after it signed last the old key is gone, and its tokens have long expired', async () => {
  assert.ok(kidsOf(await move(1.9 * DAY)).includes(first!))
  const kids = kidsOf(await move(0.2 * DAY))
  assert.ok(!kids.includes(first!) && kids.length === 1)
})

test('through a year, however irregularly time passes between two looks: what signs is published, and was so an hour before', async () => {
  const seen: { at: number; kids: string[] }[] = [{ at: world.clock.now().getTime(), kids: kidsOf(await published()) }]
  const signers = new Set<string>()
  const steps = [
    30 * DAY,
    50 * DAY,
    9 * DAY,
    30 * MINUTE,
    29 * MINUTE,
    2 * MINUTE,
    88 * DAY,
    3 * DAY,
    61 * MINUTE,
    3 * DAY,
    91 * DAY,
    40 * MINUTE,
    25 * MINUTE,
    100 * DAY,
    2 * 60 * MINUTE,
  ]
  for (const step of steps) {
    const set = await move(step)
    const at = world.clock.now().getTime()
    const token = await idToken()
    await verified(token, set)
    // Whoever fetched the set within the last hour, and keeps it, can verify.
    for (const known of seen.filter((each) => each.at > at - 60 * MINUTE))
      assert.ok(known.kids.includes(signerOf(token)), 'a set that was fetched within the hour lacks the key')
    seen.push({ at, kids: kidsOf(set) })
    signers.add(signerOf(token))
    assert.ok(
      set.keys.every((key) => !('d' in key)),
      'no private part is published',
    )
  }
  assert.ok(signers.size >= 4, `${signers.size}`)
})

test('whoever keeps the key set as long as Cache-Control says meets no unknown key through an ordinary turn', async () => {
  await move(89.9 * DAY)
  const [known, old] = [cachingClient(), signerOf(await idToken())]
  const newest = kidsOf(await known()).length
  for (const step of [0.1 * DAY, 1 * MINUTE, 57 * MINUTE, 2.5 * MINUTE, 4 * MINUTE, 90 * MINUTE]) {
    // The set is fetched just before the key is made, and again as late as it may be.
    world.clock.moveBy(step)
    await known()
    await rotate()
    await verified(await idToken(), await known())
  }
  assert.equal(newest, 1)
  assert.notEqual(signerOf(await idToken()), old, 'the turn took place')
})

test('after a leak the new key signs at once and alone: no token of the old ones verifies any more', async () => {
  const before = await idToken()
  await world.identity.transaction(
    async (stores) =>
      void (await signingKeysStore(stores.db, world.provider.sealer).rotate(world.clock.now(), 'at-once')),
  )
  const set = await move(0)
  assert.equal(kidsOf(set).length, 1)
  await verified(await idToken(), set)
  await assert.rejects(verified(before, set), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
})

test('a key that a process of the version before has made gets its second one, and nothing is made twice', async () => {
  const keys = signingKeysStore(world.provider.database.db, world.provider.sealer)
  const [kid] = kidsOf(await published())
  await world.provider.database.db.updateTable('signing_key').set({ rsa_private_key_sealed: null }).execute()
  await world.provider.schedules.find(({ name }) => name === 'take over signing keys')!.run()
  const set = await published()
  assert.deepEqual(kidsOf(set), [kid])
  assert.deepEqual(
    set.keys.map(({ n }) => n === undefined || Buffer.from(n, 'base64url').length * 8),
    [true, 2048],
  )
  await move(0)
  assert.deepEqual(await published(), set)
  assert.equal((await keys.current(world.clock.now())).length, 2)
})
