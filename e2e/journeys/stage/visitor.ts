// Somebody at a browser of their own: every page they meet is looked at, and what their browser complains of fails the
// journey.
import assert from 'node:assert/strict'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { faultsOf } from './looks.ts'
import { WORDS, type Words } from './words.ts'

export type VisitorOptions = {
  language?: 'en' | 'nl'
  width?: number
  scheme?: 'light' | 'dark'
  script?: boolean
  context?: BrowserContextOptions
  /** What is done with every page that is met; answers with what is wrong. */
  look?: typeof faultsOf
}
/** As much of a test as a visitor needs. */
export type Stay = { name: string; after(leave: () => Promise<void>): void; passed?: boolean }

export type Visitor = {
  page: Page
  context: BrowserContext
  words: Words
  /** Waits for the page with this heading and looks at it. */
  sees(heading: string | RegExp): Promise<void>
  /** Looks at the page as it stands. */
  looks(): Promise<void>
  shows(text: string | RegExp): Promise<void>
  press(button: string | RegExp): Promise<void>
  follow(link: string | RegExp): Promise<void>
  field(label: string): Locator
  /** Key by key, as a person does: what comes all at once sends itself. */
  types(label: string, text: string): Promise<void>
  /** Another tab of the same browser. The visitor acts in it from now on, until they go back. */
  opensTab(): Promise<Page>
  actsIn(page: Page): void
}

const isNavigation = (line: string): boolean =>
  /Failed to load resource: the server responded with a status of 4\d\d/u.test(line)

/** Leaves, and is asked what was wrong, when the test ends. */
export async function visitor(
  t: Stay,
  browser: Browser,
  {
    language = 'en',
    width = 1280,
    scheme = 'light',
    script = true,
    context: more = {},
    look = faultsOf,
  }: VisitorOptions = {},
): Promise<Visitor> {
  const words = WORDS[language]
  const context = await browser.newContext({
    locale: words.locale,
    colorScheme: scheme,
    javaScriptEnabled: script,
    reducedMotion: 'reduce',
    viewport: { width, height: width < 600 ? 740 : 900 },
    ...more,
  })
  context.setDefaultTimeout(10_000)
  const complaints: string[] = []
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) =>
      console.error(`the page's policy forbids ${event.violatedDirective}: ${event.blockedURI}`),
    )
  })
  // The page itself may answer 4xx, and the browser mentions that; what a page loads may not.
  context.on('console', (message) => {
    const isPageItself = message.location().url === message.page()?.url()
    if (message.type() === 'error' && !(isNavigation(message.text()) && isPageItself))
      complaints.push(`${message.location().url}: ${message.text()}`)
  })
  context.on('weberror', (error) => complaints.push(String(error.error())))
  context.on(
    'response',
    (response) => void (response.status() >= 500 && complaints.push(`${response.status()} from ${response.url()}`)),
  )
  t.after(async () => {
    if (!t.passed)
      await page
        .screenshot({ path: `pictures/failed/${t.name.slice(0, 40).replaceAll(/\W+/gu, '-')}.png`, fullPage: true })
        .catch(() => undefined)
    await context.close()
    if (t.passed) assert.deepEqual(complaints, [])
  })

  let page = await context.newPage()
  const exactly = (name: string | RegExp) => (typeof name === 'string' ? { name, exact: true } : { name })
  const looks = async (): Promise<void> => void complaints.push(...(await look(page, { scheme, script })))
  return {
    get page() {
      return page
    },
    context,
    words,
    looks,
    async sees(heading) {
      await page.getByRole('heading', { level: 1, ...exactly(heading) }).waitFor()
      await looks()
    },
    shows: (text) => page.getByText(text).first().waitFor(),
    press: (button) => page.getByRole('button', exactly(button)).click(),
    follow: (link) => page.getByRole('link', exactly(link)).click(),
    field: (label) => page.getByLabel(label, { exact: true }),
    types: (label, text) => page.getByLabel(label, { exact: true }).pressSequentially(text),
    async opensTab() {
      page = await context.newPage()
      return page
    },
    actsIn(other) {
      page = other
    },
  }
}
