// The scanner: comments, strings, templates and regular expressions do not run into each other.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tokensOf } from './tokens.ts'

const read = (source: string): string[] =>
  tokensOf(source).map(({ kind, text }) => (kind === 'word' || kind === 'punctuator' ? text : `${kind}:${text}`))

const cases: [string, string, string[]][] = [
  ['comments are nothing', 'a // b "c\n/* d ` */ e', ['a', 'e']],
  ['a comment inside a string is text', `'// no' "/* no */"`, ['string:// no', 'string:/* no */']],
  ['a string may hold its own quote', `'it\\'s' "a\\"b"`, [`string:it's`, 'string:a"b']],
  ['a template is its fixed parts', '`a ${b} c`', ['b', 'template:a ? c']],
  ['a template inside a template', '`a ${`x ${y}`} c` d', ['y', 'template:x ?', 'template:a ? c', 'd']],
  ['braces inside a template do not end it', '`${{ a: 1 }.a}b`', ['{', 'a', ':', '1', '}', '.', 'a', 'template:?b']],
  ['a comment mark in a template is text', '`http://x` // gone', ['template:http://x']],
  ['an escaped tick does not end a template', '`a\\`b`', ['template:a\\`b']],
  ['a regular expression may hold quotes', 'x = /["\'`]/u', ['x', '=', `regex:/["'\`]/`, 'u']],
  ['a regular expression may hold a slash in a class', 'f(/[/"]+/)', ['f', '(', 'regex:/[/"]+/', ')']],
  ['a slash behind a value divides', 'a / b / "c"', ['a', '/', 'b', '/', 'string:c']],
  ['a slash behind a bracket divides', '(a) / b / "c"', ['(', 'a', ')', '/', 'b', '/', 'string:c']],
  ['a slash behind return begins a regular expression', 'return /"/', ['return', 'regex:/"/']],
  ['the first line of a script is nothing', '#!/usr/bin/env node "\na', ['a']],
]
for (const [rule, source, expected] of cases) {
  test(rule, () => assert.deepEqual(read(source), expected))
}

test('a token knows its line, behind comments, strings and templates that go on', () => {
  const lines = tokensOf('a\n/*\n*/ b `x\n${c}\n` d\n// e\nf').map(({ text, line }) => [text, line])
  assert.deepEqual(lines, [
    ['a', 1],
    ['b', 3],
    ['c', 4],
    ['x\n?\n', 3],
    ['d', 5],
    ['f', 7],
  ])
})

test('what is cut off in the middle ends', () => {
  for (const source of ["'a", '`a', '`${', '/*', '/a', '/[', '"\\', '`\\', '}'])
    assert.doesNotThrow(() => tokensOf(source), source)
})
