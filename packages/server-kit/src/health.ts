// The addresses of monitors and load balancers: /livez says that the process lives, /readyz that it can serve.
import type { IncomingMessage } from 'node:http'

const HEALTH_CHECKS = new Set(['/livez', '/readyz'])

export const isHealthCheck = (path: string): boolean => HEALTH_CHECKS.has(path)

/**
 * Before anything reads where a request was sent: load balancers ask by IP address, some name no host, and the answer
 * holds no link that a host could be put into. A health check therefore counts as sent to `host`.
 */
export function acceptHealthCheck(incoming: IncomingMessage, host: string): void {
  if (isHealthCheck((incoming.url ?? '').split('?', 1)[0]!)) incoming.headers.host = host
}
