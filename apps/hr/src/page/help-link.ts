// Where Kade's links to Sluis lead: to the help, told where in Kade it was asked for, and to a new password; in the
// language of the page (docs/api.md).
import type { Language } from '@sluis/server-kit/messages'

export type HelpAt = 'log-in' | 'before-date' | 'after-date' | 'old-code' | 'companies' | 'no-smartphone' | 'locked'

/** "Forgot your password?" of Sluis, which goes on in the language of our page, and leads back to us (docs/api.md). */
export const forgottenLink = ({ issuer, clientId }: { issuer: string; clientId: string }, language: Language): string =>
  `${issuer}/language/${language}?${new URLSearchParams({ back: `/forgotten?client_id=${clientId}` })}`

/** Without `at` Sluis works out by itself what fits. `from`: the path in Kade that its way back leads to. */
export const helpLink = (
  { issuer, clientId }: { issuer: string; clientId: string },
  language: Language,
  from: string,
  at?: HelpAt,
): string =>
  `${issuer}/help?${new URLSearchParams({ ...(at && { at }), ui_locales: language, client_id: clientId, from })}`
