// Which applications people would take for one another by their names: the pages of a sign-in name an application, and
// nothing else says which one it is.
import type { Application } from './application.ts'

export type NamedApplication = Pick<Application, 'clientId' | 'name' | 'names'>

// As far as names of products go: letters of Cyrillic and Greek, each before the Latin one that it is drawn as, and two
// digits.
const PAIRS = [
  'аa вb сc ԁd еe һh іi јj кk мm нh оo рp ԛq ѕs тt уy хx ԝw',
  'αa βb εe ζz ηh ιi κk μm νv οo ρp τt υy χx 0o 1l',
]
const LOOKS_LIKE = new Map(
  PAIRS.join(' ')
    .split(' ')
    .map((pair) => [pair[0]!, pair[1]!]),
)

/** The same for names that look alike: whatever their case, width and script, and what stands between their letters. */
export const lookOf = (name: string): string =>
  name
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '')
    .replaceAll(/./gsu, (letter) => LOOKS_LIKE.get(letter) ?? letter)

const looksOf = ({ name, names }: NamedApplication): string[] =>
  [name, names.nl, names.en].flatMap((each) => (each === undefined ? [] : [lookOf(each)]))

/** Client ids of the others that are this one but for its case: people read them as one, and some programs do. */
export const sameButForCase = (
  { clientId }: Pick<Application, 'clientId'>,
  all: readonly NamedApplication[],
): string[] =>
  all.map((each) => each.clientId).filter((each) => each !== clientId && each.toLowerCase() === clientId.toLowerCase())

/** Whether a host that is written as xn--… is read as one of plain letters, by letters that are drawn alike. */
export function looksPlain(host: string): boolean {
  const isPlain = (label: string): boolean => /^[ -~]*$/u.test(label)
  return host.split('.').some((label) => !isPlain(label) && isPlain(lookOf(label)))
}

/** Client ids of the others that have a name of this one, in any language. */
export function namesakesOf(application: NamedApplication, all: readonly NamedApplication[]): string[] {
  const own = new Set(looksOf(application))
  return all
    .filter((each) => each.clientId !== application.clientId && looksOf(each).some((look) => own.has(look)))
    .map(({ clientId }) => clientId)
}
