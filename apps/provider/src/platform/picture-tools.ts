// What a machine does about the bytes of a picture, for the rule that decides which are one.
import { crc32, inflateSync } from 'node:zlib'

export const pictureTools = {
  crc32: (bytes: Uint8Array): number => crc32(bytes),
  inflate(bytes: Uint8Array, maxBytes: number): Uint8Array | null {
    try {
      const options = { maxOutputLength: Math.max(1, maxBytes), info: true }
      const { buffer, engine } = inflateSync(bytes, options) as unknown as {
        buffer: Uint8Array
        engine: { bytesWritten: number }
      }
      return engine.bytesWritten === bytes.length ? buffer : null
    } catch {
      return null
    }
  },
}
