// What is known of a request by the time a page is asked for: who it is, and where they stand.
import type { Context, MiddlewareHandler } from 'hono'
import type { PageVariables } from '@sluis/server-kit/page-middleware'
import type { Translate } from '#page/messages.ts'
import type { Deps } from '#deps'
import type { EmployeeLogin } from '#people/employee-login.store.ts'
import type { Login } from '#people/login.store.ts'
import type { Session } from '#sessions/session.ts'
import type { Reminder } from '#sluis/access-rules.ts'

/** The session of this browser and whose it is; nothing is opened by it yet. */
export type Auth = { session: Session; login: Login }
/** Somebody who may see pages: what they are reminded of, and in which company they are. */
export type Access = Auth & { reminder: Reminder; membership: EmployeeLogin; employeeLogins: EmployeeLogin[] }

export type Env = {
  Variables: PageVariables & {
    t: Translate
    auth: Auth | null
    /**
     * `lapsed`: there was a session, and time ended it. `logged-out`: Sluis said that its visit has ended. `ended`:
     * Sluis gives it no more tokens.
     */
    sessionEnd: { reason: 'lapsed' | 'logged-out' } | { reason: 'ended'; login: Login } | null
    access: Access
  }
}
export type PageRequest = Context<Env>
export type Stage = (deps: Deps) => MiddlewareHandler<Env>
export type Handler = (deps: Deps) => (c: PageRequest) => Response | Promise<Response>
