// What is known of a request by the time a page is asked for: who it is, and where they stand.
import type { Context, MiddlewareHandler } from 'hono'
import type { PageVariables } from '@sluis/ground'
import type { Speak } from '#page/texts.ts'
import type { Parts } from '#parts'
import type { EmployeeLogin } from '#people/employee-login.store.ts'
import type { Login } from '#people/login.store.ts'
import type { Session } from '#sessions/session.ts'
import type { Reminder } from '#sluis/standing.ts'

/** The session of this browser and whose it is; nothing is opened by it yet. */
export type Known = { session: Session; login: Login }
/** Somebody who may see pages: what they are reminded of, and in which company they are. */
export type Visit = Known & { reminder: Reminder; here: EmployeeLogin; employeeLogins: EmployeeLogin[] }

export type Env = {
  Variables: PageVariables & {
    say: Speak
    known: Known | null
    /**
     * `lapsed`: there was a session, and time ended it. `logged-out`: Sluis said that its visit has ended. `ended`:
     * Sluis gives it no more tokens.
     */
    lost: { how: 'lapsed' | 'logged-out' } | { how: 'ended'; login: Login } | null
    visit: Visit
  }
}
export type PageRequest = Context<Env>
export type Stage = (parts: Parts) => MiddlewareHandler<Env>
export type Handler = (parts: Parts) => (c: PageRequest) => Response | Promise<Response>
