// Walls and refusals have an address of their own: loaded again they say what holds then, and nobody else reads them.
// So have forms that are refused. And a journey speaks one language (decisions 0038, 0043).
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

test('whoever has proved something and is stopped can log out, on every page until they are in (rule 5)', async () => {
  const [who, newcomer] = [
    await enrolledPerson(world, 'stopped', ['none']),
    await world.person('newcomer', ['required']),
  ]
  const next = '?next=%2Faccount'
  for (const [person, pages] of [
    [who, ['/sign-in/code', '/sign-in/other', '/sign-in/recovery', '/account/password']],
    [newcomer, ['/enrol/email', '/account/two-step']],
  ] as const) {
    const browser = world.browser()
    const stopped = await password(browser, await navigate(browser, '/account'), person.email)
    for (const path of pages) {
      const page = await navigate(browser, `${path}${next}`)
      assert.ok(
        page.forms.some(({ action }) => action === '/sign-out'),
        `${path}: ${page.url.pathname}`,
      )
    }
    const out = await fill(browser, stopped, {}, '/sign-out')
    assert.equal(out.heading, 'You are logged out')
    assert.equal((await navigate(browser, '/account')).url.pathname, '/sign-in')
  }
  const asked = await navigate(world.browser(), '/account')
  assert.ok(!asked.forms.some(({ action }) => action === '/sign-out'), 'nothing was proved yet')
})

test('a refused form is loaded again and gone back to without being sent again: what was typed is there, a password and a code never', async () => {
  const who = await enrolledPerson(world, 'typed', ['none'])
  const browser = world.browser()
  let page = await navigate(browser, '/account')
  const refused = async (field: string, typed: string, said: RegExp, kept: boolean) => {
    page = await fill(browser, page, { [field]: typed }, field)
    for (const each of [page, await browser.get(page.url)]) {
      assert.equal(each.status, 422)
      assert.match(each.text, said)
      assert.equal(each.body.includes(`value="${typed}"`), kept, field)
    }
  }
  await refused('username', 'sanne@', /There is a problem.*address/su, true)
  page = await fill(browser, page, { username: who.email }, 'username')
  await refused('password', 'not-this-one', /don.t belong together/u, false)
  page = await fill(browser, page, { password: PASSWORD }, 'password')
  await refused('code', '12345', /You entered 5/u, false)
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
