// The files that a server hands to browsers. It lists and joins them; reading and serving is the server's part.

export interface Asset {
  /** Name under `assetsBase`. */
  name: string
  contentType: string
  parts: readonly URL[]
}

// The order is the cascade: tokens, base, shells, components, and last what overrides them.
const styles = [
  'layers',
  'tokens',
  'tokens-kade',
  'tokens-dark',
  'tokens-kade-dark',
  'tokens-chosen',
  'base',
  'layout',
  'layout-apps',
  'journey',
  'lock-illustration',
  'lock-strip',
  'app',
  'app-menus',
  'footer',
  'icon',
  'button',
  'ask-first',
  'field',
  'code-field',
  'password-field',
  'passkey-form',
  'choices',
  'error-summary',
  'step-indicator',
  'steps',
  'setup-key',
  'qr-frame',
  'recovery-codes',
  'match-number',
  'application-logo',
  'notice',
  'popup',
  'summary-list',
  'check-list',
  'data-table',
  'list-rows',
  'payslip',
  'tiles',
  'empty-state',
  'badge',
  'disclosure',
  'message-preview',
  'high-contrast',
  'print',
]

// What no page of signing in or setting up has in it: they get a sheet without these.
const notOnJourneys = new Set([
  'tokens-kade',
  'tokens-kade-dark',
  'tokens-chosen',
  'layout-apps',
  'app',
  'app-menus',
  'popup',
  'data-table',
  'list-rows',
  'payslip',
  'tiles',
  'empty-state',
  'badge',
  'message-preview',
  'match-number',
  'application-logo',
  'ask-first',
])

/**
 * Whether a page of ours whose body this is gets along with the sheet of journeys. Those of Kade, and ones in a scheme
 * that somebody chose, do not.
 */
export const isWholeOnJourney = (body: string): boolean => !PARTS_OF_APPS.test(body)

// How the classes of what is left out begin.
const APP_CLASSES = `account- app ask badge card columns data-table empty mail match-number menu meter
  nav payslip popup row- rows sms split tile toolbar wall`
const PARTS_OF_APPS = new RegExp(`\\sclass="(?:[^"]* )?(?:${APP_CLASSES.split(/\s+/u).join('|')})`, 'u')

const modules = [
  'submit-once',
  'error-summary',
  'copy',
  'print',
  'show-password',
  'code-entry',
  'popup',
  'menu',
  'open-target',
  'passkey',
  'wait',
]

const file = (path: string) => new URL(path, import.meta.url)
const sheet = (name: string, parts: readonly string[]): Asset => ({
  name: `${name}.css`,
  contentType: 'text/css; charset=utf-8',
  parts: parts.map((part) => file(`./css/${part}.css`)),
})

export const assets: readonly Asset[] = [
  sheet('sluis', styles),
  sheet(
    'journey',
    styles.filter((name) => !notOnJourneys.has(name)),
  ),
  ...modules.map((name) => ({
    name: `${name}.js`,
    contentType: 'text/javascript; charset=utf-8',
    parts: [file(`./browser/${name}.js`)],
  })),
  { name: 'icon-sluis.svg', contentType: 'image/svg+xml', parts: [file('./images/icon-sluis.svg')] },
  { name: 'icon-kade.svg', contentType: 'image/svg+xml', parts: [file('./images/icon-kade.svg')] },
]

/**
 * Without comments, the space around signs, and zeros before a point. Strings in our CSS hold none of these, which a
 * test makes sure of.
 */
function minified(css: string): string {
  return css
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/(?<![\w.])0\.(?=\d)/g, '.')
    .replace(/;}/g, '}')
    .trim()
}

/**
 * JavaScript without its JSDoc, which only the type check reads, its lines of comment and the space before lines; no
 * string, template or regular expression of ours holds any of them.
 */
const withoutComments = (js: string): string =>
  js
    .replace(/[^\S\n]*\/\*\*[^]*?\*\/[^\S\n]*\n?/g, '')
    .replace(/^[^\S\n]*\/\/.*\n/gm, '')
    .replace(/^\s+/gm, '')

/** One asset's text. `read` gives a part's text: `(url) => readFileSync(url, 'utf8')`. */
export function assetText(asset: Asset, read: (part: URL) => string): string {
  const text = asset.parts.map(read).join('\n')
  if (asset.name.endsWith('.css')) return minified(text)
  return asset.name.endsWith('.js') ? withoutComments(text) : text
}
