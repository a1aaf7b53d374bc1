// How large a logo is shown in a mail: programs need both sides, and Word draws a picture without them as large as it
// is.

export type Size = { width: number; height: number }

const PNG_BEGIN = 0x89504e47
const JPEG_BEGIN = 0xffd8

/** Of a PNG or a JPEG, by its bytes (PNG, IHDR; JPEG, its frame header); null where they do not say. */
export function pictureSize(bytes: Uint8Array): Size | null {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length >= 24 && data.getUint32(0) === PNG_BEGIN)
    return { width: data.getUint32(16), height: data.getUint32(20) }
  if (bytes.length < 4 || data.getUint16(0) !== JPEG_BEGIN) return null
  for (let at = 2; at + 9 <= bytes.length; at += 2 + data.getUint16(at + 2)) {
    const marker = data.getUint16(at)
    if (marker < 0xff01) return null
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)
    if (isFrame) return { width: data.getUint16(at + 7), height: data.getUint16(at + 5) }
  }
  return null
}

/** The same picture within these bounds, and never larger than it is. */
export function fitted({ width, height }: Size, bounds: Size): Size {
  const scale = Math.min(1, bounds.width / width, bounds.height / height)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}
