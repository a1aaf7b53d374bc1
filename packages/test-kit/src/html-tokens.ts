// Splits a page into tags and texts, as a browser's tokenizer does for well-formed pages.

export type Attributes = ReadonlyMap<string, string>
export type Token =
  | { kind: 'open'; tag: string; attributes: Attributes }
  | { kind: 'close'; tag: string }
  | { kind: 'text'; text: string }

/** Elements that contain only text, whatever it looks like. */
const RAW = new Set(['script', 'style', 'textarea', 'title'])
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

export function tokensOf(html: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const text = (until: number): void => {
    if (until > at) tokens.push({ kind: 'text', text: decodeEntities(html.slice(at, until)) })
    at = until
  }

  while (at < html.length) {
    const tagAt = html.indexOf('<', at)
    text(tagAt < 0 ? html.length : tagAt)
    if (at >= html.length) break

    if (html.startsWith('<!--', at)) at = after(html, '-->', at + 4)
    else if (html.startsWith('<!', at)) at = after(html, '>', at)
    else if (html.startsWith('</', at)) {
      const end = after(html, '>', at)
      tokens.push({
        kind: 'close',
        tag: html
          .slice(at + 2, end - 1)
          .trim()
          .toLowerCase(),
      })
      at = end
    } else if (/[a-z]/iu.test(html.charAt(at + 1))) {
      const { tag, attributes, end } = readTag(html, at + 1)
      tokens.push({ kind: 'open', tag, attributes })
      at = end
      if (RAW.has(tag)) {
        const closeAt = html.toLowerCase().indexOf(`</${tag}`, at)
        text(closeAt < 0 ? html.length : closeAt)
      }
    } else {
      tokens.push({ kind: 'text', text: '<' })
      at += 1
    }
  }
  return tokens
}

/** The index behind the next `delimiter`, or the end. */
function after(html: string, delimiter: string, from: number): number {
  const found = html.indexOf(delimiter, from)
  return found < 0 ? html.length : found + delimiter.length
}

function readTag(html: string, from: number): { tag: string; attributes: Map<string, string>; end: number } {
  let at = from
  const readUntil = (until: RegExp): string => {
    const start = at
    while (at < html.length && !until.test(html.charAt(at))) at += 1
    return html.slice(start, at)
  }

  const tag = readUntil(/[\s/>]/u).toLowerCase()
  const attributes = new Map<string, string>()
  for (;;) {
    readUntil(/[^\s/]/u)
    if (at >= html.length || html.charAt(at) === '>') return { tag, attributes, end: at + 1 }
    const name = readUntil(/[\s/>=]/u).toLowerCase()
    readUntil(/\S/u)
    let value = ''
    if (html.charAt(at) === '=') {
      at += 1
      readUntil(/\S/u)
      const quote = html.charAt(at)
      if (quote === '"' || quote === "'") {
        const end = after(html, quote, at + 1)
        value = html.slice(at + 1, end - 1)
        at = end
      } else value = readUntil(/[\s>]/u)
    } else if (name === '') at += 1
    // Of two attributes with one name the first counts.
    if (name !== '' && !attributes.has(name)) attributes.set(name, decodeEntities(value))
  }
}

/** Numeric references and the few names that pages use; an unknown name stays as written. */
export function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/giu,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name) return NAMED[name] ?? whole
      const codePoint = hex ? Number.parseInt(hex, 16) : Number(decimal)
      return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : whole
    },
  )
}
