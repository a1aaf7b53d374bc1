// Checks before anything starts whether another program has one of the demo's ports.
import { createServer } from 'node:net'

export class PortTaken extends Error {
  override name = 'PortTaken'
}

const SETTING_OF: Record<string, string> = {
  provider: 'SLUIS_PORT',
  hr: 'HR_PORT',
  desk: 'DESK_PORT',
  smtp: 'SLUIS_DEMO_SMTP_PORT',
}

/** Throws PortTaken with a sentence for the person at the terminal. */
export async function ensurePortsFree(ports: Record<string, number>): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    if (await isTaken(port))
      throw new PortTaken(
        `Port ${port} is taken by another program. Stop that one, or give the demo another port: ${SETTING_OF[name]}=${port + 1000} npm start`,
      )
  }
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(true) : reject(error),
    )
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)))
  })
}
