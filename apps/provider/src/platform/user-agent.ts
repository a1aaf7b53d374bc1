// A browser in words that a person recognises: which one, on what. Nothing finer is kept.
import type { Translate } from '#locales/messages.ts'

// In this order, since each names the ones after it too.
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:Edg|EdgA|EdgiOS)\//, 'Edge'],
  [/\b(?:OPR|OPT)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|HeadlessChrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'Chromebook'],
  [/\bWindows\b/, 'Windows'],
  [/\b(?:Macintosh|Mac OS X)\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
]
/** Whether a page is looked at on a phone, as far as it says so. */
export const isPhone = (agent: string | undefined): boolean => /Mobi|Android|iPhone/.test(agent ?? '')

/** What is kept of a program that names no browser and no system. */
export const UNKNOWN_BROWSER = '?'

/** What is kept of a user agent: "Chrome, Windows". */
export function describeUserAgent(agent: string): string {
  const named = [BROWSERS, SYSTEMS].flatMap((names) => names.find(([pattern]) => pattern.test(agent))?.[1] ?? [])
  return named.join(', ') || UNKNOWN_BROWSER
}

/** "Chrome on Windows", of what was kept. */
export function formatBrowser(t: Translate, stored: string): string {
  const [browser = '', system] = stored.split(', ')
  if (stored === UNKNOWN_BROWSER || browser === '') return t('browser.unknown')
  return system === undefined ? browser : t('browser.on', { browser, system })
}
