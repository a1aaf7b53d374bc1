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
  'tokens-dark',
  'base',
  'layout',
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

export const assets: readonly Asset[] = [
  { name: 'sluis.css', contentType: 'text/css; charset=utf-8', parts: styles.map((name) => file(`./css/${name}.css`)) },
  ...modules.map((name) => ({
    name: `${name}.js`,
    contentType: 'text/javascript; charset=utf-8',
    parts: [file(`./browser/${name}.js`)],
  })),
  { name: 'icon-sluis.svg', contentType: 'image/svg+xml', parts: [file('./images/icon-sluis.svg')] },
  { name: 'icon-kade.svg', contentType: 'image/svg+xml', parts: [file('./images/icon-kade.svg')] },
]

/** Comments and the space around signs; strings in our CSS hold neither, which a test makes sure of. */
function minified(css: string): string {
  return css
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}')
    .trim()
}

/** JavaScript without its JSDoc, which only the type check reads; no string or regular expression of ours holds one. */
const withoutTypes = (js: string): string => js.replace(/[^\S\n]*\/\*\*[^]*?\*\/[^\S\n]*\n?/g, '')

/** One asset's text. `read` gives a part's text: `(url) => readFileSync(url, 'utf8')`. */
export function assetText(asset: Asset, read: (part: URL) => string): string {
  const text = asset.parts.map(read).join('\n')
  if (asset.name.endsWith('.css')) return minified(text)
  return asset.name.endsWith('.js') ? withoutTypes(text) : text
}
