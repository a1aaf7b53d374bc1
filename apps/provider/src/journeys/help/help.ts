// Help, for everybody, signed in or not: the questions, the background of the change, what our messages look like, and
// a search.
import { Hono } from 'hono'
import type { Env } from '../flow/sign-in-flow.ts'
import type { HelpDeps } from './help-deps.ts'
import { showChange } from './show-change.ts'
import { showMessages } from './show-messages.ts'
import { showQuestions } from './show-questions.ts'
import { showSearch } from './show-search.ts'
import { keepReturnPath } from './return-link.ts'

export function help(deps: HelpDeps) {
  const routes = new Hono<Env>()
  routes.use(keepReturnPath(deps.issuer))
  routes.get('/', showQuestions(deps))
  routes.get('/change', showChange(deps))
  routes.get('/messages', showMessages(deps))
  routes.get('/search', showSearch(deps))
  return routes
}
