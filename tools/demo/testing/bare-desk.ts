// For tests: a desk with real mail and a real world, whose clock and start-over only record what was asked.
import { createLog } from '@sluis/server-kit/log'
import { randomBytes } from '@sluis/server-kit/random'
import { openMailStore, type MailStore } from '../mail/mail.store.ts'
import { openSmsStore, type SmsStore } from '../sms/sms.store.ts'
import { openPhoneStore, type PhoneStore } from '../phone/phone.store.ts'
import { worldAt, type World } from '../world.ts'
import { createDesk } from '../desk/desk.ts'
import type { DemoStatus } from '../desk/deps.ts'

export type BareDesk = {
  fetch(request: Request): Response | Promise<Response>
  mails: MailStore
  sms: SmsStore
  phone: PhoneStore
  world: World
  calls: string[]
  setStatus(status: DemoStatus): void
  offset(): number
}

export const FIRST_START = new Date('2026-11-22T11:00:00Z')
/** The real time at this desk; its clock moves from there. */
export const REAL_TIME = new Date('2026-11-22T12:13:05Z')

export function bareDesk(origin = 'http://localhost:4403'): BareDesk {
  const mails = openMailStore(':memory:')
  const sms = openSmsStore(':memory:')
  const phone = openPhoneStore(':memory:')
  const world = worldAt(FIRST_START)
  const calls: string[] = []
  let [offsetMs, status]: [number, DemoStatus] = [0, 'running']
  const desk = createDesk({
    origins: { provider: 'http://localhost:4400', hr: 'http://localhost:4401', desk: origin },
    status: () => status,
    clock: {
      now: () => new Date(REAL_TIME.getTime() + offsetMs),
      phoneTime: () => REAL_TIME,
      isMoved: () => offsetMs !== 0,
      async moveTo(moment) {
        offsetMs = moment.getTime() - REAL_TIME.getTime()
        calls.push(`clock ${moment.toISOString()}`)
      },
      async backToReal() {
        offsetMs = 0
        calls.push('clock real')
      },
    },
    world: () => world,
    companies: async () => world.companies,
    mails: () => mails,
    sms: () => sms,
    phone: () => phone,
    startOver: () => void calls.push('start over'),
    key: randomBytes(32),
    log: createLog('desk', 'silent'),
  })
  return {
    fetch: (request) => desk.fetch(request),
    mails,
    sms,
    phone,
    world,
    calls,
    setStatus: (next) => void (status = next),
    offset: () => offsetMs,
  }
}
