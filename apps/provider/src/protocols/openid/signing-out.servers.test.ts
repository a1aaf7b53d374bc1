// Signing out at an application's wish: asked how far, exact return address, and the next person at the computer is not
// let in (RP-Initiated Logout 1.0, edge case 45).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CookieBrowser } from '@sluis/test-kit'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import { answerOf, arrive, authorizationRequest, begin } from '#testing/openid-driver.ts'
import { enrolledPerson, signInAs, postForm, refresh, signInWithTokens, navigate } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const AFTER = 'http://localhost:9/'
const anna = await enrolledPerson(world, 'anna', ['none'])

/** In at Kade, with the ID token as Kade keeps it. */
async function inAtKade(who = anna) {
  const { browser, page, request } = await signInAs(world, who)
  const { body } = await world.api.token({
    grant_type: 'authorization_code',
    code: answerOf(page).get('code')!,
    redirect_uri: CLIENT.redirect,
    code_verifier: request.verifier,
  })
  return { browser, idToken: body['id_token'] as string, refreshToken: body['refresh_token'] as string }
}
const logoutRequest = (browser: CookieBrowser, query: Record<string, string>) =>
  navigate(browser, `/oidc/sign-out?${new URLSearchParams(query)}`)
const isIn = async (browser: CookieBrowser) => (await navigate(browser, '/account')).heading === 'My details'
const lives = async (refreshToken: string) => (await refresh(world, refreshToken)).status === 200

test('the page says who is signed in, which application asked, and what each choice does', async () => {
  const { browser, idToken } = await inAtKade()
  const page = await logoutRequest(browser, { id_token_hint: idToken, ui_locales: 'en' })
  assert.equal(page.heading, 'Log out of Sluis too?')
  assert.match(page.text, /You logged out of Kade\. You are logged in to Sluis as Persoon anna\./)
  assert.match(page.text, /On all your devices/)
  assert.ok(await isIn(browser), 'asking ends nothing')
  const dutch = await logoutRequest(browser, { id_token_hint: idToken, ui_locales: 'nl' })
  assert.equal(dutch.heading, 'Ook uitloggen bij Sluis?')
})

test('an ID token stays in no address of ours: the page that asks stands at another one (RP-Initiated Logout 1.0 §2)', async () => {
  const { browser, idToken } = await inAtKade()
  const first = await browser.get(`/oidc/sign-out?${new URLSearchParams({ id_token_hint: idToken })}`)
  assert.deepEqual(
    [first.status, first.location?.pathname, [...first.location!.searchParams.keys()]],
    [303, '/oidc/sign-out', ['posted']],
  )
  assert.ok((await browser.get(first.location!)).forms.length > 0)
})
test('a form of another site is served as an address is (RP-Initiated Logout 1.0 §2)', async () => {
  const { browser, idToken } = await inAtKade()
  const fields = { id_token_hint: idToken, post_logout_redirect_uri: AFTER, state: 's 2', ui_locales: 'en' }
  const page = await arrive(browser, await browser.post('/oidc/sign-out', fields, { origin: 'http://localhost:9' }))
  assert.equal(page.heading, 'Log out of Sluis too?')
  const out = await browser.submit(page, { logout: 'here' })
  assert.deepEqual([out.location?.origin, out.location?.searchParams.get('state')], ['http://localhost:9', 's 2'])
})

test('"here" ends this session and every token of it, returns to the address with its state, and the next person is asked for a password', async () => {
  const [here, elsewhere] = [await inAtKade(), await inAtKade()]
  const page = await logoutRequest(here.browser, {
    id_token_hint: here.idToken,
    post_logout_redirect_uri: AFTER,
    state: 'a b&c',
  })
  const out = await here.browser.submit(page, { logout: 'here' })
  assert.deepEqual(
    [out.status, out.location?.origin, out.location?.searchParams.get('state')],
    [200, 'http://localhost:9', 'a b&c'],
  )
  assert.equal(out.headers.get('location'), null, 'the form ends here; a redirect would be held against form-action')
  assert.deepEqual([await lives(here.refreshToken), await lives(elsewhere.refreshToken)], [false, true])
  assert.deepEqual([await isIn(here.browser), await isIn(elsewhere.browser)], [false, true])
  const next = await begin(here.browser, authorizationRequest(issuer))
  assert.equal(next.heading, 'Log in', 'and not even the address stands there')
})

