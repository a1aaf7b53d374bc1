// A known address and an unknown one cannot be told apart, by what is answered or by how long it takes (I1, ASVS
// 6.3.8).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { hashSync } from '@node-rs/bcrypt'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { PASSWORD, runningWorld } from '#testing/running-world.ts'
import { authorizationRequest, begin, fill } from '#testing/openid-driver.ts'
import { enrolledPerson } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings

const legacy = await world.person('anna', ['none'])
const rehashed = await world.person('bram', ['none'])
const enrolled = await enrolledPerson(world, 'carl', ['none'])
await world.identity.passwords.rehash(
  rehashed.sub,
  (await world.identity.passwords.findByPerson(rehashed.sub))!,
  await argon2(),
)
const UNKNOWN = 'nooa@example.org'
/** Of the cost that other programs use: without the padding it would show by tens of milliseconds. */
const slow = await world.person('dirk', ['none'])
await world.identity.passwords.rehash(slow.sub, (await world.identity.passwords.findByPerson(slow.sub))!, {
  format: 'bcrypt',
  hash: hashSync(PASSWORD, { cost: 10 }),
})

async function argon2(): Promise<{ format: 'argon2id'; hash: string }> {
  const { hash } = await import('@node-rs/argon2')
  return {
    format: 'argon2id',
    hash: await hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1, secret: world.settings.pepper }),
  }
}
async function resetAttempts(): Promise<void> {
  await world.provider.database.db.deleteFrom('attempt').execute()
}
const passwordPage = async (browser: CookieBrowser, email: string): Promise<Page> =>
  fill(browser, await begin(browser, authorizationRequest(issuer)), { username: email }, 'username')
/** What a page says, but for what differs from request to request. */
const textOf = (page: Page, email: string): string =>
  page.body
    .replaceAll(email, 'EMAIL')
    .replace(/name="csrf" value="[^"]+"/gu, '')
    .replaceAll(/\/continue\/[\w-]+|%2Fcontinue%2F[\w-]+/gu, 'REQUEST')
    .replaceAll(/%252Fcontinue%252F[\w-]+/gu, 'REQUEST')
    // Sealed: of it only the length can be seen.
    .replaceAll(/note%3D[\w-]+/gu, (note) => `NOTE ${note.length}`)

test('the page after the address is the same for a known and an unknown one, with the same cookies and headers', async () => {
  const pages = await Promise.all(
    [legacy.email, rehashed.email, enrolled.email, UNKNOWN].map(async (email) => {
      const browser = world.browser()
      const page = await passwordPage(browser, email)
      return {
        textOf: textOf(page, email),
        status: page.status,
        cookies: browser
          .cookies()
          .map(({ name }) => name)
          .toSorted()
          .join(),
        headers: [...page.headers.keys()].toSorted().join(),
      }
    }),
  )
  for (const page of pages) assert.deepEqual(page, pages[0])
})
test('a wrong password is the same answer for a known and an unknown address', async () => {
  await resetAttempts()
  const answers = await Promise.all(
    [legacy.email, rehashed.email, enrolled.email, UNKNOWN].map(async (email) => {
      const browser = world.browser()
      const page = await fill(browser, await passwordPage(browser, email), { password: 'wrong' }, 'password')
      return {
        textOf: textOf(page, email),
        status: page.status,
        cookies: browser
          .cookies()
          .map(({ name }) => name)
          .toSorted()
          .join(),
        headers: [...page.headers.keys()].toSorted().join(),
      }
    }),
  )
  for (const answer of answers) assert.deepEqual(answer, answers[0])
  assert.equal(answers[0]?.status, 422)
})

/** Milliseconds of wrong passwords; in each turn all addresses at once, so that none has a quieter machine. */
async function samples(emails: string[], each: number): Promise<number[][]> {
  const browser = world.browser()
  const page = await passwordPage(browser, emails[0] ?? '')
  const { action, fields } = page.form('password')
  const csrf = fields.find(({ name }) => name === 'csrf')!.value
  const times = emails.map((): number[] => [])
  for (let round = 0; round < each; round++) {
    await resetAttempts()
    await Promise.all(
      emails.map(async (email, at) => {
        const begun = performance.now()
        const answer = await browser.post(action, { csrf, username: email, password: `wrong ${round}` })
        times[at]?.push(performance.now() - begun)
        assert.ok(answer.location?.searchParams.has('note'))
      }),
    )
  }
  return times
}
const median = (numbers: number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN

test('a wrong password takes as long for an unknown address: medians within 10 ms over 60 turns (ASVS 6.3.8)', async () => {
  let seen = ''
  // Once more where the machine was busy with something else.
  for (let time = 0; time < 2; time++) {
    const [known, unknown] = (await samples([slow.email, UNKNOWN], 60)).map(median) as [number, number]
    if (Math.abs(known - unknown) <= 10) return
    seen = `known ${known.toFixed(1)} ms, unknown ${unknown.toFixed(1)} ms`
  }
  assert.fail(seen)
})
