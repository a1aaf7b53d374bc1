// What axe finds wrong with a page in a browser.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** Of axe's rules those that another colour scheme can break; the structure of a page is the same in each. */
export const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/** `fault`: what is wrong with that element, as axe says it. */
export type AccessibilityFault = { rule: string; html: string; fault: string }
type Page = { evaluate(script: string): Promise<unknown> }
type Violation = { id: string; nodes: { html: string; failureSummary?: string }[] }

// The packed one: it goes to every page that is checked. The page's own policy would not let anybody put it there.
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
// Only what is wrong is described, which takes axe most of its time, and only that is told. No page of ours plays
// anything.
const OPTIONS = { resultTypes: ['violations'], reporter: 'no-passes', selectors: false, preload: false }

/** `runOnly`: the tags or the rules of axe that are looked at; without, all that it looks at by itself. */
export async function accessibilityFaults(page: Page, runOnly?: readonly string[]): Promise<AccessibilityFault[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE)
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify({ ...OPTIONS, runOnly })})`)) as {
    violations: Violation[]
  }
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => ({ rule: id, html, fault: failureSummary ?? '' })),
  )
}
