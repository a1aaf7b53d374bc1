// A listening HTTP server: who is slow to ask is cut off, and it stops in order: no new connections, requests under way
// are finished, then it is closed.
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { watchDescriptors } from './descriptors.ts'
import { answerLiveness } from './health.ts'
import type { Log } from './log.ts'
import { inRequest } from './request-scope.ts'
import { createTurns } from './turns.ts'

export type RunningServer = { server: Server; port: number; stop(): Promise<void> }

/** How long a client may take to ask, and how many may be at it. */
export type AskingLimits = { headMs: number; requestMs: number; lookMs: number; asking: number }

const LIMITS: AskingLimits = {
  headMs: 10_000,
  requestMs: 15_000,
  // Node looks for slow ones only so often.
  lookMs: 1_000,
  asking: 1_000,
}

/**
 * `log`: of dropped connections. `sharesPort`: with other processes that say so too; the kernel gives each connection
 * to one of them (Linux).
 */
type ListenOptions = { log?: Pick<Log, 'error' | 'warn'>; limits?: AskingLimits; sharesPort?: boolean }

/** Its message says what to do. */
export class PortTaken extends Error {
  override name = 'PortTaken'
  constructor(address: string, port: number) {
    super(`Another program listens on ${address}:${port}: stop it, or choose another port in the settings.`)
  }
}

/**
 * Listens on `address` and `port` (0 = any free one). Rejects with PortTaken where it is taken. /livez is answered by
 * itself, before anything else is done.
 */
export function listen(
  listener: RequestListener,
  address: string,
  port: number,
  { log, limits = LIMITS, sharesPort = false }: ListenOptions = {},
): Promise<RunningServer> {
  const inTurn = createTurns()
  const server = createServer(
    {
      headersTimeout: limits.headMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.lookMs,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16_384,
    },
    (incoming, outgoing) => {
      if (!answerLiveness(incoming, outgoing)) inTurn(() => inRequest(() => listener(incoming, outgoing)))
    },
  )
  rememberPeers(server)
  boundAsking(server, limits.asking)
  return new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException): void =>
      reject(error.code === 'EADDRINUSE' ? new PortTaken(address, port) : error)
    server.once('error', refused)
    server.listen({ port, host: address, reusePort: sharesPort }, () => {
      server.off('error', refused)
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

/**
 * Where a request comes from is known after its client has hung up too: tries are counted by it. Node asks the system
 * once, and the system knows only of connections that are open.
 */
function rememberPeers(server: Server): void {
  server.on('connection', (socket: Socket) => {
    if (socket.remoteAddress === undefined) socket.destroy()
  })
}

/**
 * Connections that may be asking and are not being served: too many of them, and the one that has been at it the
 * longest goes, so that slow ones keep nobody out. Whoever asks at once is long served by then.
 */
function boundAsking(server: Server, limit: number): void {
  const asking = new Set<Socket>()
  const begin = (socket: Socket): void => {
    asking.add(socket)
    const [oldest] = asking
    if (asking.size > limit) oldest?.destroy()
  }
  server.on('connection', (socket: Socket) => {
    begin(socket)
    socket.once('close', () => asking.delete(socket))
  })
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { socket } = incoming
    asking.delete(socket)
    // Kept alive, it may ask again.
    outgoing.once('close', () => socket.destroyed || begin(socket))
    // A body of which the rest has yet to come.
    if (incoming.complete || !hasBody(incoming)) return
    begin(socket)
    incoming.once('end', () => asking.delete(socket))
  })
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

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
