// Hears what other processes say through the database (LISTEN, NOTIFY), on a connection of its own that comes back by
// itself. What is said while it is away is not heard: whoever listens looks for itself now and then.
import pg from 'pg'
import { randomInt } from './random.ts'

const CONNECT_TIMEOUT_MS = 2_000
// Not all processes at once where the server comes back.
const PAUSE_MS = [500, 2_000] as const

/**
 * `onNotice`: something was said, or may have been or may be while nobody listens. Returns how to stop. `channel`: a
 * name of ours, never anybody's input.
 */
export function listenForNotices(url: string, channel: string, onNotice: () => void): () => Promise<void> {
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | undefined
  let hasStopped = false

  async function connect(): Promise<void> {
    const current = new pg.Client({
      connectionString: url,
      application_name: 'sluis notices',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    })
    client = current
    current.on('notification', onNotice)
    let [isListening, isOver] = [false, false]
    const again = (): void => {
      if (isOver) return
      isOver = true
      if (isListening) onNotice()
      current.connection.stream.destroy()
      if (!hasStopped) timer = setTimeout(() => void connect(), randomInt(...PAUSE_MS)).unref()
    }
    current.on('error', again)
    current.on('end', again)
    try {
      await current.connect()
      await current.query(`listen ${pg.escapeIdentifier(channel)}`)
      isListening = true
      onNotice()
    } catch {
      again()
    }
  }

  void connect()
  return async () => {
    hasStopped = true
    clearTimeout(timer)
    await client?.end().catch(() => undefined)
  }
}
