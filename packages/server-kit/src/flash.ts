// What was just done, for the page that comes after it: a word in its address, marked for this browser and this page,
// so that a link of somebody else makes no page say what never happened.
import type { Context } from 'hono'
import { hmacSha256, sameBytes } from './sealing.ts'

/** As much of a request as it takes. */
type PageRequest = Pick<Context, 'req'> & { get(key: 'csrfToken'): string }

const PARAMETER = 'flash'
// 66 bits, which nobody finds by asking.
const MARK_CHARACTERS = 11

/** `href`: of this origin, and ending in `?flash=` and the word. Without a fragment, which would scroll past it. */
export function withFlash(c: PageRequest, href: string): string {
  const [path = '', query] = href.split('?')
  return `${href}.${markOf(c, path, new URLSearchParams(query).get(PARAMETER) ?? '')}`
}

/** The word that stands in the address of this page; null where there is none, or it is not ours. */
export function readFlash(c: PageRequest): string | null {
  const [word = '', mark = ''] = (c.req.query(PARAMETER) ?? '').split('.')
  return sameBytes(Buffer.from(mark), Buffer.from(markOf(c, c.req.path, word))) ? word : null
}

/** Whoever can make one has a page of this browser. */
const markOf = (c: PageRequest, path: string, word: string): string =>
  hmacSha256(Buffer.from(c.get('csrfToken')), `flash ${path} ${word}`)
    .toString('base64url')
    .slice(0, MARK_CHARACTERS)
