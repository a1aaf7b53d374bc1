// Splits TypeScript into words, marks and strings, so that no rule is fooled by a comment or a text. Our own, because
// TypeScript 7 offers its parser only as "unstable"; enough for finding imports and calls, and no more.

/** A template is one token of its fixed parts, with "?" for what is put in, after the tokens of what is put in. */
export type Token = {
  kind: 'word' | 'punctuator' | 'string' | 'template' | 'regex'
  text: string
  line: number
  /** Of a template: the line on which it ends. */
  endLine?: number
}

/** Behind these words a slash begins a regular expression; behind any other word it divides. */
const BEFORE_REGEX = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'new',
  'delete',
  'void',
  'throw',
  'do',
  'else',
  'await',
  'yield',
  'instanceof',
  'extends',
])
const WORD = /[\p{ID_Start}\p{Nd}$_\\]/u
const WORD_REST = /[\p{ID_Continue}$\\]/u

type OpenTemplate = { text: string; line: number; depth: number }

export function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  const templates: OpenTemplate[] = []
  let at = source.startsWith('#!') ? lineEnd(source, 0) : 0
  let line = 1
  let depth = 0

  const push = (kind: Token['kind'], text: string, from = line): void => {
    tokens.push({ kind, text, line: from })
  }
  const skipTo = (end: number): string => {
    const passed = source.slice(at, end)
    for (const character of passed) if (character === '\n') line += 1
    at = end
    return passed
  }

  /** Reads on to the end of a template or to its next `${`. */
  function readTemplate(template: OpenTemplate): void {
    while (at < source.length) {
      if (source.startsWith('\\', at)) template.text += skipTo(at + 2)
      else if (source.startsWith('`', at)) {
        at += 1
        tokens.push({ kind: 'template', text: template.text, line: template.line, endLine: line })
        return
      } else if (source.startsWith('${', at)) {
        at += 2
        template.text += '?'
        templates.push({ ...template, depth })
        return
      } else template.text += skipTo(at + 1)
    }
  }

  while (at < source.length) {
    const character = source.charAt(at)
    const unclosed = templates.at(-1)
    if (/\s/u.test(character)) skipTo(at + 1)
    else if (source.startsWith('//', at)) at = lineEnd(source, at)
    else if (source.startsWith('/*', at)) skipTo(endAfter(source, '*/', at + 2))
    else if (character === '"' || character === "'") {
      const from = line
      push('string', unescaped(skipTo(stringEnd(source, at)).slice(1, -1)), from)
    } else if (character === '`') {
      at += 1
      readTemplate({ text: '', line, depth })
    } else if (character === '}' && unclosed?.depth === depth) {
      templates.pop()
      at += 1
      readTemplate(unclosed)
    } else if (character === '/' && beginsRegex(tokens.at(-1))) push('regex', skipTo(regexEnd(source, at)))
    else if (WORD.test(character)) {
      let end = at + 1
      while (end < source.length && WORD_REST.test(source.charAt(end))) end += 1
      push('word', skipTo(end))
    } else {
      if (character === '{') depth += 1
      if (character === '}') depth -= 1
      push('punctuator', skipTo(at + 1))
    }
  }
  return tokens
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from)
  return end < 0 ? source.length : end
}

function endAfter(source: string, delimiter: string, from: number): number {
  const found = source.indexOf(delimiter, from)
  return found < 0 ? source.length : found + delimiter.length
}

/** The place behind the closing quote, or behind the line if there is none. */
function stringEnd(source: string, from: number): number {
  let at = from + 1
  while (at < source.length && source.charAt(at) !== source.charAt(from) && source.charAt(at) !== '\n')
    at += source.charAt(at) === '\\' ? 2 : 1
  return at + 1
}

function regexEnd(source: string, from: number): number {
  let at = from + 1
  let isInClass = false
  while (at < source.length && source.charAt(at) !== '\n' && (isInClass || source.charAt(at) !== '/')) {
    const character = source.charAt(at)
    if (character === '[') isInClass = true
    if (character === ']') isInClass = false
    at += character === '\\' ? 2 : 1
  }
  return at + 1
}

function beginsRegex(before: Token | undefined): boolean {
  if (!before) return true
  if (before.kind === 'word') return BEFORE_REGEX.has(before.text)
  return before.kind === 'punctuator' && ![')', ']', '}'].includes(before.text)
}

const unescaped = (text: string): string => text.replaceAll(/\\(.)/gsu, '$1')
