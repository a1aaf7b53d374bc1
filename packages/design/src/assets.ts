// The files that a server hands to browsers. It lists and joins them; reading and serving is the server's part.

export interface Asset {
  /** Name under `assetsBase`. */
  name: string
  contentType: string
  parts: readonly URL[]
}

// The order is the cascade: tokens, ground, shells, components, and at last what overrides them.
const styles = [
  'layers',
  'tokens',
  'tokens-dark',
  'base',
  'layout',
  'journey',
  'lock-illustration',
  'app',
  'app-menus',
  'footer',
  'icon',
  'button',
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

/** One asset's text. `read` gives a part's text: `(url) => readFileSync(url, 'utf8')`. */
export function assetText(asset: Asset, read: (part: URL) => string): string {
  const text = asset.parts.map(read).join('\n')
  return asset.name.endsWith('.css') ? minified(text) : text
}
