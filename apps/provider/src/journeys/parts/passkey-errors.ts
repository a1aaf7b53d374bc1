// The sentences where a passkey was not obtained or not accepted: those of the browser's module, and ours.
import type { PasskeyErrors } from '@sluis/design'
import { html } from 'hono/html'
import { type AddRefusal, MAX_PASSKEYS } from '#use-cases/manage-factors/add-passkey.ts'
import type { PasswordlessRefusal, PasskeyRefusal } from '#use-cases/prove-factor/prove-passkey.ts'
import type { Translate, MessageKey } from '#locales/messages.ts'

export const passkeyErrorMessages = (t: Translate): PasskeyErrors => ({
  cancelled: t('passkey.told.cancelled'),
  late: t('passkey.told.late'),
  known: t('passkey.told.known'),
  unfit: t('passkey.told.unfit'),
  failed: t('passkey.told.failed'),
})

/** Where a passkey can be chosen: told before it is, to a browser without script. */
export const passkeyScriptHint = (t: Translate) => html`<noscript> ${t('passkey.needs-script')}</noscript>`

type PasskeyFailure = AddRefusal | PasskeyRefusal | PasswordlessRefusal
const SENTENCE: Record<PasskeyFailure, MessageKey> = {
  malformed: 'passkey.refused.malformed',
  'challenge-gone': 'passkey.refused.challenge-gone',
  'not-verified': 'passkey.refused.not-verified',
  'unknown-passkey': 'passkey.refused.unknown-passkey',
  'counter-regression': 'passkey.refused.count-went-back',
  'too-many-tries': 'passkey.refused.too-many-tries',
  'already-registered': 'passkey.refused.already-registered',
  'too-many': 'passkey.refused.too-many',
}
export const passkeySentence = (t: Translate, refusal: PasskeyFailure): string =>
  t(SENTENCE[refusal], { most: MAX_PASSKEYS })
export const isPasskeyRefusal = (refusal: string): refusal is PasskeyFailure => Object.hasOwn(SENTENCE, refusal)
