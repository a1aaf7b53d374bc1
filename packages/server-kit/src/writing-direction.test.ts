// Names from outside in the middle of our sentences.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTranslator } from './messages.ts'
import { isDisguised, isolated } from './writing-direction.ts'

for (const [rule, name, shown] of [
  ['a plain name stays as it is', 'Zoë van ’t Hof', 'Zoë van ’t Hof'],
  ['what turns the direction is left out (CVE-2021-42574)', 'a\u202Eb\u2066c\u200Fd\u061C', 'abcd'],
  ['a name from right to left stays among itself', 'דנה לוי', '\u2068דנה לוי\u2069'],
  ['an end of isolation in it ends nothing', 'דנה\u2069', '\u2068דנה\u2069'],
] as const)
  test(`in a sentence ${rule}`, () => assert.equal(isolated(name), shown))

test('no sentence forgets it: each value passes by there', () => {
  const t = createTranslator({ nl: { hello: 'Hoi {name}!' }, en: { hello: 'Hello {name}!' } })('en')
  assert.equal(t('hello', { name: 'Sanne\u202E' }), 'Hello Sanne!')
  assert.equal(t('hello', { name: 'דנה' }), 'Hello \u2068דנה\u2069!')
})
test('a name is disguised that turns, or goes on on another line; letters of any script are not', () => {
  for (const name of ['a\u202Eb', 'a\u2069', '\u200Fa', 'a\nb', 'a\u2028b', 'a\0', 'a\ud800'])
    assert.ok(isDisguised(name), JSON.stringify(name))
  for (const name of ['Sanne', 'דנה לוי', 'محمد', 'علی‌رضا', '陳大文']) assert.ok(!isDisguised(name), name)
})
