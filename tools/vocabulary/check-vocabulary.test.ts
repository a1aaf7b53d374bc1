// The check of names: it finds retired words as whole parts, in exported names and in names of files, and nothing else.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findRetiredWords, partsOf } from './check-vocabulary.ts'
import { EXCEPTIONS, RETIRED } from './retired.ts'

const found = (path: string, text = ''): string[] =>
  findRetiredWords([{ path, text }]).map(({ line, message }) => `${line} ${message}`)

const broken: [string, string, string, RegExp][] = [
  ['an exported function', 'apps/a.ts', '// A.\nexport function wayTo() {}', /^2 "wayTo" says "way"/u],
  ['an exported constant in capitals', 'apps/a.ts', 'export const MOST_NAMES = 1', /"MOST_NAMES" says "most"/u],
  ['an exported type', 'apps/a.ts', 'export type Stand = 1', /"Stand" says "stand"/u],
  ['a word behind an abbreviation', 'apps/a.ts', 'export const SMSTexts = 1', /"SMSTexts" says "texts"/u],
  ['a file', 'apps/identity/way-back.store.ts', '', /^1 "way-back" says "way"/u],
  ['a test file', 'apps/ways.servers.test.ts', '', /"ways" says "ways"/u],
  ['a folder', 'apps/texting/a.ts', '', /"texting" says "texting"; the field says sms/u],
]
for (const [name, path, text, message] of broken)
  test(`finds a retired word in ${name}`, () => assert.match(found(path, text)[0] ?? '', message))

const allowed: [string, string, string][] = [
  ['a part of a longer word', 'apps/gateway.ts', 'export const gateways = 1\nexport type Understanding = 1'],
  ['a name that is not exported', 'apps/a.ts', 'const way = 1\nfunction told() {}'],
  ['a word in a comment or a string', 'apps/a.ts', "// export const way\nconst a = 'export type Stand'"],
  ['an exception', 'apps/a.ts', 'export const isAtLeast = 1\nexport const createOpenId = 1\nexport const textOf = 1'],
  ['what is no code', 'docs/ways.json', 'export const way = 1'],
]
for (const [name, path, text] of allowed) test(`leaves alone ${name}`, () => assert.deepEqual(found(path, text), []))

test('a name comes apart at hyphens, underscores, dots and capitals', () =>
  assert.deepEqual(partsOf('SMSCode.wayTo_find-it2Go'), ['sms', 'code', 'way', 'to', 'find', 'it2', 'go']))

test('every exception is of a retired word, and says why', () => {
  for (const { word, reason } of EXCEPTIONS) {
    assert.ok(Object.hasOwn(RETIRED, word), word)
    assert.ok(reason.length > 3, word)
  }
})
