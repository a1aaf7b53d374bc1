// The rules that every mail of ours keeps, so that it is read alike in Outlook, Gmail, on phones and as plain text.
// Where each comes from stands in docs/runbooks/mail.md, by the same name.
import { readPage } from './html-page.ts'
import { tokensOf, type Attributes } from './html-tokens.ts'

/** `raw`: the message as it is handed to the mail server. */
export type SentMail = { subject: string; text: string; html: string; raw: string }

type Element = { tag: string; attributes: Attributes; style: Map<string, string> }
type Parsed = SentMail & { origin: string; elements: readonly Element[]; sheet: string }
/** What is wrong with the mail, each in a word or two. */
type Rule = (mail: Parsed) => string[]

const MAX_HTML_BYTES = 30_000
const MAX_SUBJECT = 60
const MAX_LINE_OCTETS = 998
const MIN_FONT_PX = 13

const TAGS = new Set('html head meta title style body div table tr th td h1 h2 p a img bdi br strong span'.split(' '))
const DISPLAYS = new Set(['block', 'none'])
const UNKNOWN_TO_WORD = new Set(['float', 'position', 'background', 'background-image', 'gap', 'transform'])
const NO_PADDING = new Set(['p', 'div', 'span', 'h1', 'h2'])

const styles = ({ elements }: Parsed) =>
  elements.flatMap(({ tag, style }) => [...style].map(([property, value]) => ({ tag, property, value })))
const named = (elements: readonly Element[], tag: string) => elements.filter((element) => element.tag === tag)
const hrefsOf = ({ elements }: Parsed) => named(elements, 'a').map(({ attributes }) => attributes.get('href') ?? '')
const single = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim()

