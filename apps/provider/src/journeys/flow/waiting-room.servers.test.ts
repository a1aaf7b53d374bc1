// The waiting room (decision 0052): who waits before the password, who never does, and what is said to those who wait.
import { closed, NOBODY_WAITS, type Pace } from '@sluis/server-kit/admission'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { authorizationRequest, begin, enrol, fill, password, redeem } from '#testing/openid-driver.ts'
import { runningWorld } from '#testing/running-world.ts'
import {
  driveSignIn,
  enrolledPerson,
  navigate,
  refresh,
  signInWithTokens,
  statusOf,
  voucherFor,
} from '#testing/sign-in-driver.ts'

const SLOWEST: Pace = { perSecond: 1e-9, learned: 10, burst: 0 }
let pace = NOBODY_WAITS
const world = await runningWorld(undefined, { pace: () => pace })
after(() => world.stop())

function set(next: Pace): void {
  pace = next
  world.provider.line.setPace(pace)
}
const { issuer } = world.settings
const IN_LINE = 'You are in line'

test('whoever comes when it is busy gets a number and seconds, waits without losing the place, and goes on', async () => {
  set(SLOWEST)
  const [first, second] = [world.browser(), world.browser()]
  const page = await first.get('/sign-in?next=%2Faccount')
  assert.deepEqual([page.status, page.heading], [200, IN_LINE])
  assert.match(page.text, /You are number 1\. It is your turn in about 1 second\./u)
  assert.match(page.body, /<noscript><meta http-equiv="refresh" content="1"><\/noscript>/u)
  assert.match(page.body, /id="place" data-look="\/waiting\?language=en" data-seconds="1"/u)
  assert.equal(page.headers.get('retry-after'), '1')
  assert.equal(page.headers.get('cache-control'), 'no-store')
  assert.match((await second.get('/sign-in?next=%2Faccount')).text, /You are number 2\./u)
  assert.match((await first.get(page.url)).text, /You are number 1\./u, 'looked again')
})

test('while nobody can be served nobody is let in, and whoever waits or comes is told that the place is kept', async () => {
  set(SLOWEST)
  const [waits, comes] = [world.browser(), world.browser()]
  const page = await waits.get('/sign-in?next=%2Faccount')
  set(closed(NOBODY_WAITS))
  const [still, newcomer] = [await waits.get(page.url), await comes.get(authorizationRequest(issuer).address)]
  for (const each of [still, newcomer]) {
    assert.deepEqual([each.status, each.headers.get('retry-after'), each.heading], [503, '4', IN_LINE])
    assert.match(each.text, /You are number \d+\. Logging in does not work for a moment\. You keep your place\./u)
  }
  set(NOBODY_WAITS)
  assert.equal((await waits.get(page.url)).status, 200)
})

test('the page asks where it stands without going in, in its own language', async () => {
  set(SLOWEST)
  const browser = world.browser({ 'accept-language': 'nl' })
  const page = await browser.get('/sign-in?next=%2Faccount')
  assert.match(page.text, /Je bent nummer \d+\. Over ongeveer \d+ second/u)
  const asked = (await browser.get('/waiting?language=nl')).json() as { text: string; lookAgain: number }
  assert.ok(asked.lookAgain >= 1)
  assert.ok(page.text.includes(asked.text), asked.text)
  set(NOBODY_WAITS)
  assert.deepEqual((await browser.get('/waiting?language=nl')).json(), { text: '', lookAgain: 0, number: 0 })
  assert.equal((await browser.get(page.url)).url.pathname, '/sign-in')
  assert.notEqual((await browser.get(page.url)).heading, page.heading)
  for (const odd of ['', 'xx', 'nl&language=en', '%00', 'é'.repeat(500)])
    assert.equal((await browser.get(`/waiting?language=${odd}`)).status, 200, odd.slice(0, 9))
})

test('an application’s request waits before anything is stored for it, and leads on to the application', async () => {
  const who = await enrolledPerson(world, 'in-line', ['required'])
  set(SLOWEST)
  const browser = world.browser()
  const request = authorizationRequest(issuer)
  const waits = await browser.get(request.address)
  assert.equal(waits.heading, IN_LINE)
  assert.deepEqual(
    browser
      .cookies()
      .map(({ name }) => name)
      .toSorted(),
    ['sluis-browser', 'sluis-place'],
  )
  set(NOBODY_WAITS)
  const page = await driveSignIn(browser, world, await begin(browser, request), who)
  assert.equal((await redeem(issuer, request, page)).idToken['sub'], who.sub)
})

