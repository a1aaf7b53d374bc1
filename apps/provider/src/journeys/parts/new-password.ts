// The field of a new password, and the sentence of a refused one: every refusal has its own, or this file does not
// compile.
import { passwordField, type Html } from '@sluis/design'
import { html } from 'hono/html'
import type { ChoiceRefusal } from '#use-cases/recover-account/choose-password.ts'
import type { Translate, MessageKey } from '#locales/messages.ts'

const SENTENCE: Record<ChoiceRefusal, MessageKey> = {
  empty: 'new-password.empty',
  'too-short': 'new-password.too-short',
  'too-long': 'new-password.too-long',
  'too-simple': 'new-password.too-simple',
  common: 'new-password.common',
  'about-you': 'new-password.about-you',
  'same-as-before': 'new-password.same',
}
export const choiceSentence = (t: Translate, refusal: ChoiceRefusal | null, minLength: number): string | undefined =>
  refusal === null ? undefined : t(SENTENCE[refusal], { least: minLength })

/** With the address beside it, unseen, so that a password manager knows whose it is. */
export const newPasswordFields = (
  t: Translate,
  email: string,
  minLength: number,
  error: string | undefined,
): Html => html`
<input class="visually-hidden" type="email" name="username" value="${email}" autocomplete="username" tabindex="-1" aria-hidden="true" readonly>
${passwordField({ id: 'new-password', label: t('new-password.label'), hint: t('new-password.hint', { least: minLength }), error, autocomplete: 'new-password', show: t('password.show'), hide: t('password.hide') })}`
