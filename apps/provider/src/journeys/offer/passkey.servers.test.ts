// The offer of a passkey at the end of a sign-in: where the device can make one, once in 30 days, with a real "Not
// now"; and nobody loses their way by it (U-17).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cookieBrowser, type CookieBrowser, softPasskey } from '@sluis/test-kit'
import { runningWorld } from '#testing/running-world.ts'
import { authorizationRequest, begin, redeem } from '#testing/openid-driver.ts'
import { type EnrolledPerson, enrolledPerson, navigate, driveSignIn } from '#testing/sign-in-driver.ts'
import { pressPasskey } from '#testing/with-passkey.ts'

const A_DAY = 86_400_000
const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings

/** Whose script has found that the device can make passkeys. */
const capable = (): CookieBrowser =>
  cookieBrowser(issuer, {
    send: (request) => {
      const headers = new Headers(request.headers)
      headers.set('cookie', [request.headers.get('cookie'), 'sluis-passkeys=yes'].filter(Boolean).join('; '))
      return fetch(new Request(request, { headers, redirect: 'manual' }))
    },
  })
const home = async (browser: CookieBrowser, who: EnrolledPerson) =>
  driveSignIn(browser, world, await navigate(browser, '/'), who)
/** Where the session has not ended by itself. */
async function signOut(browser: CookieBrowser): Promise<void> {
  const page = await browser.get('/sign-out')
  if (page.forms.length > 0) await browser.submit(page, {}, page.form('/sign-out'))
}
const grants = async (who: EnrolledPerson): Promise<number> =>
  (
    await world.provider.database.db
      .selectFrom('audit_event')
      .select('seq')
      .where('person_id', '=', who.sub)
      .where('action', '=', 'access-granted')
      .execute()
  ).length
const OFFER = 'Log in faster next time?'

test('on a capable device the offer comes before Home, once; “Not now” goes on, and is kept for 30 days', async () => {
  const who = await enrolledPerson(world, 'offered', ['required'])
  const browser = capable()
  const offer = await home(browser, who)
  assert.equal(offer.heading, OFFER)
  const on = await navigate(browser, (await browser.submit(offer, {}, offer.form('csrf'))).location!.href)
  assert.match(on.heading, /^Hello/u)
  const again = async (days: number): Promise<string> => {
    world.clock.moveBy(days * A_DAY)
    await signOut(browser)
    return (await home(browser, who)).heading
  }
  assert.match(await again(0), /^Hello/u)
  assert.match(await again(29), /^Hello/u)
  assert.equal(await again(2), OFFER)
})
test('who closes the offer without a word is not asked again either', async () => {
  const who = await enrolledPerson(world, 'closes-it', ['required'])
  const browser = capable()
  assert.equal((await home(browser, who)).heading, OFFER)
  await signOut(browser)
  assert.match((await home(browser, who)).heading, /^Hello/u)
})
test('on the way to an application: after “Not now” on to it, with the access that was granted before, granted once', async () => {
  const who = await enrolledPerson(world, 'to-kade', ['required'])
  const browser = capable()
  const request = authorizationRequest(issuer)
  const offer = await driveSignIn(browser, world, await begin(browser, request), who)
  assert.equal(offer.heading, OFFER)
  const on = await driveSignIn(
    browser,
    world,
    await navigate(browser, (await browser.submit(offer, {}, offer.form('csrf'))).location!.href),
    who,
  )
  assert.equal((await redeem(issuer, request, on)).idToken.sub, who.sub)
  assert.equal(await grants(who), 1)
})
test('who takes it adds a passkey, and goes on to the application', async () => {
  const who = await enrolledPerson(world, 'takes-it', ['required'])
  const browser = capable()
  const request = authorizationRequest(issuer)
  const offer = await driveSignIn(browser, world, await begin(browser, request), who)
  const add = await navigate(browser, offer.links.find(({ href }) => href.startsWith('/account/passkeys/add'))!.href)
  const on = await driveSignIn(browser, world, await pressPasskey(browser, add, softPasskey(issuer)), who)
  assert.equal((await redeem(issuer, request, on)).idToken.sub, who.sub)
  assert.equal((await world.identity.passkeys.listByPerson(who.sub)).length, 1)
  assert.equal(await grants(who), 1)
})
test('nothing is offered without script or a capable device, to who has a passkey, and to who has no second factor', async () => {
  const who = await enrolledPerson(world, 'has-one', ['required'])
  assert.match((await home(world.browser(), who)).heading, /^Hello/u)
  const browser = capable()
  const add = await driveSignIn(browser, world, await navigate(browser, '/account/passkeys/add'), who)
  const passkey = softPasskey(issuer)
  await pressPasskey(browser, add, passkey)
  await signOut(browser)
  assert.match((await pressPasskey(browser, await navigate(browser, '/sign-in?next=%2F'), passkey)).heading, /^Hello/u)
  const bare = await world.person('bare-of-it', ['none'])
  const other = capable()
  assert.match((await driveSignIn(other, world, await navigate(other, '/'), bare)).heading, /^Hello/u)
})
test('the offer leads nowhere else: a foreign address in “next” is Home', async () => {
  const who = await enrolledPerson(world, 'foreign', ['required'])
  const browser = capable()
  await home(browser, who)
  for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'data:text/html,x']) {
    const offer = await browser.get(`/offer/passkey?next=${encodeURIComponent(next)}`)
    assert.equal(offer.location?.href, `${issuer}/`, next)
  }
})
