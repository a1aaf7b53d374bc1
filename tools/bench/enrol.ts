// A first enrolment, from Kade's voucher to Kade's tokens: what it costs, and what twenty at once come to.

import { decodeBase32 } from '@sluis/otp'
import type { Answer } from './client.ts'
import { drive, Refused } from './drive.ts'
import { hashMeter } from './hashes.ts'
import { type Figures, figuresLine, idle, measure, ms } from './measure.ts'
import { codeNow, PASSWORD, people, type Person } from './people.ts'
import { benchWorld, type World } from './world.ts'

/** `besideHash`: processor time of one, without its password hash. `lost`: people who were refused. */
export type EnrolFigures = { atOnce: Figures; besideHash: number; requests: number; lost: number; reasons: string[] }

const AT_ONCE = 20

/** `typo`: whether this person types a wrong code first. */
export async function enrol(
  world: World,
  { id, email, visitor }: Person,
  { pause, typo = false }: { pause?: () => Promise<void>; typo?: boolean } = {},
): Promise<void> {
  const { body } = await world.app.call('POST', '/api/vouchers', { person: id })
  const { voucher } = JSON.parse(body) as { voucher: string }
  const { address, verifier } = await world.app.begin(visitor, { voucher, acr_values: 'urn:sluis:acr:two-factor' })
  let isTypo = typo
  const fillings = {
    username: () => email,
    password: () => PASSWORD,
    code: (page: Answer) => {
      const code = codeNow(world, secretOn(page))
      if (!isTypo) return code
      isTypo = false
      return wrongFor(code)
    },
  }
  const first = await visitor.ask(address)
  const back = await drive(visitor, first, fillings, { mayCorrect: typo, ...(pause && { pause }) })
  await world.app.redeem(visitor, back, verifier)
}

/** A code with another first digit is of no other step, save by a chance of one in a hundred thousand. */
const wrongFor = (code: string): string => `${(Number(code[0]) + 5) % 10}${code.slice(1)}`

/** The key as the page shows it. */
function secretOn({ body, url }: Answer): Uint8Array {
  const shown = /id="setup-key"[^>]*>([\s\S]*?)<\/(?:p|code)>/u.exec(body)?.[1] ?? ''
  const secret = decodeBase32(shown.replaceAll(/<[^>]+>|\s/gu, ''))
  if (!secret.ok || secret.bytes.length === 0) throw new Error(`no key on ${url.pathname}`)
  return secret.bytes
}

/** Counts people who were refused, and what with. */
export function losses(): { noted(work: () => Promise<unknown>): Promise<void>; lost(): number; reasons(): string[] } {
  const reasons: string[] = []
  return {
    async noted(work) {
      try {
        await work()
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        reasons.push(error.message)
      }
    },
    lost: () => reasons.length,
    reasons: () => [...new Set(reasons)],
  }
}

export async function measureEnrol(count: number): Promise<EnrolFigures> {
  const world = await benchWorld()
  try {
    const all = await people(world, count + AT_ONCE, { company: 'prompt', isEnrolled: false })
    // The first of all find the process cold.
    await measure(world, 0, AT_ONCE, all.slice(0, AT_ONCE), (person) => enrol(world, person))
    const { hashMs, jobsPerMs } = await idle(world, await hashMeter())
    const met = losses()
    const atOnce = await measure(world, jobsPerMs, AT_ONCE, all.slice(AT_ONCE), (person) =>
      met.noted(() => enrol(world, person)),
    )
    return {
      atOnce,
      besideHash: atOnce.provider + atOnce.database - hashMs,
      requests: all.at(-1)!.visitor.requests(),
      lost: met.lost(),
      reasons: met.reasons(),
    }
  } finally {
    await world.stop()
  }
}

export const enrolReport = ({ atOnce, besideHash, requests, lost, reasons }: EnrolFigures): string =>
  [
    figuresLine(`a first enrolment, ${AT_ONCE} at once`, atOnce),
    `beside its password hash: ${ms(besideHash)}`,
    `requests: ${requests}`,
    `lost: ${lost}`,
    ...reasons,
  ].join('\n')
