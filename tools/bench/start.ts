// How long a start takes until the first answer, and how much processor: on PostgreSQL and on PGlite, the first time
// and later; and the demo as a whole (npm start).

import { freePort, mailbox, postgresServer } from '@sluis/test-kit'
import type { DatabaseLocation } from '@sluis/server-kit/database'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { issuerOf } from './instance.ts'
import { timed } from './lanes.ts'
import { processorMs, residentMb } from './processor-time.ts'
import { providerProcess } from './provider-process.ts'

/** `restMb`: resident memory of all its processes, right after it. */
export type Start = { name: string; wallMs: number; processorMs: number; restMb: number }

const DEMO = fileURLToPath(new URL('../demo/start.ts', import.meta.url))
const DEMO_LIMIT_MS = 120_000

export async function measureStart(): Promise<Start[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-bench-'))
  const [server, mail] = await Promise.all([postgresServer(), mailbox()])
  try {
    const served = { url: await server.createDatabase() }
    const embedded = { directory: join(folder, 'provider') }
    const starts: Start[] = []
    for (const [name, start] of [
      // What is compiled is kept from here on, as it is where packages are installed and were started once.
      ['', () => startProvider({ directory: join(folder, 'unmeasured') }, mail.url)],
      ['the provider on PostgreSQL, first', () => startProvider(served, mail.url)],
      ['the provider on PostgreSQL, later', () => startProvider(served, mail.url)],
      ['the provider on PGlite, first', () => startProvider(embedded, mail.url)],
      ['the provider on PGlite, later', () => startProvider(embedded, mail.url)],
      ['the demo, first', () => startDemo(join(folder, 'demo'))],
      ['the demo, later', () => startDemo(join(folder, 'demo'))],
    ] as const)
      starts.push({ name, ...(await start()) })
    return starts.slice(1)
  } finally {
    await mail.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startProvider(database: DatabaseLocation, smtpUrl: string): Promise<Omit<Start, 'name'>> {
  const port = await freePort()
  const { ms, value: provider } = await timed(() =>
    providerProcess({ port, issuer: issuerOf(port), database, smtpUrl }),
  )
  const spent = { wallMs: ms, processorMs: processorMs(provider.pid), restMb: residentMb(provider.pid).now }
  await provider.stop()
  return spent
}

async function startDemo(data: string): Promise<Omit<Start, 'name'>> {
  const [provider, hr, desk] = await Promise.all([freePort(), freePort(), freePort()])
  const ports = { SLUIS_PORT: String(provider), HR_PORT: String(hr), DESK_PORT: String(desk) }
  const began = performance.now()
  const child = spawn(process.execPath, [DEMO], {
    env: { ...process.env, ...ports, SLUIS_DEMO_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  try {
    // It prints its addresses when it is up.
    await new Promise<void>((up, reject) => {
      let text = ''
      const limit = setTimeout(() => reject(new Error(`the demo did not start: ${text}`)), DEMO_LIMIT_MS)
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        text += part
        if (!text.includes(`http://localhost:${desk}`)) return
        clearTimeout(limit)
        up()
      })
      child.once('exit', () => reject(new Error(`the demo ended: ${text}`)))
    })
    const wallMs = performance.now() - began
    return { wallMs, processorMs: processorMs(child.pid!), restMb: residentMb(child.pid!).now }
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

export const startReport = (starts: readonly Start[]): string =>
  starts
    .map(
      ({ name, wallMs, processorMs: spent, restMb }) =>
        `${name}: ${seconds(wallMs)}, ${seconds(spent)} of processor, ${restMb.toFixed(0)} MB then`,
    )
    .join('\n')
