// For tests: a desk with real mail and a real world, and a clock and a start-over that only remember what was asked of
// them.
import { createLog, randomBytes } from '@sluis/server-kit'
import { openMailStore, type MailStore } from '../mail/mail.store.ts'
import { openSmsStore, type SmsStore } from '../sms/sms.store.ts'
import { worldAt, type World } from '../world.ts'
import { createDesk } from '../desk/desk.ts'
import type { Stage } from '../desk/needs.ts'

export type BareDesk = {
  fetch(request: Request): Response | Promise<Response>
  mails: MailStore
  texts: SmsStore
  world: World
  asked: string[]
  be(stage: Stage): void
  offset(): number
}

export const FIRST_START = new Date('2026-11-22T11:00:00Z')
/** The real time at this desk; its clock can be moved from there. */
export const REAL_TIME = new Date('2026-11-22T12:13:05Z')

export function bareDesk(origin = 'http://localhost:4403'): BareDesk {
  const mails = openMailStore(':memory:')
  const texts = openSmsStore(':memory:')
  const world = worldAt(FIRST_START)
  const asked: string[] = []
  let [offsetMs, stage]: [number, Stage] = [0, 'running']
  const desk = createDesk({
    origins: { provider: 'http://localhost:4400', hr: 'http://localhost:4401', desk: origin },
    stage: () => stage,
    clock: {
      now: () => new Date(REAL_TIME.getTime() + offsetMs),
      phoneTime: () => REAL_TIME,
      isMoved: () => offsetMs !== 0,
      async moveTo(moment) {
        offsetMs = moment.getTime() - REAL_TIME.getTime()
        asked.push(`clock ${moment.toISOString()}`)
      },
      async backToReal() {
        offsetMs = 0
        asked.push('clock real')
      },
    },
    world: () => world,
    companies: async () => world.companies,
    mails: () => mails,
    texts: () => texts,
    startOver: () => void asked.push('start over'),
    key: randomBytes(32),
    log: createLog('desk', 'silent'),
  })
  return {
    fetch: (request) => desk.fetch(request),
    mails,
    texts,
    world,
    asked,
    be: (next) => void (stage = next),
    offset: () => offsetMs,
  }
}
