// A listening HTTP server with an orderly stop: no new connections, requests under way are finished, then it is closed.
import { createServer, type RequestListener, type Server } from 'node:http'
import { watchDescriptors } from './descriptors.ts'
import type { Log } from './log.ts'
import { inRequest } from './request-scope.ts'

export type RunningServer = { server: Server; port: number; stop(): Promise<void> }

/**
 * Listens on `address` and `port` (0 = any free one). Rejects where the port is taken. `log`: of dropped connections.
 */
export function listen(
  listener: RequestListener,
  address: string,
  port: number,
  log?: Pick<Log, 'error' | 'warn'>,
): Promise<RunningServer> {
  const server = createServer(
    { requestTimeout: 15_000, headersTimeout: 10_000, keepAliveTimeout: 5_000, maxHeaderSize: 16_384 },
    (incoming, outgoing) => inRequest(() => listener(incoming, outgoing)),
  )
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      server.off('error', reject)
      const bound = server.address()
      const stopWatching = log ? watchDescriptors(log) : () => undefined
      resolve({
        server,
        port: typeof bound === 'object' && bound ? bound.port : port,
        stop: () => (stopWatching(), stopServer(server)),
      })
    })
  })
}

// A client that will not finish holds up the stop this long at most.
const STOP_WAIT_MS = 10_000
// How often connections that have become idle are looked for meanwhile.
const IDLE_CHECK_MS = 50

function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), STOP_WAIT_MS)
    // A connection that is kept alive is idle for no moment behind a busy proxy: its next answer is its last.
    server.prependListener('request', (_incoming, outgoing) => void (outgoing.shouldKeepAlive = false))
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
    server.close(() => {
      clearTimeout(timer)
      clearInterval(idle)
      resolve()
    })
    server.closeIdleConnections()
  })
}
