// The sentences of the provider, in each language, by key.
import { createTexts, type Say as SayOf } from '@sluis/ground'
import en from './en.json' with { type: 'json' }
import nl from './nl.json' with { type: 'json' }

export type TextKey = keyof typeof en
export type Say = SayOf<TextKey>

/** Throws at the start where a sentence is missing in one of the languages. */
export const textsOf = createTexts<TextKey>({ nl, en })
