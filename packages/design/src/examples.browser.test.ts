// Every example page, light and dark, on a small phone and on a desk: no finding of axe, no sideways scroll, small
// targets nowhere.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { accessibilityFaults, COLOUR_RULES } from '@sluis/test-kit'
import type { Browser, Page } from 'playwright-core'
import { openExample, startChromium } from './testing/in-chromium.ts'
import { examplePages } from './examples.ts'

const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const findings = async (page: Page, runOnly = everything): Promise<string[]> =>
  (await accessibilityFaults(page, runOnly)).map(({ rule, html, fault }) => `${rule}: ${html}: ${fault}`)

/** Buttons, boxes and separate links; links within a sentence may be as small as its letters (WCAG 2.5.8). */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'button, summary, select, textarea, .input, .button, nav a, .page-foot a, .rows a, .choice-links a, .check-row',
      ),
    ]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 44)
      .map((element) => `${element.outerHTML.slice(0, 80)} is ${element.getBoundingClientRect().height} high`),
  )

describe('every example page', () => {
  let browser: Browser
  before(async () => {
    browser = await startChromium()
  })
  after(() => browser.close())

  for (const name of Object.keys(examplePages)) {
    for (const width of [320, 1280]) {
      test(`${name} at ${width} px, light and dark`, async () => {
        const { page, broken } = await openExample(browser, name, {
          colorScheme: 'light',
          viewport: { width, height: 800 },
          reducedMotion: 'reduce',
        })
        // Opened, so that what is inside is looked at too.
        await page.evaluate(() =>
          document.querySelectorAll('details:not([data-menu])').forEach((details) => details.setAttribute('open', '')),
        )
        assert.deepEqual(await findings(page), [])
        assert.equal(
          await page.evaluate(() => document.documentElement.scrollWidth > innerWidth),
          false,
          'scrolls sideways',
        )
        assert.deepEqual(await smallTargets(page), [])
        await page.emulateMedia({ colorScheme: 'dark' })
        assert.deepEqual(await findings(page, COLOUR_RULES), [])
        assert.deepEqual(broken, [])
        await page.context().close()
      })
    }
  }

  test('menus, once open, have no finding either', async () => {
    const { page } = await openExample(browser, 'kade-start', { viewport: { width: 320, height: 800 } })
    await page.locator('.menu--main > summary').click()
    assert.deepEqual(await findings(page), [])
    await page.locator('.menu--account > summary').click()
    assert.deepEqual(await findings(page), [])
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false)
    await page.context().close()
  })

  for (const name of ['enrol-app', 'kade-start', 'code']) {
    test(`${name} reads from right to left without scrolling sideways`, async () => {
      const { page } = await openExample(browser, name, { viewport: { width: 320, height: 800 } })
      await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'))
      assert.equal(await page.evaluate(() => Math.abs(document.documentElement.scrollWidth - innerWidth) > 0), false)
      await page.context().close()
    })

    test(`${name} keeps its words when people space their text out (WCAG 1.4.12)`, async () => {
      const { page } = await openExample(browser, name, { viewport: { width: 320, height: 800 }, bypassCSP: true })
      await page.addStyleTag({
        content:
          '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }',
      })
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false)
      await page.context().close()
    })
  }
})
