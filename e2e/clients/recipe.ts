// A page of docs/recipes as a test runs it: the commands that register, and the files, each as it stands there.
import { readFileSync } from 'node:fs'

export const APP = 'https://app.example.org'
export const ISSUER = 'https://login.example.org'

/** `commands`: the words behind `provider:command --`. `files`: by the name that stands beside the language. */
export type Recipe = { commands: string[][]; files: Record<string, string> }

export function readRecipe(name: string): Recipe {
  const page = readFileSync(new URL(`../../docs/recipes/${name}.md`, import.meta.url), 'utf8')
  const recipe: Recipe = { commands: [], files: {} }
  for (const [, language, file, text = ''] of page.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gmsu)) {
    if (file !== undefined) recipe.files[file] = text
    if (language === 'sh')
      for (const [, line = ''] of text.matchAll(/^npm run provider:command -- (.+)$/gmu))
        recipe.commands.push(wordsOf(line))
  }
  return recipe
}

/** As a shell takes them, of a line with no more than double quotes. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, bare = '']) => quoted ?? bare)
