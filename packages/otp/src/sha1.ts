// SHA-1 (FIPS 180-4 §6.1). Broken for signatures, sound inside HMAC, and what every authenticator app computes with.

import { bytesOfWords, type Hash } from './hash.ts'

const schedule = new Int32Array(80)

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))
/** Every index here is within its array; the compiler cannot see it. */
const at = (words: Int32Array, index: number): number => words[index] as number

export const sha1: Hash<Int32Array<ArrayBuffer>> = {
  blockBytes: 64,
  start: () => Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0),
  bytes: bytesOfWords,
  mix(state, view, offset) {
    for (let t = 0; t < 16; t++) schedule[t] = view.getInt32(offset + t * 4)
    for (let t = 16; t < 80; t++) {
      schedule[t] = rotate(at(schedule, t - 3) ^ at(schedule, t - 8) ^ at(schedule, t - 14) ^ at(schedule, t - 16), 1)
    }

    // Five words and no array: this loop is nearly all that a wrong code costs, and so it is twice as quick.
    let a = at(state, 0)
    let b = at(state, 1)
    let c = at(state, 2)
    let d = at(state, 3)
    let e = at(state, 4)
    for (let t = 0; t < 80; t++) {
      const next = (rotate(a, 5) + round(t, b, c, d) + e + at(schedule, t)) | 0
      e = d
      d = c
      c = rotate(b, 30)
      b = a
      a = next
    }
    state[0] = at(state, 0) + a
    state[1] = at(state, 1) + b
    state[2] = at(state, 2) + c
    state[3] = at(state, 3) + d
    state[4] = at(state, 4) + e
  },
}

/** The function of round `t` with its constant added (FIPS 180-4 §4.1.1 and §4.2.1). */
function round(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) ^ (~b & d)) + 0x5a827999
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (t < 60) return ((b & c) ^ (b & d) ^ (c & d)) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}
