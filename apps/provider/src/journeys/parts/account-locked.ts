// What somebody whose account is locked reads, wherever they meet it: what to do next, by what they still have
// (decision 0012).
import { actions, linkButton, steps, type Html } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { RecoveryPath } from '#identity/recovery/recovery-path.ts'
import { findRecoveryPath } from '#use-cases/recover-account/find-recovery-path.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Translate } from '#locales/messages.ts'
import type { Env, Deps } from '../flow/sign-in-flow.ts'

/** `isPrimary`: the green button of the page; false where the page has one of its own. */
export function recoverySteps(t: Translate, recoveryPath: RecoveryPath, isPrimary = true): Html {
  if (recoveryPath === 'human') return html`<p>${t('locked.human')}</p>`
  return html`<h2>${t('locked.how')}</h2>${steps([t('locked.step-1'), t('locked.step-2'), t('locked.step-3')])}
${actions([linkButton({ text: t('locked.choose'), href: '/forgotten', kind: isPrimary ? undefined : 'quiet', wide: true })])}
<p class="small muted">${t('locked.no-step')}</p>`
}

/** After the right password of a locked account. */
export async function accountLockedPage(
  c: Context<Env>,
  { renderer, identity }: Pick<Deps, 'renderer' | 'identity'>,
  t: Translate,
  person: Person,
): Promise<Html> {
  const recoveryPath = person.lockedAt === null ? 'human' : await findRecoveryPath(identity, person.id, person.lockedAt)
  const content = html`<h1>${t('locked.title')}</h1><p class="lead">${t('locked.body')}</p>${recoverySteps(t, recoveryPath)}`
  return renderer.step(c, t, { title: t('locked.title'), content, bodyId: 'locked', help: 'locked' })
}

/** After the account was locked. */
export async function lockConfirmedPage(
  c: Context<Env>,
  { renderer, identity }: Pick<Deps, 'renderer' | 'identity'>,
  t: Translate,
  { id, lockedAt }: Person,
): Promise<Html> {
  if (lockedAt === null) throw new Error(`person ${id} is not locked`)
  const content = html`<h1>${t('not-me.done-title')}</h1><p class="lead">${t('not-me.done-body')}</p>${recoverySteps(t, await findRecoveryPath(identity, id, lockedAt))}`
  return renderer.step(c, t, { title: t('not-me.done-title'), content, bodyId: 'not-me-done', help: 'locked' })
}
