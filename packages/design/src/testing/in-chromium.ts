// Opens example pages in a real browser for the tests, from memory and under the strict policy that production has.
import { chromium as chromiumPath } from '@sluis/test-kit'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { examplePages } from '../examples.ts'
import { readDesignFiles } from '../files.ts'
import { textOf } from '../examples/text-of.ts'

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
const texts = new Map(readDesignFiles().map((file) => [`/assets/${file.name}`, file]))

export interface Posted {
  count: number
}

export async function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] })
}

/**
 * A page at the example `name`; `broken` collects what the policy refused and what threw, `posted` the forms that
 * arrived.
 */
export async function openExample(
  browser: Browser,
  name: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; broken: string[]; posted: Posted }> {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], ...options })
  const page = await context.newPage()
  const broken: string[] = []
  const posted: Posted = { count: 0 }
  page.on('pageerror', (error) => broken.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && broken.push(message.text()))
  await page.route('**/*', (route) => {
    const path = decodeURIComponent(new URL(route.request().url()).pathname)
    const text = texts.get(path)
    if (text) return route.fulfill(text)
    if (route.request().method() === 'POST') {
      posted.count += 1
      return route.fulfill({ status: 204 })
    }
    const render = examplePages[path.slice(1)]
    if (!render) return route.fulfill({ status: 404, body: '' })
    return route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': POLICY },
      body: textOf(render('/assets')),
    })
  })
  await page.goto(`http://localhost/${name}`)
  return { page, broken, posted }
}
