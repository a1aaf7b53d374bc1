// What the stages find out about a request before its page runs: whose it is, what it may see, in which company.
import type { Context, MiddlewareHandler } from 'hono'
import type { PageVariables } from '@sluis/server-kit/page-middleware'
import type { Translate } from '#page/messages.ts'
import type { Deps } from '#deps'
import type { EmployeeLogin } from '#people/employee-login.store.ts'
import type { Login } from '#people/login.store.ts'
import type { Session } from '#sessions/session.ts'
import type { Reminder, SessionFacts } from '#sluis/access-rules.ts'

/** The session of this browser and whose it is; it gives no access yet. */
export type Auth = { session: Session; login: Login }
/** Somebody who may see pages, and what they are reminded of. */
export type Access = Auth & { reminder: Reminder }

/** Each stage sets variables of its own; a page reads those of the stages that its route lists. */
export type Env = {
  Variables: PageVariables & {
    t: Translate
    /** Of load-session. */
    auth: Auth | null
    /**
     * Of load-session. `lapsed`: there was a session, and it timed out. `logged-out`: Sluis ended its own session.
     * `ended`: Sluis refuses to refresh its tokens. `over`: Sluis ended it, and it had no second factor: what holds for
     * the person now may be why.
     */
    sessionEnd:
      | { reason: 'lapsed' | 'logged-out' }
      | { reason: 'ended'; login: Login }
      | { reason: 'over'; login: Login; session: SessionFacts }
      | null
    /** Of require-access. */
    access: Access
    /** Of resolve-company: the company of this session. */
    membership: EmployeeLogin
    /** Of resolve-company: all companies that this login may choose from. */
    employeeLogins: EmployeeLogin[]
  }
}
export type PageRequest = Context<Env>
export type Stage = (deps: Deps) => MiddlewareHandler<Env>
export type Handler = (deps: Deps) => (c: PageRequest) => Response | Promise<Response>
