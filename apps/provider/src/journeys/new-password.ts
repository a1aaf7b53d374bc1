// The field of a new password, and what is said of one that may not be chosen: every refusal has its sentence, or this
// file does not compile.
import { passwordField, type Html } from '@sluis/design'
import { html } from 'hono/html'
import type { ChoiceRefusal } from '#identity/passwords/choose-password.service.ts'
import type { Say, TextKey } from '#texts/texts.ts'

const SENTENCE: Record<ChoiceRefusal, TextKey> = {
  empty: 'new-password.empty',
  'too-short': 'new-password.too-short',
  'too-long': 'new-password.too-long',
  'too-simple': 'new-password.too-simple',
  common: 'new-password.common',
  'about-you': 'new-password.about-you',
  'same-as-before': 'new-password.same',
}
export const choiceSentence = (say: Say, refusal: ChoiceRefusal | null, least: number): string | undefined =>
  refusal === null ? undefined : say(SENTENCE[refusal], { least })

/** With the address beside it, unseen, so that a password manager knows whose it is. */
export const newPasswordFields = (say: Say, email: string, least: number, error: string | undefined): Html => html`
<input class="visually-hidden" type="email" name="username" value="${email}" autocomplete="username" tabindex="-1" aria-hidden="true" readonly>
${passwordField({ id: 'new-password', label: say('new-password.label'), hint: say('new-password.hint', { least }), error, autocomplete: 'new-password', show: say('password.show'), hide: say('password.hide') })}`
