// What somebody whose account is locked reads, wherever they meet it: what to do next, by what they still have
// (decision 0012).
import { actions, linkButton, steps, type Html } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { RecoveryPath } from '#identity/recovery/recovery-path.ts'
import { findRecoveryPath } from '#use-cases/recover-account/find-recovery-path.ts'
import type { Translate } from '#locales/messages.ts'
import { withNext } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import type { Env, Deps } from '../flow/sign-in-flow.ts'

type LockedPerson = { id: string; lockedAt: Date }

/** `isPrimary`: the green button of the page; false where the page has one of its own. */
export function recoverySteps(t: Translate, recoveryPath: RecoveryPath, isPrimary = true): Html {
  if (recoveryPath === 'human') return html`<p>${t('locked.human')}</p>`
  return html`<h2>${t('locked.how')}</h2>${steps([t('locked.step-1'), t('locked.step-2'), t('locked.step-3')])}
${actions([linkButton({ text: t('locked.choose'), href: '/forgotten', kind: isPrimary ? undefined : 'quiet', wide: true })])}
<p class="small muted">${t('locked.no-step')}</p>`
}

/** What is told of the locked account of `personId`. `isNew`: its owner has just locked it. */
export const LOCKED_NOTES = pageNotes<{ personId: string; isNew: boolean }>()

/** To the page that says so: after the right password of a locked account, or after its owner has locked it. */
export const toLockedPage = (
  c: Context<Env>,
  deps: Pick<Deps, 'sealer' | 'clock'>,
  personId: string,
  next: string,
  isNew = false,
): Response => LOCKED_NOTES.redirect(c, deps, withNext('/locked', next), { personId, isNew })

/** After the right password of a locked account. */
export async function accountLockedPage(
  c: Context<Env>,
  { renderer, identity }: Pick<Deps, 'renderer' | 'identity'>,
  t: Translate,
  { id, lockedAt }: LockedPerson,
): Promise<Html> {
  const recoveryPath = await findRecoveryPath(identity, id, lockedAt)
  const content = html`<h1>${t('locked.title')}</h1><p class="lead">${t('locked.body')}</p>${recoverySteps(t, recoveryPath)}`
  return renderer.step(c, t, { title: t('locked.title'), content, bodyId: 'locked', help: 'locked' })
}

/** After the account was locked. */
export async function lockConfirmedPage(
  c: Context<Env>,
  { renderer, identity }: Pick<Deps, 'renderer' | 'identity'>,
  t: Translate,
  { id, lockedAt }: LockedPerson,
): Promise<Html> {
  const content = html`<h1>${t('not-me.done-title')}</h1><p class="lead">${t('not-me.done-body')}</p>${recoverySteps(t, await findRecoveryPath(identity, id, lockedAt))}`
  return renderer.step(c, t, { title: t('not-me.done-title'), content, bodyId: 'not-me-done', help: 'locked' })
}
