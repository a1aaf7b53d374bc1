// HMAC (RFC 2104), with the key mixed in once, so that many messages under one key cost two blocks each.

import { finish, type Hash } from './hash.ts'

/** Returns a function that signs one message after another under `key`. */
export function hmac<State extends { slice(): State; readonly buffer: ArrayBufferLike }>(
  hash: Hash<State>,
  key: Uint8Array,
): (message: Uint8Array) => Uint8Array<ArrayBuffer> {
  const shortKey = key.length > hash.blockBytes ? finish(hash, hash.start(), 0, key) : key
  const inner = stateAfter(hash, shortKey, 0x36)
  const outer = stateAfter(hash, shortKey, 0x5c)
  return (message) =>
    finish(hash, outer.slice(), hash.blockBytes, finish(hash, inner.slice(), hash.blockBytes, message))
}

function stateAfter<State extends { slice(): State; readonly buffer: ArrayBufferLike }>(
  hash: Hash<State>,
  key: Uint8Array,
  pad: number,
): State {
  const block = new Uint8Array(hash.blockBytes)
  block.set(key)
  const state = hash.start()
  hash.mix(state, new DataView(block.map((byte) => byte ^ pad).buffer), 0)
  return state
}
