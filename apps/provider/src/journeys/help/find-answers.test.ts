// The search of the help: every answer by its own words, capitals and accents aside, titles first, and nothing by
// nonsense.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LANGUAGES } from '@sluis/server-kit/messages'
import { translatorFor } from '#testing/translators.ts'
import { partsText } from './answer.ts'
import { ANSWERS } from './answers.ts'
import { findAnswers, MAX_QUERY_CHARACTERS, normalizeQuery } from './find-answers.ts'

for (const language of LANGUAGES) {
  const t = translatorFor(language)
  const entries = ANSWERS.map(({ id, parts }) => ({
    id,
    title: t(`help.${id}.question`),
    words: t(`help.${id}.words`),
    body: partsText(t, parts, { mail: 'sluis@example.org' }),
  }))
  const find = (query: string): string[] => findAnswers(entries, query).map(({ id }) => id)

  for (const { id, title, words } of entries) {
    test(`${language}: “${title}” finds its own answer first`, () => assert.equal(find(title)[0], id))
    test(`${language}: each of the search words of ${id} finds it`, () => {
      for (const word of words.split(' '))
        if (find(word).length > 0)
          assert.ok(find(words).includes(id) && find(word).includes(id), `${word}: ${find(word).join()}`)
    })
  }
  test(`${language}: capitals, accents and signs make no difference`, () => {
    for (const { title } of entries)
      assert.deepEqual(find(`¿${title.toUpperCase().replaceAll('E', 'É').replaceAll('A', 'Ä')}?!`), find(title), title)
  })
}

const nl = translatorFor('nl')
const dutch = ANSWERS.map(({ id, parts }) => ({
  id,
  title: nl(`help.${id}.question`),
  words: nl(`help.${id}.words`),
  body: partsText(nl, parts, { mail: 'x' }),
}))
const asPeopleType: [string, string][] = [
  ['nieuwe telefoon', 'new-phone'],
  ['telefoon kwijt', 'no-phone'],
  ['telefoon gestolen', 'no-phone'],
  ['ik krijg geen sms', 'text-missing'],
  ['foute code', 'code-refused'],
  ['klok', 'code-refused'],
  ['wachtwoord vergeten', 'password-forgotten'],
  ['herstelcode', 'recovery-codes'],
  ['twee bedrijven', 'several-employers'],
  ['schermlezer', 'accessible'],
  ['vingerafdruk', 'passkeys'],
  ['geen smartphone', 'no-smartphone'],
  ['gehackt', 'not-me'],
  ['2fa', 'cannot-log-in'],
  ['mijn nummer is veranderd', 'number-changed'],
  ['account geblokkeerd', 'locked'],
  ['spam', 'mail-missing'],
  ['ik krijg geen mail', 'mail-missing'],
  ['telefoonnummer', 'number-changed'],
]
for (const [query, id] of asPeopleType) {
  test(`nl: “${query}” leads to ${id}`, () => assert.equal(findAnswers(dutch, query)[0]?.id, id))
}

const made = [
  { title: 'Blue', words: '', body: 'red green' },
  { title: 'Green', words: '', body: 'blue' },
  { title: 'Other', words: 'blue', body: '' },
]
test('a word in the title weighs more than one beside it, and that more than one in the text', () => {
  assert.deepEqual(
    findAnswers(made, 'blue').map(({ title }) => title),
    ['Blue', 'Other', 'Green'],
  )
})
test('nothing is found by what is nowhere, by signs, or by nothing', () => {
  for (const query of ['xylophone', '', ' ', '?!', '<b>', '\u{1F600}', 'a'])
    assert.deepEqual(findAnswers(made, query), [], query)
})
test('one known word among unknown ones is not enough', () =>
  assert.deepEqual(findAnswers(made, 'blue xylophone trombone'), []))
test('control characters and line breaks in what was typed become spaces', () =>
  assert.equal(normalizeQuery(' a\0b\r\n\u202Ec\u200B '), 'a b c'))
test('what is as long as may be is searched in no time', () => {
  const query = 'ab '.repeat(MAX_QUERY_CHARACTERS / 3)
  assert.deepEqual(findAnswers(dutch, query), [])
})
