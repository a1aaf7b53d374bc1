// When a code proves possession of an authenticator app: the window, the replay, and what a wrong clock is told.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeAt, stepAt } from '@sluis/otp'
import { entryLabel, isGuess, verifyCode, secondsToNext } from './totp.ts'

const secret = new TextEncoder().encode('12345678901234567890')
// 10 seconds into a step.
const phoneTime = new Date('2026-07-01T08:00:10.000Z')
const now = stepAt(phoneTime)
const verify = (steps: number, lastUsedStep = -1) =>
  verifyCode({ secret, lastUsedStep }, codeAt(secret, now + steps), phoneTime)

for (const steps of [-1, 0, 1]) {
  test(`a code ${steps} steps from now is accepted, with its step (RFC 6238 §5.2)`, () =>
    assert.deepEqual(verify(steps), { ok: true, value: { step: now + steps, offset: steps } }))
}
for (const steps of [-2, 2]) {
  test(`a code ${steps} steps from now is refused, since each further step is one more code to guess`, () =>
    assert.equal(verify(steps).ok, false))
}
test('a step begins at its first millisecond and ends before the next', () => {
  const begin = new Date('2026-07-01T08:00:00.000Z')
  const code = codeAt(secret, stepAt(begin))
  const judgedAt = (ms: number) => verifyCode({ secret, lastUsedStep: -1 }, code, new Date(begin.getTime() + ms)).ok
  assert.deepEqual(
    [judgedAt(-30_001), judgedAt(-30_000), judgedAt(59_999), judgedAt(60_000)],
    [false, true, true, false],
  )
})

test('a code is refused the second time it is shown, and the seconds to the next are told (RFC 6238 §5.2)', () => {
  assert.deepEqual(verify(0, now), { ok: false, refusal: 'code-already-used', secondsToNext: 20 })
})
test('a code from before the one last used is refused though it is within the window', () => {
  assert.deepEqual(verify(-1, now), { ok: false, refusal: 'code-already-used', secondsToNext: 20 })
})
test('the code after the one last used is accepted', () =>
  assert.deepEqual(verify(1, now), { ok: true, value: { step: now + 1, offset: 1 } }))
test('after a code of the step ahead was used, the wait is until the one after it', () => {
  assert.deepEqual(verify(0, now + 1), { ok: false, refusal: 'code-already-used', secondsToNext: 50 })
})

test('after a clock was set back nobody is told that a new code was used: a clock was set back, and for how long', () => {
  const verified = verify(0, now + 20)
  assert.deepEqual(verified, { ok: false, refusal: 'clock-set-back', minutes: 11 })
  assert.equal(isGuess({ refusal: 'clock-set-back' }), false)
  assert.deepEqual(verify(1, now + 2), { ok: false, refusal: 'clock-set-back', minutes: 2 })
})
const clocks: [number, number][] = [
  [2, 1],
  [-2, -1],
  [3, 2],
  [-3, -2],
  [4, 2],
  [-4, -2],
  [10, 5],
  [-10, -5],
  [20, 10],
  [-20, -10],
]
for (const [steps, minutes] of clocks) {
  test(`a phone whose clock is ${steps} steps off is told ${minutes} minutes, and not let in (U-7)`, () => {
    const verified = verify(steps)
    assert.deepEqual(verified, { ok: false, refusal: 'clock-off', minutes, step: now + steps })
  })
}
test('a clock is never told to be nought minutes off', () => {
  for (const steps of [-2, 2]) {
    const verified = verify(steps)
    assert.ok(!verified.ok && verified.refusal === 'clock-off' && Math.abs(verified.minutes) === 1)
  }
})
for (const steps of [-21, 21, 2_880])
  test(`a code ${steps} steps away is simply wrong`, () =>
    assert.deepEqual(verify(steps), { ok: false, refusal: 'wrong-code' }))
test('an old code from before the one last used gets no help, since it may be a copied one', () =>
  assert.deepEqual(verify(-5, now - 4), { ok: false, refusal: 'wrong-code' }))
test('a code of the clock that is behind, used after it was last seen, still gets help', () =>
  assert.equal(verify(-5, now - 6).ok, false))
test('a wrong code says no more than that', () =>
  assert.deepEqual(verifyCode({ secret, lastUsedStep: -1 }, wrongCode(), phoneTime), {
    ok: false,
    refusal: 'wrong-code',
  }))
test('a code of fewer digits is wrong (GHSA-rmmc-8cqj-hfp3)', () => {
  const code = codeAt(secret, now)
  for (const part of ['', code.slice(0, 1), code.slice(1), `${code}0`, ` ${code}`])
    assert.equal(verifyCode({ secret, lastUsedStep: -1 }, part, phoneTime).ok, false)
})

test('the wait is told in whole seconds, at least one', () => {
  const stepBegin = now * 30_000
  assert.deepEqual(
    [0, 1, 29_000, 29_999, 30_000, 90_000].map((ms) => secondsToNext(now, new Date(stepBegin + ms))),
    [30, 30, 1, 1, 1, 1],
  )
})
test('an entry names the address and the day, so that an old entry and a new one can be told apart (edge case 6)', () =>
  assert.equal(entryLabel('a@example.org', '2 Jul'), 'a@example.org (2 Jul)'))

/** Six digits that no step within reach shows. */
function wrongCode(): string {
  const near = new Set(Array.from({ length: 61 }, (_, index) => codeAt(secret, now - 30 + index)))
  for (let number = 0; ; number++) {
    const code = String(number).padStart(6, '0')
    if (!near.has(code)) return code
  }
}
