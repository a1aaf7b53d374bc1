// Sentences and names that stay on their line: a directory's word must not look like a paragraph of ours.
import { isolated } from '@sluis/server-kit/writing-direction'
import type { Translate } from '#locales/messages.ts'

export const singleLine = (words: string): string => words.replaceAll(/[\p{Cc}\s]+/gu, ' ')

/** A name that stands by itself, in no sentence. */
export const singleLineName = (name: string): string => isolated(singleLine(name))

/** Each sentence stays on its line, whatever names are in it. */
export function singleLineTranslator(t: Translate): Translate {
  return Object.assign((...[key, values]: Parameters<typeof t>) => singleLine(t(key, values)), {
    language: t.language,
    dates: t.dates,
  })
}
