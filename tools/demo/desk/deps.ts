// What the demo passes to the desk, which owns no state.
import type { Log } from '@sluis/server-kit/log'
import type { MailStore } from '../mail/mail.store.ts'
import type { PhoneStore } from '../phone/phone.store.ts'
import type { SmsStore } from '../sms/sms.store.ts'
import type { DemoCompany } from '../world/companies.ts'
import type { World } from '../world.ts'

export type DemoStatus = 'starting' | 'running' | 'starting-over'

export type DeskClock = {
  now(): Date
  /** The real time, which phones show. */
  phoneTime(): Date
  isMoved(): boolean
  /** Resolves when every program uses the new time. */
  moveTo(moment: Date): Promise<void>
  backToReal(): Promise<void>
}

export type DeskDeps = {
  origins: { provider: string; hr: string; desk: string }
  status(): DemoStatus
  clock: DeskClock
  world(): World
  /** The companies with their dates as the provider has them now. */
  companies(): Promise<DemoCompany[]>
  mails(): MailStore
  sms(): SmsStore
  phone(): PhoneStore
  /** Begins to reset the world, and returns immediately. */
  startOver(): void
  /** 32 random bytes for the forms' tokens. */
  key: Uint8Array
  log: Log
}
