// What SHA-1 and SHA-2 have in common: blocks mixed into a state, the last one padded (FIPS 180-4 §5.1).

/** A hash function as the part that differs: how one block changes the state. */
export type Hash<State extends { slice(): State; readonly buffer: ArrayBufferLike }> = {
  readonly blockBytes: 64 | 128
  /** The state before any block; the caller may change it. */
  start(): State
  /** Mixes one block, at `offset` of `view`, into `state`. */
  mix(state: State, view: DataView, offset: number): void
  /** The state as the bytes of the digest. */
  bytes(state: State): Uint8Array<ArrayBuffer>
}

/** Mixes the message and its padding into `state`, which has `mixedBytes` bytes (whole blocks) behind it already. */
export function finish<State extends { slice(): State; readonly buffer: ArrayBufferLike }>(
  hash: Hash<State>,
  state: State,
  mixedBytes: number,
  message: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const lengthBytes = hash.blockBytes / 8
  const paddedBytes = Math.ceil((message.length + 1 + lengthBytes) / hash.blockBytes) * hash.blockBytes
  const padded = new Uint8Array(paddedBytes)
  padded.set(message)
  padded[message.length] = 0x80
  const view = new DataView(padded.buffer)
  const bits = (mixedBytes + message.length) * 8
  view.setUint32(paddedBytes - 8, Math.floor(bits / 2 ** 32))
  view.setUint32(paddedBytes - 4, bits % 2 ** 32)
  for (let offset = 0; offset < paddedBytes; offset += hash.blockBytes) hash.mix(state, view, offset)
  return hash.bytes(state)
}

/** The bytes of 32-bit words, big-endian. */
export function bytesOfWords(words: Int32Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(words.length * 4))
  words.forEach((word, index) => view.setInt32(index * 4, word))
  return new Uint8Array(view.buffer)
}