test('"everywhere" ends every session of the person, and of nobody else', async () => {
  const bram = await enrolledPerson(world, 'bram', ['none'])
  const [here, elsewhere, other] = [await inAtKade(bram), await inAtKade(bram), await inAtKade()]
  const asked = { id_token_hint: here.idToken, post_logout_redirect_uri: AFTER, state: 's 1', ui_locales: 'nl' }
  const posted = await here.browser.submit(await logoutRequest(here.browser, asked), { logout: 'everywhere' })
  assert.equal(posted.status, 303, 'at an address of its own, which can be gone back to (decision 0038)')
  const told = await here.browser.follow(posted)
  assert.equal(told.heading, 'Je bent overal uitgelogd', 'in the language of the question')
  assert.match(
    told.text,
    /op 2 plekken uitgelogd bij Sluis, en bij elke app .* Terug naar Kade/su,
    'what was ended is said',
  )
  assert.equal(told.headers.get('refresh'), null, 'and can be read')
  assert.ok(told.body.includes(`href="${AFTER}?state=s+1"`) || told.body.includes(`href="${AFTER}?state=s%201"`))
  for (const to of ['https://evil.example/', 'data:text/html,x', '', '%00', `${AFTER}?state=${'x'.repeat(3000)}`]) {
    const forged = await navigate(
      world.browser(),
      `/sign-out?everywhere=2&client_id=${CLIENT.id}&to=${encodeURIComponent(to)}`,
    )
    assert.match(forged.text, /in 2 places.* Log in again/su)
    assert.ok(
      forged.links.every(({ href }) => new URL(href, issuer).origin === issuer),
      'no open redirect',
    )
  }
  assert.deepEqual(
    [await lives(here.refreshToken), await lives(elsewhere.refreshToken), await lives(other.refreshToken)],
    [false, false, true],
  )
  assert.deepEqual(
    [await isIn(here.browser), await isIn(elsewhere.browser), await isIn(other.browser)],
    [false, false, true],
  )
})

test('staying signed in ends the application’s tokens alone, and says so', async () => {
  const { browser, idToken, refreshToken } = await inAtKade()
  const page = await navigate(
    browser,
    (await browser.submit(await logoutRequest(browser, { id_token_hint: idToken, ui_locales: 'en' }))).location!.href,
  )
  assert.equal(page.heading, 'You are logged out of Kade')
  assert.match(page.text, /You are still logged in to Sluis/)
  assert.deepEqual([await lives(refreshToken), await isIn(browser)], [false, true])
})

test('somebody who is signed in nowhere is asked nothing, and goes on to the address with its state', async () => {
  const { browser, idToken } = await inAtKade()
  await postForm(browser, '/sign-out', {}, '/account')
  const out = await logoutRequest(browser, { id_token_hint: idToken, post_logout_redirect_uri: AFTER, state: 's-1' })
  assert.deepEqual([out.status, out.location?.href], [303, `${AFTER}?state=s-1`])
  const fresh = world.browser()
  assert.equal((await navigate(fresh, `/oidc/sign-out?id_token_hint=${idToken}`)).heading, 'You are logged out')
  assert.equal((await navigate(fresh, '/oidc/sign-out')).heading, 'You are logged out')
})

test('without a word which application it is, nobody is sent anywhere (open redirect)', async () => {
  const fresh = world.browser()
  const page = await navigate(fresh, `/oidc/sign-out?post_logout_redirect_uri=${encodeURIComponent(AFTER)}`)
  assert.deepEqual([page.heading, page.url.origin], ['You are logged out', issuer])
})

for (const address of [
  'http://localhost:9',
  'http://localhost:9/?x=y',
  'http://localhost:9//',
  'http://localhost:9@evil.example/',
  'http://localhost:10/',
  'https://evil.example/',
  'HTTP://LOCALHOST:9/',
  '//evil.example',
  ' http://localhost:9/',
]) {
  test(`post_logout_redirect_uri is compared whole: ${JSON.stringify(address)} is refused, and nothing ends (CVE-2024-8883)`, async () => {
    const { browser, idToken } = await inAtKade()
    for (const hint of [{ id_token_hint: idToken }, { client_id: CLIENT.id }] as Record<string, string>[]) {
      const page = await logoutRequest(browser, { ...hint, post_logout_redirect_uri: address })
      assert.deepEqual([page.status, page.location], [400, null])
    }
    assert.ok(await isIn(browser))
  })
}

