// The addresses of monitors and load balancers: /livez says that the process lives, /readyz that it can serve.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { BARE_HEADERS } from './security-headers.ts'

const HEALTH_CHECKS = new Set(['/livez', '/readyz'])

export const isHealthCheck = (path: string): boolean => HEALTH_CHECKS.has(path)

/**
 * Before anything reads where a request was sent: load balancers ask by IP address, some name no host, and the answer
 * holds no link that a host could be put into. A health check therefore counts as sent to `host`.
 */
export function acceptHealthCheck(incoming: IncomingMessage, host: string): void {
  if (isHealthCheck((incoming.url ?? '').split('?', 1)[0]!)) incoming.headers.host = host
}

/**
 * Answers /livez before anything else is done, however much there is to do; true where it was that. What a monitor asks
 * each second is no line of the log.
 */
export function answerLiveness({ url, method }: IncomingMessage, outgoing: ServerResponse): boolean {
  if (url !== '/livez' || (method !== 'GET' && method !== 'HEAD')) return false
  outgoing.writeHead(200, LIVE_HEADERS).end('live\n')
  return true
}
const LIVE_HEADERS = {
  ...BARE_HEADERS,
  'content-type': 'text/plain; charset=utf-8',
  'content-length': '5',
  'cache-control': 'no-store',
}