test('no other spelling of the way in, and no form, leads past the line', async () => {
  set(NOBODY_WAITS)
  const early = world.browser()
  const page = await early.get('/sign-in?next=%2Faccount')
  const form = page.form('username')
  set(SLOWEST)
  const { pathname, search } = new URL(authorizationRequest(issuer).address)
  for (const path of [pathname.toUpperCase().replace('/OIDC', '/oidc'), `${pathname}/`])
    assert.equal((await world.browser().get(`${path}${search}`)).heading, IN_LINE, path)
  const browser = world.browser()
  const elsewhere = (await browser.get('/forgotten')).form('csrf')
  const csrf = elsewhere.fields.find(({ name }) => name === 'csrf')!.value
  const guess = { csrf, username: 'a@example.org', password: 'guess' }
  const sent = await browser.post('/sign-in/password?next=%2Faccount', guess)
  assert.deepEqual([sent.status, sent.location?.pathname], [303, '/sign-in/password'])
  assert.equal((await browser.follow(sent)).heading, IN_LINE)
  // Whoever was let in before it was busy goes on.
  assert.equal((await early.submit(page, { username: 'a@example.org' }, form)).location?.pathname, '/sign-in/password')
})

test('a request that must not wait does not: a silent one, and one whose parameters were pushed', async () => {
  set(SLOWEST)
  const silent = await world.browser().get(authorizationRequest(issuer, { prompt: 'none' }).address)
  assert.match(silent.location?.searchParams.get('error') ?? '', /required/u)
  const { searchParams } = new URL(authorizationRequest(issuer).address)
  const pushed = await fetch(`${issuer}/oidc/par`, {
    method: 'POST',
    headers: { authorization: world.api.basic },
    body: searchParams,
  })
  const { request_uri: uri } = (await pushed.json()) as { request_uri: string }
  const page = await navigate(world.browser(), `/oidc/auth?client_id=kade&request_uri=${encodeURIComponent(uri)}`)
  assert.deepEqual([page.url.pathname, page.heading], ['/sign-in', IN_LINE])
})

test('who was let in goes on to the end however busy it gets: password, code, first set-up', async () => {
  set(NOBODY_WAITS)
  const newcomer = await world.person('began', ['prompt'])
  const browser = world.browser()
  const request = authorizationRequest(issuer, {
    voucher: await voucherFor(world, 'began'),
    acr_values: 'urn:sluis:acr:two-factor',
  })
  const page = await begin(browser, request)
  set(SLOWEST)
  const access = await password(browser, page, newcomer.email)
  assert.match(access.url.pathname, /\/access$/u)
  const { codes } = await enrol(world, browser, await fill(browser, access, {}))
  assert.equal(new Set(codes).size, 10)
})

test('who has a session never waits: another application, a factor asked again, Home; nor do programs', async () => {
  set(NOBODY_WAITS)
  const who = await enrolledPerson(world, 'inside', ['required'])
  const tokens = await signInWithTokens(world, who)
  const { browser } = tokens
  const session = browser.cookies().find(({ name }) => name === 'sluis-session')!
  set(SLOWEST)
  const alone = world.browser({ cookie: `sluis-session=${session.value}` })
  assert.equal((await alone.get('/sign-in?next=%2Faccount')).location?.pathname, '/account')
  const again = authorizationRequest(issuer)
  await redeem(issuer, again, await begin(browser, again))
  const asked = await begin(browser, authorizationRequest(issuer, { prompt: 'login' }))
  assert.deepEqual([asked.url.pathname, asked.status], ['/sign-in/password', 200])
  assert.ok(asked.forms.some(({ fields }) => fields.some(({ name }) => name === 'password')))
  assert.equal((await navigate(browser, '/')).status, 200)
  assert.equal((await refresh(world, tokens.refreshToken)).status, 200)
  assert.equal((await statusOf(world, 'inside'))['enrolled'], true)
  for (const path of ['/livez', '/readyz', '/help', '/.well-known/openid-configuration', '/oidc/jwks'])
    assert.equal((await world.browser().get(path)).status, 200, path)
})

test('a session that is none, and a ticket that is none, let nobody past', async () => {
  set(SLOWEST)
  const cookies = ['sluis-session=x', 'sluis-place=i.1.x', `sluis-place=i.${Date.now()}.${'A'.repeat(22)}`]
  for (const cookie of cookies)
    assert.equal((await world.browser({ cookie }).get('/sign-in?next=%2F')).heading, IN_LINE, cookie)
})
