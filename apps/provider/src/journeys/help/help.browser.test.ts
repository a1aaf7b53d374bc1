// The help in a real browser: axe on every page in both themes, both languages, small and wide; questions by keyboard
// and by address, with and without script (H1, H2, U-1, U-20).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessibilityFaults, chromium as chromiumPath, COLOUR_RULES } from '@sluis/test-kit'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { PASSWORD, runningWorld, type World } from '#testing/running-world.ts'
import { ANSWERS } from './answers.ts'

let browser: Browser
let world: World
before(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] })
  world = await runningWorld()
})
after(async () => {
  await browser.close()
  await world.stop()
})

// axe is put into the page by the test, which the page's own policy would not let anybody do.
const openPage = async (options: BrowserContextOptions): Promise<Page> =>
  (await browser.newContext({ locale: 'en', bypassCSP: true, ...options })).newPage()
const PAGES = [
  '/help',
  '/help?at=before-date',
  '/help/change',
  '/help/messages',
  '/help/search?q=code',
  '/help/search?q=xylophone',
  `/help/search?q=${'x'.repeat(120)}`,
]

async function ensureAccessible(page: Page, what: string, rules?: readonly string[]): Promise<void> {
  assert.deepEqual(
    (await accessibilityFaults(page, rules)).map(({ rule, html }) => `${what}: ${rule} ${html}`),
    [],
  )
  assert.equal(
    await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    true,
    `${what} runs out of its width`,
  )
  assert.equal(await page.locator('h1').count(), 1, what)
}
const isOpen = (page: Page, id: string): Promise<boolean> =>
  page.locator(`details:has(#${id})`).evaluate((details) => (details as unknown as { open: boolean }).open)

async function ensureAccessibleInBoth(page: Page, what: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  await ensureAccessible(page, `${what}, light`)
  await page.emulateMedia({ colorScheme: 'dark' })
  await ensureAccessible(page, `${what}, dark`, COLOUR_RULES)
}

for (const locale of ['nl', 'en'])
  for (const width of [320, 1280]) {
    test(`every page of the help is accessible in ${locale}, light and dark, at ${width} px, its answers open and closed`, async () => {
      // Colours that are on their way to the other scheme would be measured halfway.
      const page = await openPage({ locale, viewport: { width, height: 800 }, reducedMotion: 'reduce' })
      for (const address of PAGES) {
        await page.goto(world.settings.issuer + address)
        await ensureAccessibleInBoth(page, address)
      }
      await page.goto(`${world.settings.issuer}/help`)
      await page.evaluate(() =>
        document.querySelectorAll('main details').forEach((details) => details.setAttribute('open', '')),
      )
      await ensureAccessibleInBoth(page, 'all answers')
      await page.context().close()
    })
  }

for (const [width, colorScheme] of [
  [320, 'dark'],
  [1280, 'light'],
] as const) {
  test(`with a date of one's own, and the button to set it up, it is accessible too, ${colorScheme}, at ${width} px`, async () => {
    const { email } = await world.person(`wim-${width}`, ['prompt', 'announce'])
    const page = await openPage({ colorScheme, viewport: { width, height: 800 } })
    await page.goto(world.settings.issuer)
    await page.locator('#username').fill(email)
    await page.keyboard.press('Enter')
    await page.locator('#password').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Hello, Persoon wim' }).waitFor()
    for (const [address, words] of [
      ['/help', 'you can log in without it up to and including'],
      ['/help/change', 'Tuinderij Zonneveld'],
    ] as const) {
      await page.goto(world.settings.issuer + address)
      await page.getByText(words).first().waitFor()
      assert.equal(await page.getByRole('link', { name: 'Enable two-factor authentication' }).count(), 1)
      await ensureAccessible(page, address)
    }
  })
}

test('by keyboard each question opens and closes, and its state is announced (H2)', async () => {
  const page = await openPage({})
  await page.goto(`${world.settings.issuer}/help`)
  for (const { id } of ANSWERS) {
    const question = page.locator(`details:has(#${id}) > summary`)
    await question.focus()
    await page.keyboard.press('Enter')
    assert.equal(await isOpen(page, id), true, id)
    assert.match(await page.locator(`details:has(#${id})`).ariaSnapshot(), /group|details/u, id)
    await page.keyboard.press('Space')
    assert.equal(await isOpen(page, id), false, id)
  }
})
for (const javaScriptEnabled of [true, false]) {
  test(`${javaScriptEnabled ? 'with' : 'without'} script an address with a question opens it and shows it`, async () => {
    const page = await openPage({ javaScriptEnabled, viewport: { width: 360, height: 640 } })
    for (const id of ['passkeys', 'accessible'] as const) {
      await page.goto('about:blank')
      await page.goto(`${world.settings.issuer}/help?open=${id}#${id}`)
      await page.locator(`#${id}`).waitFor()
      const box = await page.locator(`#${id}`).boundingBox()
      assert.ok(box && box.y >= 0 && box.y < 640, `${id} stands at ${box?.y}`)
    }
  })
}
test('with script the bare anchor opens it too, also from within the page', async () => {
  const page = await openPage({})
  await page.goto(`${world.settings.issuer}/help#no-phone`)
  await page.locator('#no-phone').waitFor()
  await page.evaluate(() => void (location.hash = '#locked'))
  await page.locator('#locked').waitFor()
})
test('the search works without script, from the help page', async () => {
  const page = await openPage({ javaScriptEnabled: false })
  await page.goto(`${world.settings.issuer}/help`)
  await page.getByLabel('Search in help').fill('stolen phone')
  await page.keyboard.press('Enter')
  await page.getByText('answers for “stolen phone”').waitFor()
  assert.equal(await page.locator('#no-phone').isVisible(), true)
})
