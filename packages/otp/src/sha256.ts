// SHA-256 (FIPS 180-4 §6.2), for accounts of other issuers that ask for it.

import { bytesOfWords, type Hash } from './hash.ts'
import { cubeRootFractions, squareRootFractions } from './roots.ts'

// The 32-bit constants are the upper halves of the 64-bit ones.
const upperHalf = (word: bigint): number => Number(word >> 32n)
const START = Int32Array.from(squareRootFractions(), upperHalf)
const K = Int32Array.from(cubeRootFractions().slice(0, 64), upperHalf)
const schedule = new Int32Array(64)

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits))
/** Every index here is within its array; the compiler cannot see it. */
const at = (words: Int32Array, index: number): number => words[index] as number

export const sha256: Hash<Int32Array<ArrayBuffer>> = {
  blockBytes: 64,
  start: () => START.slice(),
  bytes: bytesOfWords,
  mix(state, view, offset) {
    for (let t = 0; t < 16; t++) schedule[t] = view.getInt32(offset + t * 4)
    for (let t = 16; t < 64; t++) {
      const w2 = at(schedule, t - 2)
      const w15 = at(schedule, t - 15)
      const sigma1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10)
      const sigma0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3)
      schedule[t] = sigma1 + at(schedule, t - 7) + sigma0 + at(schedule, t - 16)
    }

    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
    for (let t = 0; t < 64; t++) {
      const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + at(K, t) + at(schedule, t)) | 0
      const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = at(state, index) + word
  },
}
