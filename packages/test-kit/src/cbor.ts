// The part of CBOR (RFC 8949) that an authenticator writes: integers, bytes, text and maps.

export type Cbor = number | string | Uint8Array | Map<number | string, Cbor>

export function encodeCbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? encodeHead(0, value) : encodeHead(1, -1 - value)
  if (typeof value === 'string') return Buffer.concat([encodeHead(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Uint8Array) return Buffer.concat([encodeHead(2, value.length), value])
  return Buffer.concat([
    encodeHead(5, value.size),
    ...[...value].flatMap(([key, one]) => [encodeCbor(key), encodeCbor(one)]),
  ])
}

/** Major type and argument, in as few bytes as possible. */
function encodeHead(major: number, argument: number): Buffer {
  const type = major << 5
  if (argument < 24) return Buffer.of(type | argument)
  if (argument < 0x100) return Buffer.of(type | 24, argument)
  if (argument < 0x10000) return Buffer.of(type | 25, argument >> 8, argument & 0xff)
  const long = Buffer.alloc(5)
  long[0] = type | 26
  long.writeUInt32BE(argument, 1)
  return long
}
