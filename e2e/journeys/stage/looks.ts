// What is looked at on every page that somebody meets: axe, that no two things share an id, and that nothing runs out
// of a narrow screen.
import axe from 'axe-core'
import type { Page } from 'playwright-core'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const NARROW = [320, 360]
// The same page again tells axe nothing new; a run meets the same few pages many times.
const seen = new Set<string>()

type Axe = {
  run(
    context: unknown,
    options: unknown,
  ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>
}

export type Look = { scheme: 'light' | 'dark'; script: boolean }

/**
 * Answers with what is wrong, each with where it was seen. Without script axe cannot run either; the same pages are met
 * with it.
 */
export async function faultsOf(page: Page, { scheme, script }: Look): Promise<string[]> {
  await page.waitForLoadState('load')
  const title = await page.title()
  const viewport = page.viewportSize()!
  const isNew = (what: string): boolean => !seen.has(what) && seen.add(what) !== null
  const faults: string[] = []
  const path = new URL(page.url()).pathname.replaceAll(/[\w-]{20,}/gu, '…')

  if (isNew(`narrow ${title} ${path}`)) {
    for (const width of NARROW) {
      await page.setViewportSize({ width, height: viewport.height })
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const)
      if (wide > room) faults.push(`“${title}” (${path}) is ${wide} px wide on a screen of ${width}`)
    }
    await page.setViewportSize(viewport)
    // A label or a hint would belong to the first of them.
    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id))
    faults.push(
      ...[...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))].map(
        (id) => `“${title}” (${path}) has the id “${id}” twice`,
      ),
    )
  }
  if (script && isNew(`axe ${title} ${path} ${scheme} ${viewport.width < 600 ? 'phone' : 'desk'}`)) {
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(
      (runOnly) => (globalThis as unknown as { axe: Axe }).axe.run(document, { runOnly }),
      RULES,
    )
    for (const { id, nodes } of violations)
      for (const node of nodes)
        faults.push(`“${title}” (${path}, ${scheme}): ${id}: ${node.html.slice(0, 160)}: ${node.failureSummary ?? ''}`)
  }
  return faults
}