const hints: [string, (token: string) => string][] = [
  ['that is no token', () => 'x'],
  ['whose signature was altered', (token) => `${token.slice(0, -6)}AAAAAA`],
  ['that is not signed', (token) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`],
]
for (const [what, change] of hints) {
  test(`an id_token_hint ${what} is refused, and nothing ends`, async () => {
    const { browser, idToken } = await inAtKade()
    assert.equal(
      (await logoutRequest(browser, { id_token_hint: change(idToken), post_logout_redirect_uri: AFTER })).status,
      400,
    )
    assert.ok(await isIn(browser))
  })
}

test('an answer without the page’s own mark ends nothing (log-out by another site)', async () => {
  const { browser, idToken } = await inAtKade()
  await logoutRequest(browser, { id_token_hint: idToken })
  const action = `${issuer}/oidc/sign-out/confirm`
  for (const xsrf of ['', 'wrong'])
    assert.equal((await browser.post(action, { logout: 'everywhere', xsrf })).status, 400)
  assert.ok(await isIn(browser))
})

test('the hint of somebody else names nobody: it is asked, staying ends nothing, and the one who is signed in here decides (RP-Initiated Logout 1.0 §2)', async () => {
  const carla = await enrolledPerson(world, 'carla', ['none'])
  const [hers, mine] = [await inAtKade(carla), await inAtKade()]
  const back = { post_logout_redirect_uri: AFTER, state: 's-3' }
  const page = await logoutRequest(mine.browser, { id_token_hint: hers.idToken, ui_locales: 'en', ...back })
  assert.match(page.text, /logged in to Sluis as Persoon anna/)
  assert.doesNotMatch(page.text, /You logged out of/)
  assert.match(page.body, /<a [^>]*href="http:\/\/localhost:9\/\?state=s-3"[^>]*>.{0,40}Stay logged in here/u)
  assert.ok(await lives(mine.refreshToken))
  await mine.browser.submit(page, { logout: 'everywhere' })
  assert.deepEqual([await isIn(hers.browser), await lives(hers.refreshToken)], [true, true])
})

test('the page of Sluis itself asks as well: here leaves the others in, everywhere does not', async () => {
  const dirk = await enrolledPerson(world, 'dirk', ['none'])
  const [one, two, three] = [
    await signInWithTokens(world, dirk),
    await signInWithTokens(world, dirk),
    await signInWithTokens(world, dirk),
  ]
  const page = await one.browser.get('/sign-out')
  assert.equal(page.heading, 'Log out')
  const out = await navigate(one.browser, (await one.browser.submit(page, {}, page.form('/sign-out'))).location!.href)
  assert.equal(out.heading, 'You are logged out')
  assert.deepEqual([await isIn(one.browser), await isIn(two.browser)], [false, true])
  const choice = await two.browser.get('/sign-out')
  const gone = await navigate(
    two.browser,
    (await two.browser.submit(choice, { where: 'everywhere' }, choice.form('/sign-out'))).location!.href,
  )
  assert.match(gone.text, /You are logged out everywhere You are logged out of Sluis in 2 places/)
  assert.deepEqual([await isIn(two.browser), await isIn(three.browser)], [false, false])
  assert.equal((await one.browser.get('/sign-out')).heading, 'You are logged out')
})

for (const way of ['at Sluis', 'at an application'])
  test(`whoever signs in after somebody has logged out ${way} reads nothing that was typed in that browser`, async () => {
    const { browser, idToken } = await inAtKade()
    const typed = await postForm(browser, '/account/phone', { number: '06-anybody' }, '/account/phone')
    const address = typed.location!.href
    assert.match((await navigate(browser, address)).body, /06-anybody/u)
    if (way === 'at Sluis') await postForm(browser, '/sign-out', {}, '/account')
    else await browser.submit(await logoutRequest(browser, { id_token_hint: idToken }), { logout: 'here' })
    await signInWithTokens(world, await enrolledPerson(world, `next-${way.length}`, ['none']), {}, browser)
    const page = await navigate(browser, address)
    assert.ok(!page.body.includes('06-anybody'), page.heading)
  })
