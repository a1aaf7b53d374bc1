// Two hundred people sign in at once, again and again for twenty seconds: who is let in how fast, who is refused how
// fast, and whether the process answers meanwhile.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { headingOf } from './client.ts'
import { Refused } from './drive.ts'
import { pauseOf, percentile } from './lanes.ts'
import { people, signIn, warmUp } from './people.ts'
import { type Backend, benchWorld, type World } from './world.ts'

export type StormFigures = {
  backend: Backend
  livez: { maxMs: number; p95Ms: number; over100: number; asked: number }
  admitted: { count: number; perSecond: number; p50Ms: number; p95Ms: number; waitedP95Ms: number }
  refused: { share: number; p95Ms: number; withRetryAfter: number; afterTyping: number; reasons: string[] }
}

const AT_ONCE = 200
const HEALTH_WATCH = fileURLToPath(new URL('health-watch.ts', import.meta.url))
const LIVEZ_IS_LATE_MS = 100

type Refusal = { ms: number; hasRetryAfter: boolean; hadTyped: boolean; heading: string }

/**
 * `count`: people, more than are there at once. `seconds`: how long they begin to sign in; who has begun is waited for.
 */
export async function measureStorm(
  backend: Backend,
  { count, seconds }: { count: number; seconds: number },
): Promise<StormFigures> {
  const world = await benchWorld({ backend })
  try {
    const all = await people(world, count)
    await warmUp(world, all)
    const [spans, waits, refusals]: [number[], number[], Refusal[]] = [[], [], []]
    const began = performance.now()
    const isOver = (): boolean => performance.now() - began > seconds * 1000
    const health = watchHealth(world)
    // Nobody is in two places: who has ended goes to the end of the queue.
    const waiting = [...all]
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (!isOver()) {
          const person = waiting.shift()!
          person.visitor.sleepOver()
          const from = performance.now()
          let waited = 0
          try {
            await signIn(world, person, { onWait: (ms) => void (waited += ms) })
            spans.push(performance.now() - from - waited)
            waits.push(waited)
          } catch (error) {
            if (!(error instanceof Refused)) throw error
            const { answer } = error
            const retryAfter = answer.headers['retry-after']
            refusals.push({
              ms: answer.ms,
              hasRetryAfter: retryAfter !== undefined,
              hadTyped: error.hadTyped,
              heading: `${answer.status} ${answer.url.pathname} ${headingOf(answer)}`,
            })
            // As they are told; a second where they are told nothing.
            if (!isOver()) await pauseOf(Number(retryAfter ?? 1) * 1000)
          } finally {
            waiting.push(person)
          }
        }
      }),
    )
    const tookMs = performance.now() - began
    const livez = await health.stop()
    return {
      backend,
      livez,
      admitted: {
        count: spans.length,
        perSecond: (spans.length * 1000) / tookMs,
        p50Ms: percentile(spans, 50),
        p95Ms: percentile(spans, 95),
        waitedP95Ms: percentile(waits, 95),
      },
      refused: {
        share: refusals.length / (refusals.length + spans.length),
        p95Ms: percentile(
          refusals.map(({ ms }) => ms),
          95,
        ),
        withRetryAfter: refusals.filter(({ hasRetryAfter }) => hasRetryAfter).length / (refusals.length || 1),
        afterTyping: refusals.filter(({ hadTyped }) => hadTyped).length / (refusals.length + spans.length),
        reasons: [...new Set(refusals.map(({ heading }) => heading))].slice(0, 5),
      },
    }
  } finally {
    await world.stop()
  }
}

function watchHealth(world: World): { stop(): Promise<StormFigures['livez']> } {
  const child = fork(HEALTH_WATCH, [world.issuer], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return {
    async stop() {
      child.send('stop')
      const [spans] = (await once(child, 'message')) as [number[]]
      child.disconnect()
      return {
        asked: spans.length,
        maxMs: Math.max(...spans),
        p95Ms: percentile(spans, 95),
        over100: spans.filter((ms) => ms > LIVEZ_IS_LATE_MS).length,
      }
    },
  }
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

export const stormReport = ({ backend, livez, admitted, refused }: StormFigures): string =>
  [
    `${AT_ONCE} people at once, on ${backend}`,
    `/livez: at most ${livez.maxMs.toFixed(0)} ms, 95 % within ${livez.p95Ms.toFixed(0)} ms, ${livez.over100} of ${livez.asked} over ${LIVEZ_IS_LATE_MS} ms`,
    `let in: ${admitted.count} (${admitted.perSecond.toFixed(1)} a second), half within ${admitted.p50Ms.toFixed(0)} ms, 95 % within ${admitted.p95Ms.toFixed(0)} ms, besides up to ${admitted.waitedP95Ms.toFixed(0)} ms in a waiting room`,
    `refused: ${percent(refused.share)}, 95 % told within ${refused.p95Ms.toFixed(0)} ms, ${percent(refused.withRetryAfter)} of them with Retry-After; after typing: ${percent(refused.afterTyping)}`,
    ...refused.reasons.map((reason) => `  ${reason}`),
  ].join('\n')
