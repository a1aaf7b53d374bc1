// On to the application in Chromium, which holds form-action against every redirect that follows a form: the way there
// ends well even where the application redirects on to another origin.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { listen, type RunningServer } from '@sluis/server-kit/server'
import { chromium as chromiumPath, freePort } from '@sluis/test-kit'
import { chromium, type Browser, type Page } from 'playwright-core'
import { authorizationRequest } from '#testing/openid-driver.ts'
import { PASSWORD, runningWorld, type World } from '#testing/running-world.ts'

let browser: Browser
let world: World
let server: RunningServer
/** Its central callback, and the site behind it: two origins. */
let app: { callback: string; site: string }
before(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] })
  world = await runningWorld()
  const port = await freePort()
  app = { callback: `http://localhost:${port}/callback`, site: `http://127.0.0.1:${port}` }
  server = await listen(
    (incoming, outgoing) => {
      const { pathname, search } = new URL(incoming.url!, app.callback)
      if (pathname === '/start') return void outgoing.setHeader('content-type', 'text/html').end(startPage())
      if (pathname !== '/callback') return void outgoing.end(`<h1>${pathname}</h1>`)
      outgoing
        .writeHead(302, { location: `${app.site}/${incoming.method === 'POST' ? 'posted' : 'home'}${search}` })
        .end()
    },
    '127.0.0.1',
    port,
  )
  await world.identity.applications.upsert(
    {
      clientId: 'broker',
      name: 'Broker',
      secret: 'a client secret for tests only, long enough',
      redirectUris: [app.callback],
      postLogoutRedirectUris: [app.callback],
      scope: 'openid',
      apiClientScope: '',
      homeUri: null,
      backchannelLogoutUri: null,
    },
    world.clock.now(),
  )
})
after(async () => {
  await browser.close()
  await server.stop()
  await world.stop()
})

const request = (more: Record<string, string> = {}) =>
  authorizationRequest(world.settings.issuer, {
    client_id: 'broker',
    redirect_uri: app.callback,
    scope: 'openid',
    ...more,
  }).address

/** A page of another site, with a form that begins a sign-in (OpenID Connect Core §3.1.2.1). */
function startPage(): string {
  const { origin, pathname, searchParams } = new URL(request())
  const fields = [...searchParams].map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
  return `<form method="post" action="${origin}${pathname}">${fields.join('')}<button>Start</button></form>`
}

async function openPage(javaScriptEnabled: boolean): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en', javaScriptEnabled })).newPage()
  page.setDefaultTimeout(5_000)
  return page
}
async function proveItsMe(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in', exact: true }).click()
}
const endsAt = (page: Page, path: string) => page.waitForURL((url) => url.href.startsWith(`${app.site}${path}`))

for (const script of [true, false])
  test(`signing in, going back, cancelling and signing out end at an application that redirects on, ${script ? 'with' : 'without'} JavaScript`, async () => {
    const { email } = await world.person(`broker-${script}`, ['none'])
    const page = await openPage(script)
    await page.goto(request())
    await proveItsMe(page, email)
    await page.getByRole('button', { name: 'Grant access' }).click()
    await endsAt(page, '/home?code=')
    await page.goBack()
    assert.match(page.url(), /\/access$/u, 'the page that goes on is not in the way back')

    await page.goto(request({ prompt: 'consent', acr_values: 'urn:sluis:acr:two-factor' }))
    await page.getByRole('button', { name: 'Cancel' }).click()
    await endsAt(page, '/home?error=')
    await page.goto(`${world.settings.issuer}/oidc/sign-out?client_id=broker&post_logout_redirect_uri=${app.callback}`)
    await page.getByRole('button', { name: 'Log out here' }).click()
    await endsAt(page, '/home')
    await page.context().close()
  })

test('an answer by form_post posts itself, and a request that a form of another site posts is answered', async () => {
  const { email } = await world.person('posted', ['none'])
  const page = await openPage(true)
  await page.goto(request({ response_mode: 'form_post' }))
  await proveItsMe(page, email)
  await page.getByRole('button', { name: 'Grant access' }).click()
  await endsAt(page, '/posted')

  // Whoever is signed in is known though the form came from another site, which brings no cookies.
  await page.goto(`${app.site}/start`)
  await page.getByRole('button', { name: 'Start' }).click()
  await endsAt(page, '/home?code=')
  await page.goBack()
  assert.equal(new URL(page.url()).pathname, '/start')
})
