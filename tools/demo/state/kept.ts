// All that the demo itself keeps in its data directory: its state, its secrets, its mail and texts; and the world that
// follows from the state.
import { join } from 'node:path'
import { openMailStore, type MailStore } from '../mail/mail.store.ts'
import { openSmsStore, type SmsStore } from '../sms/sms.store.ts'
import { worldAt, type World } from '../world.ts'
import { readState, wipe, writeState, type DemoState } from './demo-state.ts'
import { secretsIn, type Secrets } from './secrets.ts'

export type Kept = {
  state(): DemoState
  world(): World
  mails(): MailStore
  texts(): SmsStore
  secrets(): Secrets
  save(change: Partial<DemoState>): void
  /** Throws everything away, the programs' databases too, and begins anew; the programs are stopped before. */
  renew(): void
  close(): void
}

/** Under the directory's lock. A world that is not there, or was left half made, begins anew. */
export function openKept(directory: string, startsOver: boolean): Kept {
  const known = startsOver ? null : readState(directory)
  if (known === null) wipe(directory)
  const openMails = () => openMailStore(join(directory, 'mail.sqlite'))
  const openTexts = () => openSmsStore(join(directory, 'sms.sqlite'))
  let state = known ?? fresh()
  let world = worldAt(new Date(state.firstStartAt))
  let mails = openMails()
  let texts = openTexts()
  const save = (change: Partial<DemoState>) => {
    state = { ...state, ...change }
    writeState(directory, state)
  }
  save({})
  return {
    state: () => state,
    world: () => world,
    mails: () => mails,
    texts: () => texts,
    secrets: () => secretsIn(directory),
    save,
    renew() {
      mails.close()
      texts.close()
      wipe(directory)
      mails = openMails()
      texts = openTexts()
      save(fresh())
      world = worldAt(new Date(state.firstStartAt))
    },
    close() {
      mails.close()
      texts.close()
    },
  }
}

const fresh = (): DemoState => ({
  firstStartAt: new Date().toISOString(),
  complete: false,
  offsetMs: 0,
  hrOrigin: null,
})
