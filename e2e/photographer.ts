// Takes pictures of pages: every page four times, wide and narrow, light and dark.
import { mkdirSync, rmSync } from 'node:fs'
import type { Page } from 'playwright-core'

const WIDTHS = [1280, 360]
const SCHEMES = ['light', 'dark'] as const

/** Takes four pictures of every page; a page in the same state is taken once. */
export function photographer(folder: string) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const taken = new Set<string>()
  return async (page: Page): Promise<string[]> => {
    await page.waitForLoadState('load')
    const { port, pathname } = new URL(page.url())
    const state = await page.evaluate(() =>
      [
        document.querySelector('[role=alert], .error-summary, [role=status]:not(:empty)')?.textContent,
        document.querySelector('dialog')?.textContent,
        document.querySelectorAll('details[open]').length,
      ].join('|'),
    )
    const name = `${port} ${pathname.replaceAll(/[\w-]{20,}/gu, '')} ${await page.title()}`
    if (taken.has(`${name} ${state}`)) return []
    taken.add(`${name} ${state}`)
    const number = String(taken.size).padStart(2, '0')
    const before = page.viewportSize()!
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width < 600 ? 740 : 900 })
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme })
        const slug = name
          .replace(/^\d+ /u, '')
          .toLowerCase()
          .replaceAll(/[^a-z]+/gu, '-')
          .slice(0, 60)
        await page.screenshot({ path: `${folder}/${width}-${colorScheme}-${number}${slug}.png`, fullPage: true })
      }
    }
    await page.setViewportSize(before)
    return []
  }
}
