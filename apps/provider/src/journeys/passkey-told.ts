// What is said where nothing came of asking the device for a passkey: by the browser's module, and by us.
import type { PasskeyTold } from '@sluis/design'
import { type AddRefusal, MOST_PASSKEYS } from '#identity/second-factors/add-passkey.service.ts'
import type { AloneRefusal, PasskeyRefusal } from '#identity/second-factors/prove-passkey.service.ts'
import type { Say, TextKey } from '#texts/texts.ts'

export const toldOf = (say: Say): PasskeyTold => ({
  cancelled: say('passkey.told.cancelled'),
  late: say('passkey.told.late'),
  known: say('passkey.told.known'),
  unfit: say('passkey.told.unfit'),
  failed: say('passkey.told.failed'),
})

type Refused = AddRefusal | PasskeyRefusal | AloneRefusal
const SENTENCE: Record<Refused, TextKey> = {
  malformed: 'passkey.refused.malformed',
  'challenge-gone': 'passkey.refused.challenge-gone',
  'not-verified': 'passkey.refused.not-verified',
  'unknown-passkey': 'passkey.refused.unknown-passkey',
  'count-went-back': 'passkey.refused.count-went-back',
  'too-many-tries': 'passkey.refused.too-many-tries',
  'already-registered': 'passkey.refused.already-registered',
  'too-many': 'passkey.refused.too-many',
}
export const passkeySentence = (say: Say, refusal: Refused): string => say(SENTENCE[refusal], { most: MOST_PASSKEYS })
export const isPasskeyRefusal = (refusal: string): refusal is Refused => Object.hasOwn(SENTENCE, refusal)
