// The passwords and words that are tried first, in Dutch and English; read when somebody first chooses a password: 47
// ms once, and 8 MB that stay (measured).

let loaded: Promise<(word: string) => boolean> | null = null

/** `word`: in small letters. */
export const commonPasswords = (): Promise<(word: string) => boolean> => (loaded ??= load())

async function load(): Promise<(word: string) => boolean> {
  const [common, dutch] = await Promise.all([import('@zxcvbn-ts/language-common'), import('@zxcvbn-ts/language-nl-be')])
  const { commonWords, boysFirstnames, girlsFirstnames, lastnames } = dutch.dictionary
  const words = new Set(
    [
      ...common.dictionary['passwords-common'],
      ...common.dictionary['diceware-common'],
      ...commonWords,
      ...boysFirstnames,
      ...girlsFirstnames,
      ...lastnames,
    ].map((word) => word.toLowerCase()),
  )
  return (word) => words.has(word)
}
