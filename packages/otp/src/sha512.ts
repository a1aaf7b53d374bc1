// SHA-512 (FIPS 180-4 §6.4), for accounts of other issuers that ask for it. On BigInt: rare enough to be plain rather
// than fast.

import type { Hash } from './hash.ts'
import { cubeRootFractions, squareRootFractions } from './roots.ts'

const START = squareRootFractions()
const K = cubeRootFractions()
const schedule = new BigUint64Array(80)

const word = (value: bigint): bigint => BigInt.asUintN(64, value)
const rotate = (value: bigint, bits: bigint): bigint => word((value >> bits) | (value << (64n - bits)))
/** Every index here is within its array; the compiler cannot see it. */
const at = (words: BigUint64Array, index: number): bigint => words[index] as bigint

export const sha512: Hash<BigUint64Array<ArrayBuffer>> = {
  blockBytes: 128,
  start: () => START.slice(),
  bytes(state) {
    const view = new DataView(new ArrayBuffer(64))
    state.forEach((value, index) => view.setBigUint64(index * 8, value))
    return new Uint8Array(view.buffer)
  },
  mix(state, view, offset) {
    for (let t = 0; t < 16; t++) schedule[t] = view.getBigUint64(offset + t * 8)
    for (let t = 16; t < 80; t++) {
      const w2 = at(schedule, t - 2)
      const w15 = at(schedule, t - 15)
      const sigma1 = rotate(w2, 19n) ^ rotate(w2, 61n) ^ (w2 >> 6n)
      const sigma0 = rotate(w15, 1n) ^ rotate(w15, 8n) ^ (w15 >> 7n)
      schedule[t] = sigma1 + at(schedule, t - 7) + sigma0 + at(schedule, t - 16)
    }

    let [a, b, c, d, e, f, g, h] = state as unknown as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]
    for (let t = 0; t < 80; t++) {
      const sum1 = rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n)
      const sum0 = rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n)
      const t1 = h + sum1 + ((e & f) ^ (word(~e) & g)) + at(K, t) + at(schedule, t)
      const t2 = sum0 + ((a & b) ^ (a & c) ^ (b & c))
      h = g
      g = f
      f = e
      e = word(d + t1)
      d = c
      c = b
      b = a
      a = word(t1 + t2)
    }
    for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = at(state, index) + value
  },
}
