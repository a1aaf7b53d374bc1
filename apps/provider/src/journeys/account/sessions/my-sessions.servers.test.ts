// My details, where you are logged in: each session in words, and the end of any, all others, or all; never of somebody
// else's (I8, ASVS 7.5.2).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import { runningWorld } from '#testing/running-world.ts'
import {
  type EnrolledPerson,
  enrolledPerson,
  postForm,
  refresh,
  signInWithTokens,
  navigate,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const PATH = '/account/sessions'
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1'
const on = (agent: string) => world.browser({ 'user-agent': agent })
let people = 0
const somebody = () => enrolledPerson(world, `s${++people}`, ['none'])
const inWith = (who: EnrolledPerson, agent: string) => signInWithTokens(world, who, {}, on(agent))
const endings = (body: string) =>
  [...body.matchAll(/action="(\/account\/sessions\/[0-9a-f-]{36}\/end)"/gu)].map((match) => match[1]!)

test('each session is listed in words, with what it was used for; this one is marked and has no button', async () => {
  const who = await somebody()
  const [laptop, phone] = [await inWith(who, CHROME), await inWith(who, IPHONE)]
  const page = await navigate(laptop.browser, PATH)
  assert.deepEqual([page.status, page.heading], [200, 'Where you are logged in'])
  assert.match(page.text, /Chrome on Windows This device\s*Since .* Place: a local network Used for: Kade/u)
  assert.match(page.text, /Safari on iPhone\s*Since .* Last active: .* Used for: Kade/u)
  assert.deepEqual(endings(page.body), [`${PATH}/${phone.idToken['sid'] as string}/end`])
  const { origin } = await world.provider.database.db
    .selectFrom('session')
    .select('origin')
    .where('id', '=', phone.idToken['sid'] as string)
    .executeTakeFirstOrThrow()
  assert.equal(origin, '127.0.0.1', 'the network address of the sign-in is kept')
})

test('somebody with no other session sees that', async () => {
  const { browser } = await inWith(await somebody(), CHROME)
  const page = await navigate(browser, PATH)
  assert.match(page.text, /You are logged in nowhere else/)
  assert.equal(page.forms.filter(({ action }) => action === `${PATH}/others`).length, 0)
})

test('ending one ends that one with its tokens, and says so', async () => {
  const who = await somebody()
  const [laptop, phone, tablet] = [await inWith(who, CHROME), await inWith(who, IPHONE), await inWith(who, IPHONE)]
  const after1 = await navigate(
    laptop.browser,
    (await postForm(laptop.browser, `${PATH}/${phone.idToken['sid'] as string}/end`, {}, PATH)).location!.href,
  )
  assert.match(after1.text, /That device is logged out/)
  assert.equal((await refresh(world, phone.refreshToken)).body['error'], 'invalid_grant')
  assert.notEqual((await navigate(phone.browser, '/account')).heading, 'My details')
  assert.equal((await refresh(world, tablet.refreshToken)).status, 200)
  assert.equal(
    (await postForm(laptop.browser, `${PATH}/${phone.idToken['sid'] as string}/end`, {}, PATH)).status,
    404,
    'twice is once',
  )
})

test('somebody else’s session, and none, are the same 404, and nothing ends (IDOR)', async () => {
  const [mine, theirs] = [await inWith(await somebody(), CHROME), await inWith(await somebody(), CHROME)]
  for (const id of [
    theirs.idToken['sid'] as string,
    randomId(),
    'x',
    '00000000-0000-0000-0000-000000000000',
    "' or true --",
    '%00',
  ]) {
    assert.equal((await postForm(mine.browser, `${PATH}/${encodeURIComponent(id)}/end`, {}, PATH)).status, 404, id)
  }
  assert.equal((await refresh(world, theirs.refreshToken)).status, 200)
})

test('all others end, and this one stays', async () => {
  const who = await somebody()
  const [laptop, phone, tablet] = [await inWith(who, CHROME), await inWith(who, IPHONE), await inWith(who, IPHONE)]
  const page = await navigate(laptop.browser, PATH)
  const notice = await navigate(
    laptop.browser,
    (await laptop.browser.submit(page, {}, page.form(`${PATH}/others`))).location!.href,
  )
  assert.match(notice.text, /logged out everywhere else.*nowhere else/su)
  assert.deepEqual(
    await Promise.all(
      [laptop, phone, tablet].map(async ({ refreshToken }) => (await refresh(world, refreshToken)).status),
    ),
    [200, 400, 400],
  )
})

test('everywhere, here too', async () => {
  const who = await somebody()
  const [laptop, phone] = [await inWith(who, CHROME), await inWith(who, IPHONE)]
  const page = await navigate(laptop.browser, PATH)
  assert.match(page.body, /<button[^>]*name="where" value="everywhere"/u)
  await laptop.browser.submit(page, { where: 'everywhere' }, page.form('where'))
  for (const { browser, refreshToken } of [laptop, phone])
    assert.deepEqual(
      [(await navigate(browser, '/account')).heading === 'My details', (await refresh(world, refreshToken)).status],
      [false, 400],
    )
})

test('a session that was left alone is listed as long as an application holds tokens of it, and can be ended (edge case 44)', async () => {
  const who = await somebody()
  const phone = await inWith(who, IPHONE)
  world.clock.moveBy(90 * 60_000)
  const laptop = await inWith(who, CHROME)
  const page = await navigate(laptop.browser, PATH)
  assert.match(page.text, /nowhere else .* Earlier log-ins .* Safari on iPhone\s*Since .* Still open: Kade/su)
  assert.match(
    (await navigate(laptop.browser, '/account')).text,
    /logged in here, and nowhere else\. Since an earlier log-in an app may still be open/u,
    'over by time is no place where somebody is logged in',
  )
  await laptop.browser.submit(page, {}, page.form(endings(page.body)[0]))
  assert.equal((await refresh(world, phone.refreshToken)).body['error'], 'invalid_grant')
  assert.doesNotMatch((await navigate(laptop.browser, PATH)).text, /Safari on iPhone/)
})

test('what the next request would refuse is not listed: a password alone once a second factor is there, tokens of somebody out of service (decision 0024)', async () => {
  const [plain, left] = [{ ...(await world.person(`s${++people}`, ['none'])) }, await somebody()]
  const { db } = world.provider.database
  const placesOf = async ({ sub }: { sub: string }) =>
    (await world.identity.activeSessions.listByPerson(sub, world.clock.now())).map(({ isSignedIn }) => isSignedIn)
  await signInWithTokens(world, plain, {}, on(IPHONE))
  await inWith(left, IPHONE)
  assert.deepEqual([await placesOf(plain), await placesOf(left)], [[true], [true]])
  const other = await db.selectFrom('second_factor').selectAll().where('person_id', '=', left.sub).executeTakeFirst()
  await db
    .insertInto('second_factor')
    .values({ ...other!, id: randomId(), person_id: plain.sub })
    .execute()
  assert.deepEqual(await placesOf(plain), [])
  world.clock.moveBy(90 * 60_000)
  assert.deepEqual(await placesOf(left), [false])
  await db
    .updateTable('directory_person')
    .set({ active_until: world.clock.now() })
    .where('person_id', '=', left.sub)
    .execute()
  assert.deepEqual(await placesOf(left), [])
})

test('a sign-in that proved only the password sees no list and ends nothing (rule 4)', async () => {
  const who = await somebody()
  const owner = await inWith(who, CHROME)
  const thief = world.browser()
  const page = await driveSignIn(thief, world, await navigate(thief, `/sign-in?next=${PATH}`), {
    id: who.id,
    sub: who.sub,
    email: who.email,
  })
  assert.equal(page.url.pathname, '/sign-in/code')
  for (const address of [`${PATH}/others`, `${PATH}/${owner.idToken['sid'] as string}/end`])
    assert.ok([303, 401, 403].includes((await postForm(thief, address, {}, page.url.href)).status))
  assert.equal((await refresh(world, owner.refreshToken)).status, 200)
  assert.notEqual((await navigate(thief, PATH)).heading, 'Where you are logged in')
})
