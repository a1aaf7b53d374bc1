// Where Kade's links to Sluis lead: to the help, told where in Kade it was asked for, and to a new password; in the
// language of the page (docs/api.md).
import type { Language } from '@sluis/server-kit/messages'

export type HelpAt = 'log-in' | 'before-date' | 'after-date' | 'old-code' | 'companies' | 'no-smartphone' | 'locked'

/** "Forgot your password?" of Sluis, which goes on in the language of our page (docs/api.md). */
export const forgottenLink = (issuer: string, language: Language): string =>
  `${issuer}/language/${language}?back=/forgotten`

/** Without `at` Sluis works out by itself what fits. */
export const helpLink = (issuer: string, language: Language, at?: HelpAt): string =>
  `${issuer}/help?${at === undefined ? '' : `at=${at}&`}ui_locales=${language}`
