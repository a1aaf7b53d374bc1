// Where Kade's help links lead: to the help of Sluis, told where in Kade it was asked for (docs/api.md), in the
// language of the page.
import type { Language } from '@sluis/server-kit/messages'

export type HelpAt = 'log-in' | 'before-date' | 'after-date' | 'old-code' | 'companies' | 'no-smartphone' | 'locked'

/** Without `at` Sluis works out by itself what fits. */
export const helpLink = (issuer: string, language: Language, at?: HelpAt): string =>
  `${issuer}/help?${at === undefined ? '' : `at=${at}&`}ui_locales=${language}`
