// What a form tells the page that it leads to: a refusal with what was typed, or whom it was about. It stands in that
// page's address, so that the page can be loaded again, and gone back to, without sending the form once more. Every
// form that is refused is answered so, and none by a page (decision 0043).
import { MINUTE_MS, SECOND_MS } from '@sluis/server-kit/time'
import type { Context } from 'hono'
import type { Deps, Env } from './sign-in-flow.ts'

type NoteDeps = Pick<Deps, 'sealer' | 'clock'>

const PARAMETER = 'note'
const NOTE_MINUTES = 15
// A wait may be over at the moment in which it is told.
const AFTER_WAIT_SECONDS = 1
/** Of each text of a note: servers and proxies take addresses of a few thousand bytes. */
const MAX_CHARACTERS = 500

/** Sealed for this browser and this page: nobody can write one, nor pass one on. */
const placeOf = (c: Context<Env>, path: string): string => `page-note ${c.get('browserId')} ${path}`

/**
 * The notes of one page. One that says until when it holds is not told after that. No password and no code belongs into
 * one: addresses are kept by browsers.
 */
export const pageNotes = <Note extends object>() => ({
  /**
   * From a form to the page. `href`: its address, with its query. `about`: the id of what the note is about, such as
   * the code that was sent or the key that was shown; where the page is about another by then, the note is not told.
   */
  redirect(
    c: Context<Env>,
    { sealer, clock }: NoteDeps,
    href: string,
    note: Note,
    about: string | null = null,
  ): Response {
    const now = clock.now().getTime()
    const until = 'until' in note && note.until instanceof Date ? note.until.getTime() : now + NOTE_MINUTES * MINUTE_MS
    const text = JSON.stringify({ endsAt: until + AFTER_WAIT_SECONDS * SECOND_MS, about, note }, bounded)
    const sealed = sealer.seal(placeOf(c, href.split('?')[0]!), text).toString('base64url')
    return c.redirect(`${href}${href.includes('?') ? '&' : '?'}${PARAMETER}=${sealed}`, 303)
  },

  /**
   * Null where there is none, or it no longer holds: then the page is what it is without. Programs are told as well
   * when to try again. `about`: the id of what the page is about now.
   */
  read(c: Context<Env>, { sealer, clock }: NoteDeps, about: string | null = null): Note | null {
    const sent = c.req.query(PARAMETER)
    if (sent === undefined || c.req.method === 'POST') return null
    try {
      const text = sealer.unseal(placeOf(c, c.req.path), Buffer.from(sent, 'base64url')).toString()
      const sealed = JSON.parse(text, revived) as { endsAt: number; about?: string | null; note: Note }
      const { endsAt, note } = sealed
      const now = clock.now().getTime()
      if (endsAt <= now || (sealed.about ?? null) !== about) return null
      if ('until' in note && note.until instanceof Date)
        c.header('retry-after', String(Math.max(1, Math.ceil((note.until.getTime() - now) / SECOND_MS))))
      return note
    } catch {
      return null
    }
  },
})

const bounded = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.slice(0, MAX_CHARACTERS).replaceAll(/\p{Cc}/gu, ' ') : value
const revived = (key: string, value: unknown): unknown => (key === 'until' ? new Date(value as string) : value)
