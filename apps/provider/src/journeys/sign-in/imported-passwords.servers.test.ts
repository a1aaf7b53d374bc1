// Passwords from before the change work unchanged, whatever program hashed them and however long they are.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { hashSync } from '@node-rs/bcrypt'
import { authorizationRequest, begin, fill } from '#testing/openid-driver.ts'
import { runningWorld } from '#testing/running-world.ts'

const world = await runningWorld()
after(() => world.stop())

const PASSPHRASE = 'several quiet words that somebody has typed for years, one after another, softly'
const COST = 4

async function imported(
  id: string,
  hash: string,
): Promise<{ sub: string; opens: (password: string) => Promise<boolean> }> {
  const email = `${id}@example.org`
  const put = await world.api.call('PUT', `/api/directory/people/${id}`, {
    name: id,
    email,
    language: 'en',
    active: true,
    password: { format: 'bcrypt', hash },
    memberships: [{ employee_login: id, company: 'none', role: 'employee', active: true }],
  })
  assert.equal(put.status, 200)
  return {
    sub: (put.body as { sub: string }).sub,
    opens: async (password) => {
      const browser = world.browser()
      const page = await begin(browser, authorizationRequest(world.settings.issuer))
      const { status, heading } = await fill(
        browser,
        await fill(browser, page, { username: email }, 'username'),
        { password },
        'password',
      )
      assert.ok([200, 422].includes(status), `${status} ${heading}`)
      return status === 200
    },
  }
}

test('a typo behind the 72nd byte of a passphrase never becomes the password: the right one opens on', async () => {
  const { opens } = await imported('passphrase', hashSync(PASSPHRASE, { cost: COST }))
  assert.ok(await opens(`${PASSPHRASE.slice(0, 75)}, louder`), 'bcrypt cannot tell it from the right one')
  assert.ok(await opens(PASSPHRASE))
  assert.equal(await opens(PASSPHRASE.slice(0, 71)), false)
})
test('a passphrase longer than any that may be chosen here opens', async () => {
  const long = PASSPHRASE.repeat(5)
  const { opens } = await imported('long-passphrase', hashSync(long, { cost: COST }))
  assert.ok(await opens(long))
})
test('a passphrase that bcrypt reads whole is hashed anew, and its typos are refused', async () => {
  const { sub, opens } = await imported('whole', hashSync(PASSPHRASE.slice(0, 71), { cost: COST }))
  assert.ok(await opens(PASSPHRASE.slice(0, 71)))
  assert.equal((await world.identity.passwords.findByPerson(sub))?.format, 'argon2id')
  assert.equal(await opens(PASSPHRASE.slice(0, 70)), false)
  assert.equal(await opens(PASSPHRASE), false)
})

const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const next = (character: string): string => ALPHABET.charAt(ALPHABET.indexOf(character) + 1)

test('a hash opens whatever its program left in the bits that nobody reads', async () => {
  const tidy = hashSync(PASSPHRASE.slice(0, 30), { cost: COST })
  const untidy = `${tidy.slice(0, 28)}${next(tidy.charAt(28))}${tidy.slice(29, 59)}${next(tidy.charAt(59))}`
  const { opens } = await imported('untidy', untidy)
  assert.equal(await opens(PASSPHRASE.slice(0, 29)), false)
  assert.ok(await opens(PASSPHRASE.slice(0, 30)))
})
