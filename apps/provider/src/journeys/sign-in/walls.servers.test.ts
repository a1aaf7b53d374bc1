// Walls and refusals have an address of their own: loaded again they say what holds then, and nobody else reads them.
// And a journey speaks one language (decision 0038).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fill, password } from '#testing/openid-driver.ts'
import { PASSWORD, runningWorld } from '#testing/running-world.ts'
import {
  driveSignIn,
  enrolledPerson,
  freshCode,
  navigate,
  wrongCode,
  type TestPerson,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity, clock } = world

test('the page of a locked account is loaded again, says nothing in another browser, and leads on once it is open', async () => {
  const who = await enrolledPerson(world, 'locked', ['none'])
  await identity.people.lock(who.sub, clock.now())
  const browser = world.browser()
  const page = await password(browser, await navigate(browser, '/account'), who.email)
  assert.deepEqual([page.status, page.url.pathname], [403, '/locked'])
  assert.deepEqual([(await browser.get(page.url)).status, (await browser.get(page.url)).heading], [403, page.heading])
  assert.equal((await navigate(world.browser(), page.url.href)).url.pathname, '/sign-in')
  await identity.people.unlock(who.sub)
  assert.match((await navigate(browser, page.url.href)).url.pathname, /^\/sign-in/u)
})

test('what was refused for a time is told at the page’s address until the time is over, and not by a false note', async () => {
  const who = await enrolledPerson(world, 'waits', ['none'])
  const atCode = async () => {
    const browser = world.browser()
    const none = { ...who, secret: undefined as never } satisfies TestPerson
    return { browser, page: await driveSignIn(browser, world, await navigate(browser, '/account'), none) }
  }
  for (let sign = 0; sign < 2; sign++) {
    const { browser, page } = await atCode()
    for (let tries = 0; tries < 5; tries++) await fill(browser, page, { code: wrongCode(world, who) }, 'code')
  }
  const { browser, page } = await atCode()
  const refused = await fill(browser, page, { code: freshCode(world, who) }, 'code')
  const again = await browser.get(refused.url)
  for (const each of [refused, again]) {
    assert.deepEqual([each.status, each.url.pathname], [429, '/sign-in/code'])
    assert.match(each.text, /Too many wrong codes/u)
    assert.ok(Number(each.headers.get('retry-after')) > 0)
  }
  const note = refused.url.searchParams.get('note')!
  for (const wrong of ['', 'x', note.slice(1), `${note.slice(0, -4)}AAAA`, 'A'.repeat(4000), '%00'])
    assert.equal((await browser.get(`/sign-in/code?next=%2Faccount&note=${wrong}`)).status, 200, wrong.slice(0, 10))
  assert.equal((await browser.get(`/sign-in/recovery?next=%2Faccount&note=${note}`)).status, 200, 'of another page')
  clock.moveBy(15 * 60_000 + 1000)
  assert.equal((await browser.get(refused.url)).status, 200, 'the same address, when the wait is over')
})

test('a journey goes on in the language in which it began; at Home it is the person’s own, and the log-out speaks that', async () => {
  const who = await enrolledPerson(world, 'speaks', ['none'])
  await identity.people.chooseLanguage(who.sub, 'nl')
  const browser = world.browser({ 'accept-language': 'en' })
  const atPassword = await fill(browser, await navigate(browser, '/account'), { username: who.email }, 'username')
  const atCode = await fill(browser, atPassword, { password: PASSWORD }, 'password')
  assert.deepEqual([atPassword.heading, atCode.heading], ['Enter your password', 'Enter the code'])
  const details = await fill(browser, atCode, { code: freshCode(world, who) }, 'code')
  assert.equal(details.heading, 'Mijn gegevens')
  const out = await fill(browser, details, {}, '/sign-out')
  assert.equal(out.heading, 'Je bent uitgelogd')
  assert.equal((await navigate(browser, '/sign-in?next=%2F')).heading, 'Inloggen')
})
