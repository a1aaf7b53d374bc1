// A file's text as one flow: comments and paragraphs continue over line breaks, and every offset is unchanged.

import type { TextFile } from './tree.ts'

export type Flow = {
  path: string
  text: string
  lineAt: (at: number) => number
  /** True in a comment, a string or a page; false in code. */
  isProse: (at: number) => boolean
}

const BREAK = /\n[ \t]*(?:\/\/+|\*(?!\/)|--)?/gu
const COMMENT = /^\s*(?:\/\/|\/?\*|--)|\s\/\/\s/u

export function flowOf({ path, text }: TextFile): Flow {
  const lineStarts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1)
  const isPage = path.endsWith('.md')
  return {
    path,
    text: text.replaceAll(BREAK, (broken) => ' '.repeat(broken.length)),
    lineAt: (at) => {
      let low = 0
      let high = lineStarts.length
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if ((lineStarts[middle] ?? 0) <= at) low = middle
        else high = middle
      }
      return low + 1
    },
    isProse: (at) => {
      if (isPage) return true
      const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at)
      return COMMENT.test(`${before} `) || ["'", '"', '`'].some((quote) => before.split(quote).length % 2 === 0)
    },
  }
}
