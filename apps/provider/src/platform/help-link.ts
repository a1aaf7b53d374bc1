// Where a page's help link leads: to the help page, told which page it was asked from, so that the right answer stands
// open.

/** Part of the contract with applications, which link here too (docs/api.md): words are added, never taken away. */
export const HELP_SITUATIONS = [
  // The provider's own pages.
  'email',
  'password',
  'code',
  'text-message',
  'passkey',
  'recovery',
  'find-phone',
  'forgot-password',
  'access',
  'locked',
  'not-me',
  'signed-out',
  'confirm-email',
  'choose-app',
  'key',
  'first-code',
  'recovery-codes',
  'enrolled',
  'phone-number',
  'email-address',
  'passkeys',
  'new-phone',
  'sessions',
  'device-code',
  'another-way',
  'check-up',
  'backup',
  'remember-device',
  // An application's pages.
  'log-in',
  'before-date',
  'after-date',
  'old-code',
  'companies',
  'no-smartphone',
] as const
export type HelpSituation = (typeof HELP_SITUATIONS)[number]

export const isHelpSituation = (text: string | undefined): text is HelpSituation =>
  HELP_SITUATIONS.includes(text as HelpSituation)

/** Without a situation the help page works it out by itself, where somebody is signed in. */
export const helpHref = (situation?: HelpSituation): string =>
  situation === undefined ? '/help' : `/help?at=${situation}`
