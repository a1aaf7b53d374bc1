// What a person finds on a page: title, heading, text, links and forms.

import { tokensOf, type Attributes, type Token } from './html-tokens.ts'

/** `value` is what a browser would send: the chosen option of a select, the value of a checkbox. */
export type Field = {
  name: string
  /** The type of an input, else `textarea`, `select` or `button`. */
  type: string
  value: string
  /** False for an unticked box and for buttons: sent only when chosen. */
  isSent: boolean
  attributes: Attributes
}
export type Form = {
  /** As written; empty for the page's own address. */
  action: string
  method: 'get' | 'post'
  attributes: Attributes
  fields: Field[]
}
export type Link = { href: string; text: string }

export type PageContent = {
  title: string
  /** The first `h1`. */
  heading: string
  /** All readable text, with single spaces, without scripts, styles and templates. */
  text: string
  links: Link[]
  forms: Form[]
}

const UNREAD = new Set(['script', 'style', 'template', 'head'])
const VOID = new Set([
  'input',
  'br',
  'img',
  'meta',
  'link',
  'hr',
  'wbr',
  'source',
  'col',
  'area',
  'base',
  'embed',
  'track',
])
/** Sent only when pressed. */
const BUTTONS = new Set(['submit', 'button', 'image', 'reset'])

export function readPage(html: string): PageContent {
  const tokens = tokensOf(html)
  const fields = fieldsOf(tokens)
  const forms: Form[] = []
  const links: Link[] = []
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'open') continue
    if (token.tag === 'a' && token.attributes.has('href'))
      links.push({ href: token.attributes.get('href') ?? '', text: textWithin(tokens, at) })
    if (token.tag !== 'form') continue
    const end = endOf(tokens, at)
    const id = token.attributes.get('id')
    forms.push({
      action: token.attributes.get('action') ?? '',
      method: token.attributes.get('method')?.toLowerCase() === 'post' ? 'post' : 'get',
      attributes: token.attributes,
      // A field outside the form may name it.
      fields: fields
        .filter((field) => (field.form === null ? field.at > at && field.at < end : field.form === id))
        .map(({ field }) => field),
    })
  }
  const first = (tag: string): string => {
    const at = tokens.findIndex((token) => token.kind === 'open' && token.tag === tag)
    return at < 0 ? '' : textWithin(tokens, at)
  }
  return { title: first('title'), heading: first('h1'), text: readable(tokens), links, forms }
}

type Found = { at: number; form: string | null; field: Field }

function fieldsOf(tokens: Token[]): Found[] {
  const found: Found[] = []
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'open' || !['input', 'textarea', 'select', 'button'].includes(token.tag)) continue
    const { tag, attributes } = token
    const name = attributes.get('name')
    if (name === undefined || attributes.has('disabled')) continue
    const type = tag === 'input' ? (attributes.get('type') ?? 'text').toLowerCase() : tag
    const isBox = type === 'checkbox' || type === 'radio'
    const value =
      tag === 'textarea'
        ? rawWithin(tokens, at).replace(/^\r?\n/u, '')
        : tag === 'select'
          ? chosen(tokens, at)
          : (attributes.get('value') ?? (isBox ? 'on' : ''))
    const isSent = isBox ? attributes.has('checked') : !BUTTONS.has(type)
    found.push({ at, form: attributes.get('form') ?? null, field: { name, type, value, isSent, attributes } })
  }
  return found
}

/** The value of a select's chosen option, else of its first. */
function chosen(tokens: Token[], selectAt: number): string {
  const options = tokens
    .slice(selectAt, endOf(tokens, selectAt))
    .flatMap((token, offset) =>
      token.kind === 'open' && token.tag === 'option'
        ? [{ attributes: token.attributes, text: textWithin(tokens, selectAt + offset) }]
        : [],
    )
  const option = options.find(({ attributes }) => attributes.has('selected')) ?? options[0]
  return option?.attributes.get('value') ?? option?.text ?? ''
}

/** The index of the tag that closes the one at `from`, or the end. */
function endOf(tokens: Token[], from: number): number {
  const opening = tokens[from]
  if (opening?.kind !== 'open') throw new Error('only an opening tag has an end')
  let depth = 0
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at]
    if (!token || token.kind === 'text' || token.tag !== opening.tag) continue
    depth += token.kind === 'open' ? 1 : -1
    if (depth === 0) return at
  }
  return tokens.length
}

const rawWithin = (tokens: Token[], at: number): string =>
  tokens
    .slice(at, endOf(tokens, at))
    .map((token) => (token.kind === 'text' ? token.text : ''))
    .join('')

const textWithin = (tokens: Token[], at: number): string => singleSpaced(rawWithin(tokens, at))

const singleSpaced = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim()

/** Any other tag between two texts separates them with a space. */
const INLINE = new Set([
  'a',
  'abbr',
  'b',
  'bdi',
  'code',
  'em',
  'i',
  'kbd',
  'mark',
  'small',
  'span',
  'strong',
  'time',
  'wbr',
])

function readable(tokens: Token[]): string {
  let text = ''
  let unread = 0
  for (const token of tokens) {
    if (token.kind === 'text') text += unread === 0 ? token.text : ''
    else {
      if (UNREAD.has(token.tag) && !VOID.has(token.tag)) unread += token.kind === 'open' ? 1 : -1
      if (!INLINE.has(token.tag)) text += ' '
    }
  }
  return singleSpaced(text)
}
