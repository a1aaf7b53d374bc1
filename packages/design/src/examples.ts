// Every component on a page that could really have it: for eyes, for axe, and as a model for authors of pages.
import { apps } from './examples/apps.ts'
import { journeys } from './examples/journeys.ts'
import { partsPages } from './examples/parts.ts'
import type { Html } from './markup.ts'

/** Name of the page → its markup; `assetsBase` as for any page. */
export const examplePages: Readonly<Record<string, (assetsBase: string) => Html>> = {
  ...journeys,
  ...apps,
  ...partsPages,
}
