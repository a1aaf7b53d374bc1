// Kade in a real browser: from the pop-up to a signed-in page, without script too, and axe on every page, small and
// wide, light and dark.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessibilityFaults, chromium as chromiumPath } from '@sluis/test-kit'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { startKadeServer } from '#testing/kade-server.ts'
import { INSTANT, PASSWORD } from '#testing/kade.ts'

let browser: Browser
let kade: Awaited<ReturnType<typeof startKadeServer>>
before(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] })
  kade = await startKadeServer()
})
after(async () => {
  await browser.close()
  await kade.stop()
})

// axe is put into the page by the test, which the page's own policy would not let anybody do.
const openPage = async (options: BrowserContextOptions): Promise<Page> =>
  (await browser.newContext({ locale: 'en', bypassCSP: true, ...options })).newPage()

async function logIn(page: Page): Promise<void> {
  await page.goto(kade.url)
  await page.getByLabel('E-mail address').fill(kade.sanne.email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in', exact: true }).click()
}

async function ensureAccessible(page: Page, what: string): Promise<void> {
  assert.deepEqual(
    (await accessibilityFaults(page)).map(({ rule, html }) => `${what}: ${rule} ${html}`),
    [],
  )
  assert.equal(
    await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    true,
    `${what} runs out of its width`,
  )
}

for (const [width, colorScheme] of [
  [320, 'light'],
  [1280, 'dark'],
] as const) {
  test(`every page is accessible at ${width} px, ${colorScheme}`, async () => {
    kade.time.set('2026-06-15T10:00:00Z')
    const page = await openPage({ viewport: { width, height: 800 }, colorScheme })
    await page.goto(kade.url)
    await ensureAccessible(page, 'log in')
    await logIn(page)
    await page.getByRole('dialog').waitFor()
    await ensureAccessible(page, 'pop-up')
    const slip = `/payslips/${(await kade.deps.payslips.listByEmployee(kade.sanne.memberships[0]!.id, 1))[0]!.id}`
    for (const address of [
      '/payslips',
      slip,
      '/leave',
      '/profile',
      '/profile/bank-account',
      '/companies',
      '/set-up',
      '/nowhere',
      '/two-factor',
    ]) {
      await page.goto(`${kade.url}${address}`)
      await ensureAccessible(page, address)
    }
    kade.time.set(INSTANT)
    await page.context().clearCookies()
    await logIn(page)
    await page.getByRole('heading', { name: 'Time to secure your account' }).waitFor()
    await ensureAccessible(page, 'wall')
  })
}

test('Esc on the pop-up is "later"', async () => {
  kade.time.set('2026-06-15T10:00:00Z')
  kade.fakePerson(kade.sanne).snoozesLeft = 2
  const page = await openPage({})
  await logIn(page)
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('We will ask again tomorrow').waitFor()
  assert.equal(kade.fakePerson(kade.sanne).snoozesLeft, 1)
})

test('with JavaScript off: from the wall through Sluis into Kade', async () => {
  kade.time.set(INSTANT)
  const page = await openPage({ javaScriptEnabled: false })
  await logIn(page)
  await page.getByRole('button', { name: 'Set up 2FA' }).click()
  await page.getByRole('heading', { name: 'Welcome, Sanne' }).waitFor()
  assert.equal(kade.fakePerson(kade.sanne).isEnrolled, true)
})
