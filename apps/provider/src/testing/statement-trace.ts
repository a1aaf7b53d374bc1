// What the database is asked while requests are answered: each statement, under the request that asked it. For tests
// whose requests come one after the other, in the process of their server.
import { isAboutPlans } from '@sluis/server-kit/outgrown-plans'
import { isInRequest } from '@sluis/server-kit/request-scope'
import { type IncomingMessage, Server } from 'node:http'
import pg from 'pg'

export type TracedRequest = { request: string; statements: string[] }
export type StatementTrace = {
  /** What was asked since the last time. What jobs and commands ask, and about plans, is left out. */
  take(): TracedRequest[]
  stop(): void
}

type Call = (...args: unknown[]) => unknown

/** From now on, of servers and connections that begin after this. */
export function traceStatements(): StatementTrace {
  let requests: TracedRequest[] = []
  const server = Server.prototype as unknown as { emit: Call }
  const client = pg.Client.prototype as unknown as { query: Call }
  const [emit, query] = [Reflect.get(server, 'emit'), Reflect.get(client, 'query')]
  server.emit = function traced(this: Server, ...args) {
    const [event, incoming] = args as [string, IncomingMessage]
    if (event === 'request')
      requests.push({ request: `${incoming.method} ${shorten(incoming.url ?? '/')}`, statements: [] })
    return emit.apply(this, args)
  }
  client.query = function traced(this: pg.Client, ...args) {
    const [first] = args as [string | { text: string }]
    const text = typeof first === 'string' ? first : first.text
    if (isInRequest() && !isAboutPlans(text)) requests.at(-1)?.statements.push(text)
    return query.apply(this, args)
  }
  return {
    take() {
      const taken = requests
      requests = []
      return taken
    },
    stop() {
      server.emit = emit
      client.query = query
    },
  }
}

/** Without its query, and without what is random each time. */
const shorten = (address: string): string => address.split('?')[0]!.replaceAll(/[\w-]{40,}/gu, '…')
