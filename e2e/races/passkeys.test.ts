// Passkeys on two processes: one success per challenge, one owner per credential, one use per counter value.
import { type CookieBrowser, type Page, softPasskey, softPhone } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { arrive, assertNoFault, fill, withPassword } from './driver.ts'
import { type Human, type RaceWorld, raceWorld } from './race-world.ts'
import { concurrently, inLanes, tally } from './http-client.ts'

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const ADD = '/account/passkeys/add'

let world: RaceWorld
before(async () => void (world = await raceWorld()))
after(() => world.stop())

/** Signed in with password and code, on the page where a passkey is added. */
async function adding(id: string): Promise<{ person: Human; browser: CookieBrowser; page: Page }> {
  const person = await world.person(id, ['required'], { totpSecret: SECRET })
  await world.movePhones()
  const { browser, page } = await withPassword(world, person, ADD)
  const add = await fill(browser, page, { code: softPhone(SECRET).codeAt(new Date(world.instance.phoneAt)) }, 'code')
  assert.equal(add.url.pathname, ADD)
  return { person, browser, page: add }
}
/** The options that the page's module would pass to the device. */
async function optionsOn(browser: CookieBrowser, page: Page): Promise<{ challenge: string; user: { id: string } }> {
  const optionsUrl = /data-options="([^"]+)"/u.exec(page.body)![1]!.replaceAll('&amp;', '&')
  return (await browser.post(optionsUrl, { csrf: /name="csrf" value="([^"]+)"/u.exec(page.body)![1]! })).json() as {
    challenge: string
    user: { id: string }
  }
}
const submitAnswer = (browser: CookieBrowser, page: Page, answer: unknown): Promise<Page> =>
  browser.submit(page, { answer: JSON.stringify(answer) }, page.form('answer'))
const went = ({ status, location }: Page): string => (location ? `to ${location.pathname}` : String(status))
const passkeysOf = async ({ sub }: Human): Promise<number> =>
  (
    await world.rows<{ n: number }>(
      `select count(*)::int as n from passkey as p join second_factor as f on f.id = p.id where f.person_id = $1`,
      [sub],
    )
  )[0]!.n

async function withPasskey(
  id: string,
  counts = false,
): Promise<{ person: Human; passkey: ReturnType<typeof softPasskey> }> {
  const { person, browser, page } = await adding(id)
  const passkey = softPasskey(world.instance.issuer, { counts })
  assert.equal(
    went(await submitAnswer(browser, page, passkey.register(await optionsOn(browser, page)))),
    'to /account/passkeys',
  )
  return { person, passkey }
}
const signInPage = async (): Promise<{ browser: CookieBrowser; page: Page }> => {
  const browser = world.browser()
  return { browser, page: await arrive(browser, await browser.get('/sign-in?next=%2Faccount')) }
}

for (const round of [1, 2, 3]) {
  test(`of 30 concurrent answers to one challenge one signs in (CVE-2026-28787, round ${round})`, async () => {
    const { person, passkey } = await withPasskey(`signer-${round}`)
    const consumed = await world.watchConsumption('passkey_challenge')
    const { browser, page } = await signInPage()
    const options = await optionsOn(browser, page)
    const [provedBefore, consumedBefore] = [await world.audited('second-factor-proved', person.sub), await consumed()]
    const pages = await concurrently(30, () => submitAnswer(browser, page, passkey.sign(options)))
    assertNoFault(world, pages)
    assert.deepEqual(tally(pages, went), { 'to /account': 1, 422: 29 })
    assert.equal((await world.audited('second-factor-proved', person.sub)) - provedBefore, 1)
    assert.equal((await consumed()) - consumedBefore, 1)
  })

  test(`of 30 devices that answer one challenge concurrently one is added (round ${round})`, async () => {
    const { person, browser, page } = await adding(`adder-${round}`)
    const options = await optionsOn(browser, page)
    const pages = await concurrently(30, () =>
      submitAnswer(browser, page, softPasskey(world.instance.issuer).register(options)),
    )
    assertNoFault(world, pages)
    assert.deepEqual(tally(pages, went), { 'to /account/passkeys': 1, 422: 29 })
    assert.equal(await passkeysOf(person), 1)
    assert.equal(await world.audited('factor-added', person.sub), 1)
  })
}

test('one credential that three people register concurrently, twenty times each, belongs to one of them', async () => {
  const passkey = softPasskey(world.instance.issuer)
  const three = [await adding('bringer-1'), await adding('bringer-2'), await adding('bringer-3')]
  const answers = await inLanes(3, 60, async (index) => {
    const { browser, page } = three[index % 3]!
    return { browser, page, answer: passkey.register(await optionsOn(browser, page)) }
  })
  const pages = await Promise.all(answers.map(({ browser, page, answer }) => submitAnswer(browser, page, answer)))
  assertNoFault(world, pages)
  assert.deepEqual(tally(pages, went), { 'to /account/passkeys': 1, 422: 59 })
  assert.equal(
    (await Promise.all(three.map(({ person }) => passkeysOf(person)))).reduce((sum, each) => sum + each, 0),
    1,
  )
})

test('a security key and its copy that send the same count concurrently: one gets in', async () => {
  const { passkey } = await withPasskey('copied', true)
  const signIns = await inLanes(3, 20, async () => {
    const { browser, page } = await signInPage()
    return { browser, page, options: await optionsOn(browser, page) }
  })
  const pages = await Promise.all(
    signIns.map(({ browser, page, options }) => submitAnswer(browser, page, passkey.sign(options, { count: 7 }))),
  )
  assertNoFault(world, pages)
  assert.deepEqual(tally(pages, went), { 'to /account': 1, 422: 19 })
})
