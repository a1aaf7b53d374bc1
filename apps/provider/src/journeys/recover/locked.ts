// A locked account, at an address of its own: what to do next, for as long as it is locked.
import { Hono } from 'hono'
import { languageOf } from '#platform/language.ts'
import { withNext } from '../flow/forms.ts'
import type { Env, Deps } from '../flow/sign-in-flow.ts'
import { accountLockedPage, lockConfirmedPage, LOCKED_NOTES } from '../parts/account-locked.ts'

export function locked(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const note = LOCKED_NOTES.read(c, deps)
    const person = note && (await deps.identity.people.findById(note.personId))
    // Told only in the browser that showed the password, or locked it; there too no longer than it is locked.
    if (!person || person.lockedAt === null) return c.redirect(withNext('/sign-in', c.req.query('next') ?? '/'), 303)
    const t = deps.renderer.t(languageOf(c))
    const who = { id: person.id, lockedAt: person.lockedAt }
    return note.isNew
      ? c.html(await lockConfirmedPage(c, deps, t, who))
      : c.html(await accountLockedPage(c, deps, t, who), 403)
  })
  return routes
}
