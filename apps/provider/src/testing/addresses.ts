// Every address of the provider's pages, as the table of routes has them, for tests that must miss none.
import { Hono } from 'hono'
import type { Env } from '../journeys/flow/sign-in-flow.ts'
import { mountRoutes, type RouteDeps } from '../server/routes.ts'

/** "GET /account/authenticators/:id", without doubles. */
export function pageAddresses(): string[] {
  const app = new Hono<Env>()
  // Only the table is read: nothing is served by it.
  const anything: unknown = new Proxy(() => undefined, {
    get: (_target, name) => (name === Symbol.toPrimitive ? () => '' : anything),
    apply: () => anything,
  })
  mountRoutes(app, anything as RouteDeps)
  return [
    ...new Set(
      app.routes
        .filter(({ method }) => method === 'GET' || method === 'POST')
        .map(({ method, path }) => `${method} ${path.length > 1 ? path.replace(/\/$/u, '') : path}`),
    ),
  ]
}
