// One-time codes: the vectors of both RFCs, the window of steps, and another program's opinion.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { test } from 'node:test'
import { codeAt, encodeBase32, stepAt, findMatchingStep, type Algorithm } from './index.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const secret = bytesOf('12345678901234567890')

test('HOTP gives the values of RFC 4226 appendix D', () => {
  const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489']
  assert.deepEqual(
    codes.map((_, count) => codeAt(secret, count)),
    codes,
  )
})

const secrets: Record<Algorithm, Uint8Array> = {
  SHA1: secret,
  SHA256: bytesOf('12345678901234567890123456789012'),
  SHA512: bytesOf('1234567890123456789012345678901234567890123456789012345678901234'),
}
const totpVectors: [number, Record<Algorithm, string>][] = [
  [59, { SHA1: '94287082', SHA256: '46119246', SHA512: '90693936' }],
  [1111111109, { SHA1: '07081804', SHA256: '68084774', SHA512: '25091201' }],
  [1111111111, { SHA1: '14050471', SHA256: '67062674', SHA512: '99943326' }],
  [1234567890, { SHA1: '89005924', SHA256: '91819424', SHA512: '93441116' }],
  [2000000000, { SHA1: '69279037', SHA256: '90698825', SHA512: '38618901' }],
  [20000000000, { SHA1: '65353130', SHA256: '77737706', SHA512: '47863826' }],
]
for (const [seconds, codes] of totpVectors) {
  test(`TOTP gives the values of RFC 6238 appendix B at ${seconds} s`, () => {
    const step = stepAt(new Date(seconds * 1000))
    for (const algorithm of ['SHA1', 'SHA256', 'SHA512'] as const) {
      assert.equal(codeAt(secrets[algorithm], step, { algorithm, digits: 8 }), codes[algorithm])
    }
  })
}

test('a step begins with its first millisecond and ends before the next', () => {
  assert.equal(stepAt(new Date(59_999)), 1)
  assert.equal(stepAt(new Date(60_000)), 2)
  assert.equal(stepAt(new Date(60_000), 60), 1)
})

test('steps past 32 bits count on', () => {
  assert.notEqual(codeAt(secret, 2 ** 32 + 1), codeAt(secret, 1))
})

test('an empty secret is a fault, never a code', () => {
  assert.throws(() => codeAt(new Uint8Array(), 1), RangeError)
  assert.throws(() => findMatchingStep(new Uint8Array(), '123456', 1, 1), RangeError)
})

test('a step that is no whole number from 0 is a fault', () => {
  for (const step of [-1, 1.5, Number.NaN, 2 ** 53]) assert.throws(() => codeAt(secret, step), RangeError)
})

test('finds the step of a code anywhere within reach, and nowhere beyond', () => {
  for (let distance = -20; distance <= 20; distance++) {
    assert.equal(findMatchingStep(secret, codeAt(secret, 1000 + distance), 1000, 20), 1000 + distance)
  }
  assert.equal(findMatchingStep(secret, codeAt(secret, 1021), 1000, 20), null)
  assert.equal(findMatchingStep(secret, codeAt(secret, 979), 1000, 20), null)
})

test('of two steps that show one code the nearer is meant', () => {
  const [near, far] = stepsWithOneCode()
  assert.equal(findMatchingStep(secret, codeAt(secret, near), near, far - near), near)
  assert.equal(findMatchingStep(secret, codeAt(secret, near), far, far - near), far)
})

test('near the beginning of time there are only steps from 0', () => {
  assert.equal(findMatchingStep(secret, codeAt(secret, 0), 1, 5), 0)
})

for (const code of ['', '12345', '1234567', 'abcdef', '\u0661\u0662\u0663\u0664\u0665\u0666']) {
  test(`"${code}" is no code of any step`, () => assert.equal(findMatchingStep(secret, code, 1000, 20), null))
}

test('a right code with something behind it is no code', () => {
  assert.equal(findMatchingStep(secret, `${codeAt(secret, 1000)}0`, 1000, 1), null)
})

test('a code of another algorithm or length is not taken', () => {
  assert.equal(findMatchingStep(secret, codeAt(secret, 1000, { algorithm: 'SHA256' }), 1000, 1), null)
  assert.equal(findMatchingStep(secret, codeAt(secret, 1000, { digits: 8 }), 1000, 1), null)
  assert.equal(findMatchingStep(secret, codeAt(secret, 1000, { digits: 8 }), 1000, 1, { digits: 8 }), 1000)
})

test('oathtool agrees on 50 random secrets and times', { skip: !hasOathtool() && 'oathtool is not installed' }, () => {
  for (let round = 0; round < 50; round++) {
    const key = randomBytes(randomInt(10, 80))
    const seconds = randomInt(2 ** 33)
    const algorithm = (['SHA1', 'SHA256', 'SHA512'] as const)[round % 3] as Algorithm
    const digits = ([6, 7, 8] as const)[randomInt(3)] as 6 | 7 | 8
    const periodSeconds = [30, 60, 17][randomInt(3)] as number
    const args = [
      `--totp=${algorithm}`,
      '--base32',
      `--digits=${digits}`,
      `--time-step-size=${periodSeconds}s`,
      `--now=@${seconds}`,
      encodeBase32(key),
    ]
    const theirs = execFileSync('oathtool', args, { encoding: 'utf8' }).trim()
    assert.equal(
      codeAt(key, stepAt(new Date(seconds * 1000), periodSeconds), { algorithm, digits }),
      theirs,
      args.join(' '),
    )
  }
})

function hasOathtool(): boolean {
  try {
    execFileSync('oathtool', ['--version'])
    return true
  } catch {
    return false
  }
}

/** Among some thousand codes of 6 digits two agree (the birthday paradox). */
function stepsWithOneCode(): [number, number] {
  const seen = new Map<string, number>()
  for (let step = 0; step < 100_000; step++) {
    const code = codeAt(secret, step)
    const earlier = seen.get(code)
    if (earlier !== undefined) return [earlier, step]
    seen.set(code, step)
  }
  throw new Error('100,000 codes and no two alike')
}
