// Closing an account at its owner's word, and opening it again by a human.
import { type Decision, accept, refuse } from '@sluis/ground'
import type { Notify } from '#identity/notices/notify.service.ts'
import type { Identity } from '#identity/stores.ts'

type Needs = { identity: Identity; notify: Pick<Notify, 'notice'> }

/** Spends a "this was not me" link: the account is closed, every visit and with it every token ends. Works once. */
export async function freezeByLink({ identity, notify }: Needs, token: string, origin: string, now: Date): Promise<Decision<null, 'link-unknown'>> {
  return identity.together(async (stores) => {
    const spent = await stores.notMe.spend(token, now)
    if (!spent.ok) return refuse('link-unknown')
    const personId = spent.value
    const person = await stores.people.findById(personId)
    if (!person) return refuse('link-unknown')
    if (await stores.people.freeze(personId, now)) {
      await stores.audit.append({ action: 'account-frozen', result: 'done', actor: personId, personId, origin }, now)
      await notify.notice(stores, person, 'frozen', { browser: '' }, now)
    }
    await stores.sessions.endAll(personId, now)
    await stores.remembered.endAll(personId, now)
    return accept(null)
  })
}

/**
 * Opens a frozen account. What its owner disowned may sit in it, so every second factor and recovery code is taken off: the next sign-in
 * sets up a new one, behind the guard of a first enrolment.
 */
export async function openAccount({ identity, notify }: Needs, personId: string, by: string, reason: string, now: Date): Promise<Decision<null, 'not-frozen'>> {
  return identity.together(async (stores) => {
    const person = await stores.people.findById(personId)
    if (!person || !(await stores.people.unfreeze(personId))) return refuse('not-frozen')
    await stores.factors.removeAll(personId)
    await stores.recovery.removeAll(personId)
    await stores.sessions.endAll(personId, now)
    await stores.audit.append({ action: 'account-opened', result: 'done', actor: by, personId, detail: { reason } }, now)
    await notify.notice(stores, person, 'opened', { browser: '' }, now)
    return accept(null)
  })
}
