// Which applications people would take for one another by their names: the pages of a sign-in name an application, and
// nothing else says which one it is.
import type { Application } from './application.ts'

export type NamedApplication = Pick<Application, 'clientId' | 'name' | 'names'>

// As far as names of products go: letters of Cyrillic and Greek that are drawn as Latin ones, and two digits.
const LOOKS_LIKE = new Map(
  ['авсԁеһіјкмнорԛѕтухԝ', 'αβεζηικμνορτυχ', '01'].flatMap((letters, at) => {
    const latin = ['abcdehijkmhopqstyxw', 'abezhikmvoptyx', 'ol'][at]!
    return [...letters].map((letter, place) => [letter, latin[place]!] as const)
  }),
)

/** The same for names that look alike: whatever their case, width and script, and what stands between their letters. */
export const lookOf = (name: string): string =>
  [...name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')]
    .filter((character) => /[\p{L}\p{M}\p{N}]/u.test(character))
    .map((character) => LOOKS_LIKE.get(character) ?? character)
    .join('')

const looksOf = ({ name, names }: NamedApplication): string[] =>
  [name, names.nl, names.en].flatMap((each) => (each === undefined ? [] : [lookOf(each)]))

/** Client ids of the others that have a name of this one, in any language. */
export function namesakesOf(application: NamedApplication, all: readonly NamedApplication[]): string[] {
  const own = new Set(looksOf(application))
  return all
    .filter((each) => each.clientId !== application.clientId && looksOf(each).some((look) => own.has(look)))
    .map(({ clientId }) => clientId)
}
