// Help, for everybody, signed in or not: the questions, the background of the change, what our messages look like, and
// a search.
import { Hono } from 'hono'
import type { Env } from '../way.ts'
import type { HelpNeeds } from './help-needs.ts'
import { showChange } from './show-change.ts'
import { showMessages } from './show-messages.ts'
import { showQuestions } from './show-questions.ts'
import { showSearch } from './show-search.ts'

export function help(needs: HelpNeeds) {
  const routes = new Hono<Env>()
  routes.get('/', showQuestions(needs))
  routes.get('/change', showChange(needs))
  routes.get('/messages', showMessages(needs))
  routes.get('/search', showSearch(needs))
  return routes
}
