// The constants of SHA-2, computed where other codebases carry a table: the first bits of the fractions of roots of
// primes.

const PRIMES = primes(80)

/** The first 64 bits of the fractions of the square roots of the first 8 primes (FIPS 180-4 §5.3.5). */
export const squareRootFractions = (): BigUint64Array<ArrayBuffer> =>
  BigUint64Array.from(PRIMES.slice(0, 8), (prime) => root(prime << 128n, 2n))

/** The first 64 bits of the fractions of the cube roots of the first 80 primes (FIPS 180-4 §4.2.3). */
export const cubeRootFractions = (): BigUint64Array<ArrayBuffer> =>
  BigUint64Array.from(PRIMES, (prime) => root(prime << 192n, 3n))

/** The whole part of the root of a positive number, by Newton's steps from above. */
function root(of: bigint, degree: bigint): bigint {
  let guess = 1n << (BigInt(of.toString(2).length) / degree + 1n)
  for (;;) {
    const better = ((degree - 1n) * guess + of / guess ** (degree - 1n)) / degree
    if (better >= guess) return guess
    guess = better
  }
}

function primes(count: number): bigint[] {
  const found: bigint[] = []
  for (let candidate = 2n; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0n)) found.push(candidate)
  }
  return found
}
