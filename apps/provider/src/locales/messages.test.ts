// The sentences: the same keys and the same variables in both languages, none that the code asks for missing, none that
// nobody says.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { createTranslator } from '@sluis/server-kit/messages'
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { en, nl } from './messages.ts'

const tables: Record<'en' | 'nl', Record<string, string>> = { en, nl }
const keys = Object.keys(en)
const sourceFiles = globSync(fileURLToPath(new URL('../**/*.ts', import.meta.url)), {
  exclude: (path) => /\.test\.ts$|\/testing\//u.test(path),
}).map((path) => ({ path, text: readFileSync(path, 'utf8') }))
const sources = sourceFiles.map(({ text }) => text).join('\n')

test('both languages have the same keys, in the same order', () => assert.deepEqual(Object.keys(nl), keys))

test('no key stands in two files, since the later one would be read alone', () => {
  for (const language of ['en', 'nl']) {
    const files = globSync(fileURLToPath(new URL(`${language}/*.json`, import.meta.url)))
    assert.equal(
      files.flatMap((path) => Object.keys(JSON.parse(readFileSync(path, 'utf8')) as object)).length,
      keys.length,
      language,
    )
  }
})

test('what pages for operators and developers quote of a page of ours is what it says', () => {
  const root = fileURLToPath(new URL('../../../../docs/', import.meta.url))
  const sentences = Object.values(tables.en)
  for (const path of [`${root}conformance.md`, ...globSync(`${root}recipes/*.md`)]) {
    // Neither programs nor what stands in them.
    const text = readFileSync(path, 'utf8').replaceAll(/^ *```.*?^ *```$|`[^`]*`/gmsu, '')
    for (const [, quoted = ''] of text.matchAll(/"([A-Z][^"]*)"/gu)) {
      const words = quoted.replaceAll(/\s+/gu, ' ')
      assert.ok(OF_OTHERS.has(words) || sentences.some((each) => each.startsWith(words)), `${path}: "${words}"`)
    }
  }
})
// At the conformance suite.
const OF_OTHERS = new Set(['Create a new test plan', 'Visited URLs'])

test('each message names the same variables in both languages, and every choice has its other', () => {
  for (const key of keys) assert.deepEqual(variables(tables.nl[key] ?? ''), variables(tables.en[key] ?? ''), key)
})

test('no message is empty or ends in a space', () => {
  for (const language of ['en', 'nl'] as const)
    for (const key of keys) assert.match(tables[language][key] ?? '', /^\S(?:.*\S)?$/su, `${language} ${key}`)
})

test('one kind of quotation marks in each language: ‘ ’ in Dutch, “ ” in English', () => {
  for (const [language, others] of [
    ['nl', /["“”„«»]/u],
    ['en', /["‘’„«»]/u],
  ] as const)
    for (const key of keys) assert.doesNotMatch(tables[language][key] ?? '', others, `${language} ${key}`)
  // What an operator reads in a terminal is English.
  for (const { path, text } of sourceFiles.filter((each) => !each.path.includes('/cli/')))
    assert.doesNotMatch(text, /[“‘]\$\{/u, path)
})

/** What people may type to find an answer; it stands on no page. */
const isSearchWords = (key: string): boolean => /^help\..*\.words$/u.test(key)
test('no page says 2FA, MFA, OTP or TOTP but where the help page’s own words do, in English', () => {
  const seeds = new Set([
    'help.cannot-log-in.question',
    'help.logged-in.question',
    'help.logged-in.phone-1',
    'help.logged-in.computer-1',
    'help.at.after-date',
    'change.do-2',
  ])
  for (const language of ['en', 'nl'] as const)
    for (const key of keys)
      if (!(language === 'en' && seeds.has(key)) && !isSearchWords(key))
        assert.doesNotMatch(tables[language][key] ?? '', /\b(?:2FA|MFA|T?OTP)\b/u, `${language} ${key}`)
})

const literals = new Set([...sources.matchAll(/'([a-z][a-z0-9]*(?:[.-][a-z0-9]+)+)'/gu)].map((match) => match[1] ?? ''))
/** Keys that are put together: `mail.${kind}.subject`. */
const patterns = [...sources.matchAll(/`([a-z]+\.[a-z.-]*\$\{[^}]+\}[a-z.-]*)`/gu)].map(
  (match) => new RegExp(`^${(match[1] ?? '').replace(/[.]/gu, '\\.').replace(/\$\{[^}]+\}/gu, '[a-z-]+')}$`, 'u'),
)

test('every sentence is said somewhere', () => {
  assert.deepEqual(
    keys.filter((key) => !literals.has(key) && !patterns.some((pattern) => pattern.test(key))),
    [],
  )
})
test('every key that the code says stands in the tables', () => {
  const used = [...sources.matchAll(/\bt\('([^']+)'/gu)].map((match) => match[1] ?? '')
  assert.ok(used.length > 150)
  assert.deepEqual(
    used.filter((key) => !keys.includes(key)),
    [],
  )
})

test('a key that stands in one language alone stops the program at its start', () => {
  assert.throws(() => createTranslator<string>({ nl: { a: 'x' }, en: { a: 'x', b: 'y' } }), /b stand in only one/u)
  assert.throws(() => createTranslator<string>({ nl: { a: 'x', b: 'y' }, en: { a: 'x' } }), /b stand in only one/u)
})
test('a message that cannot be read stops it too', () =>
  assert.throws(() => createTranslator({ nl: { a: 'x {' }, en: { a: 'x' } })))
test('a value is put in as text, marks and all', () => {
  const t = createTranslator({ nl: { a: '{name}' }, en: { a: '{name}' } })('en')
  assert.equal(t('a', { name: '<b>{x} & "y"' }), '<b>{x} & "y"')
})

function variables(message: string): string[] {
  const found = new Set<string>()
  const walk = (elements: MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type !== TYPE.literal && element.type !== TYPE.pound && element.type !== TYPE.tag)
        found.add(element.value)
      if (element.type === TYPE.plural || element.type === TYPE.select) {
        assert.ok('other' in element.options, message)
        for (const option of Object.values(element.options)) walk(option.value)
      }
    }
  }
  walk(parse(message, { ignoreTag: true }))
  return [...found].toSorted()
}
