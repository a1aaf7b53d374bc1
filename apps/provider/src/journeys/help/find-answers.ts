// The search of the help: which answers contain the words that somebody typed, those with it in their title first.
// Pure; capitals and accents make no difference.

export type Searched = { title: string; words: string; body: string }

export const MAX_QUERY_CHARACTERS = 100
const MIN_WORD_LENGTH = 2
/** From here on the beginning of a word will do: "codes" finds "code", "inloggen" finds "inlogt". */
const MIN_STEM_LENGTH = 4
const WEIGHTS = { title: 8, words: 4, body: 1 } as const
/** Of what was typed so much has to be found, weighed by how rare it is: "my", "the" and "ik" weigh little. */
const MIN_SHARE = 0.5
/** What fits so much worse than the best is left out. */
const MIN_RELATIVE_SCORE = 0.12

/** What was typed, as it is shown again: no control characters, no double spaces. */
export const normalizeQuery = (typed: string): string =>
  typed
    .normalize('NFC')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()

export function findAnswers<Entry extends Searched>(entries: readonly Entry[], query: string): Entry[] {
  const index = entries.map((entry) => ({
    entry,
    title: tokenize(entry.title),
    words: tokenize(entry.words),
    body: tokenize(entry.body),
  }))
  const weighed = [...new Set(tokenize(query))].map((word) => {
    const hits = index.map((each) => hit(each, word))
    return { hits, weight: Math.log(1 + entries.length / (hits.filter((value) => value > 0).length + 0.5)) ** 2 }
  })
  const all = weighed.reduce((sum, { weight }) => sum + weight, 0)
  const found = index
    .map(({ entry }, at) => ({
      entry,
      share: weighed.reduce((sum, { hits, weight }) => sum + (hits[at]! > 0 ? weight : 0), 0),
      score: weighed.reduce((sum, { hits, weight }) => sum + hits[at]! * weight, 0),
    }))
    .filter(({ share }) => share > 0 && share >= all * MIN_SHARE)
    .toSorted((one, other) => other.score - one.score)
  return found.filter(({ score }) => score >= found[0]!.score * MIN_RELATIVE_SCORE).map(({ entry }) => entry)
}

const hit = (text: Record<keyof typeof WEIGHTS, readonly string[]>, word: string): number =>
  Math.max(
    ...(['title', 'words', 'body'] as const).map(
      (place) => WEIGHTS[place] * Math.max(0, ...text[place].map((each) => likeness(each, word))),
    ),
  )

function likeness(word: string, typed: string): number {
  if (word === typed) return 1
  if (Math.min(word.length, typed.length) < MIN_STEM_LENGTH) return 0
  if (word.startsWith(typed)) return 0.8
  return typed.startsWith(word) ? 0.5 : 0
}

const tokenize = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= MIN_WORD_LENGTH)
