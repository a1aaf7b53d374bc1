// The waiting room in Chromium: it says in place where somebody stands, and goes on by itself, also without JavaScript
// (decision 0052).
import { NOBODY_WAITS, type Pace } from '@sluis/server-kit/admission'
import { accessibilityFaults, chromium as chromiumPath } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { runningWorld, type World } from '#testing/running-world.ts'

const SLOWEST: Pace = { perSecond: 1e-9, learned: 4, burst: 0 }
let pace = SLOWEST
let browser: Browser
let world: World
before(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] })
  world = await runningWorld(undefined, { pace: () => pace })
})
after(async () => {
  await browser.close()
  await world.stop()
})
function set(next: Pace): void {
  pace = next
  world.provider.line.setPace(pace)
}

/** In line, behind so many others. */
async function inLine(others: number, options: BrowserContextOptions = {}): Promise<Page> {
  set(SLOWEST)
  for (let number = 0; number < others; number++) await world.browser().get('/sign-in?next=%2Faccount')
  const page = await (await browser.newContext({ locale: 'nl-NL', ...options })).newPage()
  await page.goto(`${world.settings.issuer}/sign-in?next=%2Faccount`)
  assert.match((await page.locator('#place').textContent()) ?? '', /^Je bent nummer \d+\./u)
  return page
}

test('the sentence changes in place, the focus stays, and when it is their turn the page goes on by itself', async () => {
  const page = await inLine(2)
  const said = await page.locator('#place').textContent()
  const button = page.getByRole('link', { name: 'Kijk opnieuw' })
  await button.focus()
  set({ ...SLOWEST, learned: 1 })
  await page.waitForFunction((text) => document.getElementById('place')?.textContent !== text, said)
  assert.match((await page.locator('#place').textContent()) ?? '', /Over ongeveer \d+ seconden ben je aan de beurt/u)
  assert.match(await page.title(), /^\(\d+\) Je staat in de rij/u)
  assert.equal(await page.getByRole('status').textContent(), '', 'a screen reader is told now and then, not each time')
  assert.equal(await button.evaluate((element) => element === document.activeElement), true)
  set(NOBODY_WAITS)
  await page.getByLabel('E-mailadres').waitFor()
  assert.equal(new URL(page.url()).search, '?next=%2Faccount')
})
test('what something before the server answers in its place is not taken for its word: the page asks again', async () => {
  const page = await inLine(0)
  const answers = [
    { status: 502, body: 'Bad Gateway' },
    { status: 200, contentType: 'text/html', body: '<h1>Maintenance</h1>' },
    { status: 200, contentType: 'application/json', body: 'null' },
  ]
  const { promise: isOver, resolve } = Promise.withResolvers<void>()
  await page.route('**/waiting?*', async (route) => {
    const answer = answers.shift()
    if (answer) return route.fulfill(answer)
    resolve()
    return route.continue()
  })
  // Its clock goes fast, so that nobody waits for its pauses.
  await page.clock.install()
  await page.reload()
  const running = setInterval(() => void page.clock.runFor(1_000).catch(() => undefined), 50)
  await isOver.finally(() => clearInterval(running))
  set(NOBODY_WAITS)
  await page.getByLabel('E-mailadres').waitFor()
})
test('without JavaScript it goes on by itself too', async () => {
  const page = await inLine(0, { javaScriptEnabled: false })
  set(NOBODY_WAITS)
  await page.getByLabel('E-mailadres').waitFor()
})
test('it is whole at 320 px, in the dark, and for screen readers', async () => {
  const page = await inLine(0, { viewport: { width: 320, height: 600 }, colorScheme: 'dark' })
  assert.deepEqual(await accessibilityFaults(page), [])
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320)
})
