// Sealing: another place, row, key or bit does not open; an older key still does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCsrf } from './csrf.ts'
import { createSealer, sameBytes } from './sealing.ts'

const old = Buffer.alloc(32, 1)
const fresh = Buffer.alloc(32, 2)
const sealer = createSealer([old])
const place = 'totp_factor.secret.7d1f'
const secret = 'JBSWY3DPEHPK3PXP'

test('what was sealed opens again', () =>
  assert.equal(sealer.unseal(place, sealer.seal(place, secret)).toString(), secret))
test('nothing opens too', () => assert.equal(sealer.unseal(place, sealer.seal(place, '')).length, 0))
test('the same secret is never the same bytes', () =>
  assert.notDeepEqual(sealer.seal(place, secret), sealer.seal(place, secret)))
test('the secret is not in the sealed value', () =>
  assert.ok(!sealer.seal(place, secret).includes(Buffer.from(secret))))

for (const other of ['totp_factor.secret.7d20', 'totp_factor.label.7d1f', 'enrolment.secret.7d1f', '', `${place} `]) {
  test(`copied to ${JSON.stringify(other)} it does not open`, () =>
    assert.throws(() => sealer.unseal(other, sealer.seal(place, secret))))
}
test('with any one bit changed it does not open', () => {
  const sealed = sealer.seal(place, secret)
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    assert.throws(() => sealer.unseal(place, changed), `bit ${bit}`)
  }
})
test('cut short anywhere it does not open, nor does a longer one', () => {
  const sealed = sealer.seal(place, secret)
  for (let length = 0; length < sealed.length; length++)
    assert.throws(() => sealer.unseal(place, sealed.subarray(0, length)), `${length} bytes`)
  assert.throws(() => sealer.unseal(place, Buffer.concat([sealed, Buffer.of(0)])))
})
test('with another key it does not open, and the fault says which place', () =>
  assert.throws(
    () => createSealer([fresh]).unseal(place, sealer.seal(place, secret)),
    /key that is not in the settings: totp_factor/u,
  ))
test('no fault tells the secret', () => {
  try {
    sealer.unseal('elsewhere', sealer.seal(place, secret))
  } catch (error) {
    assert.ok(!String(error).includes(secret))
  }
})

test('a new key in front seals, and the old one still opens what it sealed', () => {
  const rotated = createSealer([fresh, old])
  const before = sealer.seal(place, secret)
  assert.equal(rotated.unseal(place, before).toString(), secret)
  assert.equal(createSealer([fresh]).unseal(place, rotated.seal(place, secret)).toString(), secret)
})
test('the mark of the first key tells what it has sealed from what another one has', () => {
  const rotated = createSealer([fresh, old])
  const isOfFirst = (sealed: Buffer) => sealed.subarray(0, rotated.firstKeyPrefix.length).equals(rotated.firstKeyPrefix)
  assert.deepEqual([isOfFirst(sealer.seal(place, secret)), isOfFirst(rotated.seal(place, secret))], [false, true])
})
test('each purpose has a key of its own, and none is the key itself', () => {
  const derived = [sealer.keyFor('csrf'), sealer.keyFor('mailed codes'), createSealer([fresh]).keyFor('csrf')]
  const keys = [...derived.map((key) => key.export()), old].map((key) => key.toString('hex'))
  assert.equal(new Set(keys).size, keys.length)
})
test('of every key there is one of each purpose, that of the key in front first', () => {
  const [first, second] = createSealer([fresh, old]).keysFor('csrf')
  assert.ok(first.equals(createSealer([fresh]).keyFor('csrf')))
  assert.ok(second?.equals(createSealer([old]).keyFor('csrf')))
})
test('a form of before the sealing key was turned is taken, by processes of either order, and one of a key that is gone is not', () => {
  const csrfOf = (...keys: Buffer[]) => createCsrf(createSealer(keys).keysFor('csrf'))
  const browser = csrfOf(old).newBrowserId()
  for (const before of [csrfOf(old), csrfOf(old, fresh), csrfOf(fresh, old)])
    for (const after of [csrfOf(old, fresh), csrfOf(fresh, old)]) {
      assert.ok(after.matches(browser, before.tokenFor(browser)))
      assert.ok(!after.matches(csrfOf(old).newBrowserId(), before.tokenFor(browser)))
    }
  assert.ok(!csrfOf(fresh).matches(browser, csrfOf(old).tokenFor(browser)))
})
test('a key of another length is a fault at the start', () => {
  for (const keys of [[], [Buffer.alloc(16)], [old, Buffer.alloc(33)]])
    assert.throws(() => createSealer(keys), /32 bytes/u)
})
test('bytes of different lengths are not the same, and comparing them is no fault', () => {
  assert.deepEqual(
    [sameBytes(old, old.subarray(1)), sameBytes(old, fresh), sameBytes(old, Buffer.from(old))],
    [false, false, true],
  )
})