export const MAIL_RULES = {
  'known elements': ({ elements }) => elements.filter(({ tag }) => !TAGS.has(tag)).map(({ tag }) => tag),
  'tables for layout': (mail) => [
    ...styles(mail)
      .filter(
        ({ property, value }) =>
          (property === 'display' && !DISPLAYS.has(value)) ||
          UNKNOWN_TO_WORD.has(property) ||
          /flex|grid|url\(/iu.test(value),
      )
      .map(({ tag, property }) => `${tag} ${property}`),
    ...named(mail.elements, 'table')
      .filter(
        ({ attributes }) => attributes.get('role') !== 'presentation' && !/class="m-facts"/u.test(classOf(attributes)),
      )
      .map(() => 'a table without role'),
  ],
  'room in cells': (mail) =>
    styles(mail)
      .filter(({ tag, property }) => property.startsWith('padding') && NO_PADDING.has(tag))
      .map(({ tag }) => `${tag} with padding`),
  'inline styles': ({ elements, sheet }) => [
    ...elements
      .filter(({ attributes, style }) => attributes.has('class') && style.size === 0)
      .map(({ attributes }) => `${attributes.get('class')} without inline style`),
    ...(withoutBlocks(sheet, /^(?:@media|:root)/u) === '' ? [] : ['a sheet with more than enhancements']),
  ],
  'no background pictures': ({ elements, sheet }) => [
    ...elements.filter(({ attributes }) => attributes.has('background')).map(({ tag }) => tag),
    ...(/url\(|@import/iu.test(sheet) ? ['in the sheet'] : []),
  ],
  'nothing from elsewhere': ({ elements, html }) => [
    ...elements.flatMap(({ tag, attributes }) =>
      ['src', 'srcset', 'data', 'poster', 'action'].flatMap((name) => {
        const value = attributes.get(name)
        return value === undefined || (tag === 'img' && name === 'src' && value.startsWith('cid:')) ? [] : [value]
      }),
    ),
    ...elements.flatMap(({ attributes }) => [...attributes.keys()].filter((name) => name.startsWith('on'))),
    ...(/http-equiv/iu.test(html) ? ['http-equiv'] : []),
  ],
  'pictures with words and sizes': ({ elements }) =>
    named(elements, 'img')
      .filter(({ attributes }) => !['alt', 'width', 'height'].every((name) => attributes.has(name)))
      .map(({ attributes }) => attributes.get('src') ?? 'img'),
  'language and direction': ({ elements }) =>
    ['lang', 'dir'].filter((name) => !named(elements, 'html')[0]?.attributes.get(name)),
  'both schemes': ({ elements, sheet }) => [
    ...(named(elements, 'meta').some(({ attributes }) => attributes.get('name') === 'color-scheme') ? [] : ['meta']),
    ...(sheet.includes('prefers-color-scheme:dark') ? [] : ['sheet']),
  ],
  'one heading': ({ elements }) =>
    named(elements, 'h1').length === 1 ? [] : [`${named(elements, 'h1').length} of h1`],
  'one button at most': (mail) => (hrefsOf(mail).length <= 1 ? [] : [`${hrefsOf(mail).length} links`]),
  'links of ours': (mail) => hrefsOf(mail).filter((href) => !href.startsWith(`${mail.origin}/`)),
  'the address in full': (mail) => {
    const shown = readPage(mail.html).text
    return hrefsOf(mail).filter((href) => shown.split(href).length !== 2)
  },
  'the same as plain text': (mail) => {
    const { heading, links } = readPage(mail.html)
    const plain = single(mail.text)
    const lines = mail.text.split(/\r?\n/u)
    return [
      ...(plain.includes(heading) ? [] : [heading]),
      ...links.filter(({ href }) => !lines.includes(href)).map(({ href }) => href),
      ...cellsOf(mail.html).filter((words) => !plain.includes(words)),
    ]
  },
  'letters that can be read': (mail) =>
    styles(mail)
      .filter(({ property, value }) => property === 'font-size' && !(Number.parseFloat(value) >= MIN_FONT_PX))
      .map(({ tag, value }) => `${tag} ${value}`),
  'less than 30 kB': ({ html }) => (Buffer.byteLength(html) <= MAX_HTML_BYTES ? [] : [String(Buffer.byteLength(html))]),
  'a subject that fits': ({ subject }) =>
    subject.length <= MAX_SUBJECT && !/\p{Cc}/u.test(subject) ? [] : [`${subject.length} signs`],
  'lines that servers take': ({ raw }) =>
    raw.split('\r\n').filter((line) => Buffer.byteLength(line) > MAX_LINE_OCTETS || /[\r\n]/u.test(line)),
} satisfies Record<string, Rule>

/** The names of the rules that a mail breaks, each with what breaks it. `origin`: where its links may lead. */
export function brokenMailRules(mail: SentMail, origin: string): string[] {
  const tokens = tokensOf(mail.html)
  const elements = tokens.flatMap((token) =>
    token.kind === 'open' ? [{ ...token, style: styleOf(token.attributes) }] : [],
  )
  const sheet = /<style>([^]*?)<\/style>/u.exec(mail.html)?.[1] ?? ''
  const parsed: Parsed = { ...mail, origin, elements, sheet }
  return Object.entries<Rule>(MAIL_RULES).flatMap(([name, rule]) => rule(parsed).map((what) => `${name}: ${what}`))
}

const classOf = (attributes: Attributes): string => `class="${attributes.get('class') ?? ''}"`

const styleOf = (attributes: Attributes): Map<string, string> =>
  new Map(
    (attributes.get('style') ?? '')
      .split(';')
      .filter((each) => each.includes(':'))
      .map((each): [string, string] => [
        each.slice(0, each.indexOf(':')).trim().toLowerCase(),
        each.slice(each.indexOf(':') + 1).trim(),
      ]),
  )

/** The sheet without its blocks whose beginning fits. */
function withoutBlocks(sheet: string, fits: RegExp): string {
  let rest = sheet.trim()
  while (fits.test(rest)) {
    let depth = 0
    let at = rest.indexOf('{')
    if (at < 0) return rest
    do {
      if (rest[at] === '{') depth += 1
      if (rest[at] === '}') depth -= 1
      at += 1
    } while (depth > 0 && at < rest.length)
    rest = rest.slice(at).trim()
  }
  return rest
}

/** The words of each fact's cell. */
function cellsOf(html: string): string[] {
  const facts = /<table[^>]*m-facts[^]*?<\/table>/u.exec(html)?.[0] ?? ''
  return [...facts.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/gu)].map(([, inner = '']) => single(readPage(inner).text))
}
