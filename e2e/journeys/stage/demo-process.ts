// The demo as npm start runs it, as a child process on free ports with fresh data.
import { freePort } from '@sluis/test-kit'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const READY = 'Sluis is running.'

export type RunningDemo = {
  provider: string
  kade: string
  desk: string
  /**
   * Ends it as Ctrl-C does and takes its data away. Answers with the faults in its programs' logs, and with how it
   * ended where that was not well.
   */
  stop(): Promise<string[]>
}

/** Resolves when it says that it is running; rejects with what it wrote when it ends instead. */
export async function startDemoProcess(): Promise<RunningDemo> {
  const data = mkdtempSync(join(tmpdir(), 'sluis-journeys-'))
  const ports = [await freePort(), await freePort(), await freePort()] as const
  const child = spawn(process.execPath, [join(ROOT, 'tools/demo/start.ts')], {
    cwd: ROOT,
    env: {
      ...process.env,
      SLUIS_PORT: String(ports[0]),
      HR_PORT: String(ports[1]),
      DESK_PORT: String(ports[2]),
      SLUIS_DEMO_DATA: data,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  let said = ''
  const running = Promise.withResolvers<null>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      said += part
      if (said.includes(READY)) running.resolve(null)
    })
  }
  const outcome = await Promise.race([running.promise, ended])
  if (outcome !== null) {
    rmSync(data, { recursive: true, force: true })
    throw new Error(`the demo did not start:\n${said}`)
  }
  const [provider, kade, desk] = ports.map((port) => `http://localhost:${port}`) as [string, string, string]
  return {
    provider,
    kade,
    desk,
    async stop() {
      child.kill('SIGINT')
      const [code] = (await ended) as [number | null]
      const lines = globSync(join(data, '*.log')).flatMap((path) => readFileSync(path, 'utf8').split('\n'))
      rmSync(data, { recursive: true, force: true })
      return [
        ...lines.filter((line) => /"level":[56]0|^\s+at /u.test(line)),
        ...(code === 0 ? [] : [`it ended with ${code}: ${said}`]),
      ]
    },
  }
}
