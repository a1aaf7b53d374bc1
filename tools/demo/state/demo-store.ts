// What the demo itself stores in its data directory: state, secrets, mail, SMS, the desk's phone; and the world made
// from the state.
import { join } from 'node:path'
import { openMailStore, type MailStore } from '../mail/mail.store.ts'
import { openPhoneStore, type PhoneStore } from '../phone/phone.store.ts'
import { openSmsStore, type SmsStore } from '../sms/sms.store.ts'
import { worldAt, type World } from '../world.ts'
import { readState, wipe, writeState, type DemoState } from './demo-state.ts'
import { secretsIn, type Secrets } from './secrets.ts'

export type DemoStore = {
  state(): DemoState
  world(): World
  mails(): MailStore
  sms(): SmsStore
  phone(): PhoneStore
  secrets(): Secrets
  save(change: Partial<DemoState>): void
  /** Deletes everything, the programs' databases too, and makes a fresh world; the programs must be stopped. */
  reset(): void
  close(): void
}

/** Called with the directory locked. A world that is missing or half made is replaced by a fresh one. */
export function openDemoStore(directory: string, startsOver: boolean): DemoStore {
  const known = startsOver ? null : readState(directory)
  if (known === null) wipe(directory)
  const openMails = () => openMailStore(join(directory, 'mail.sqlite'))
  const openSms = () => openSmsStore(join(directory, 'sms.sqlite'))
  const openPhone = () => openPhoneStore(join(directory, 'phone.sqlite'))
  let state = known ?? fresh()
  let world = worldAt(new Date(state.firstStartAt))
  let mails = openMails()
  let sms = openSms()
  let phone = openPhone()
  const save = (change: Partial<DemoState>) => {
    state = { ...state, ...change }
    writeState(directory, state)
  }
  save({})
  return {
    state: () => state,
    world: () => world,
    mails: () => mails,
    sms: () => sms,
    phone: () => phone,
    secrets: () => secretsIn(directory, state.complete),
    save,
    reset() {
      mails.close()
      sms.close()
      phone.close()
      wipe(directory)
      mails = openMails()
      sms = openSms()
      phone = openPhone()
      save(fresh())
      world = worldAt(new Date(state.firstStartAt))
    },
    close() {
      mails.close()
      sms.close()
      phone.close()
    },
  }
}

const fresh = (): DemoState => ({
  firstStartAt: new Date().toISOString(),
  complete: false,
  offsetMs: 0,
  hrOrigin: null,
})
