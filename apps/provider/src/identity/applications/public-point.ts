// Whether the numbers of a key are a key at all: a point of its curve, a modulus that could be one. Pure.

const power = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  let result = 1n
  for (let [square, left] = [base % modulus, exponent]; left > 0n; left >>= 1n, square = (square * square) % modulus)
    if (left & 1n) result = (result * square) % modulus
  return result
}
/** Big-endian. */
const numberIn = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)

// P-256 of FIPS 186-5, by NIST SP 800-186.
const P256 = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n
const P256_B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn

/** y² = x³ - 3x + b; its cofactor is 1, so every point of the curve is a key. */
export function isOnP256(xBytes: Uint8Array, yBytes: Uint8Array): boolean {
  const [x, y] = [numberIn(xBytes), numberIn(yBytes)]
  if (x >= P256 || y >= P256) return false
  return (y * y - (x * x * x - 3n * x + P256_B)) % P256 === 0n
}

// RFC 8032 §5.1.
const P25519 = 2n ** 255n - 19n
const D25519 = (P25519 - ((121_665n * power(121_666n, P25519 - 2n, P25519)) % P25519)) % P25519

/** What RFC 8032 §5.1.3 can decode: x² = (y² - 1) / (dy² + 1) has a root, and not a point of small order. */
export function isOnEd25519(bytes: Uint8Array): boolean {
  const encoded = numberIn(bytes.toReversed())
  const y = encoded & (2n ** 255n - 1n)
  if (y >= P25519) return false
  const ySquare = (y * y) % P25519
  const xSquare = ((ySquare - 1n + P25519) * power(D25519 * ySquare + 1n, P25519 - 2n, P25519)) % P25519
  if (xSquare === 0n || power(xSquare, (P25519 - 1n) / 2n, P25519) !== 1n) return false
  return !hasSmallOrder(xSquare, ySquare)
}

/** Its double's double's double is the neutral element: anybody could make signatures for such a key. */
function hasSmallOrder(xSquare: bigint, ySquare: bigint): boolean {
  // Doubled: y = (x² + y²) / (2 + x² - y²) (RFC 8032 §5.1.4, affine); x² follows from y by the curve.
  let [x2, y2] = [xSquare, ySquare]
  for (let time = 0; time < 3; time++) {
    const below = (2n + x2 - y2 + P25519) % P25519
    const y = ((x2 + y2) * power(below, P25519 - 2n, P25519)) % P25519
    if (y === 1n) return true
    y2 = (y * y) % P25519
    x2 = ((y2 - 1n + P25519) * power(D25519 * y2 + 1n, P25519 - 2n, P25519)) % P25519
  }
  return false
}

const SMALL_PRIMES = [3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n]

/** A product of two large primes has no small factor; an exponent is odd (RFC 8017 §3.1). */
export function isRsaKey(nBytes: Uint8Array, eBytes: Uint8Array): boolean {
  const [n, e] = [numberIn(nBytes), numberIn(eBytes)]
  return n % 2n === 1n && SMALL_PRIMES.every((prime) => n % prime !== 0n) && e % 2n === 1n && e < n
}
/** How long a number is, zeros before it not counted. */
export const bitsOf = (bytes: Uint8Array): number => {
  const number = numberIn(bytes)
  return number === 0n ? 0 : number.toString(2).length
}
