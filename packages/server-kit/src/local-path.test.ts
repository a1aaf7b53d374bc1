// Nobody is sent on to a foreign site by a link to us.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localPath } from './local-path.ts'

const paths: [string, string | undefined, string][] = [
  ['a path of ours', '/sign-in?next=%2Faccount', '/sign-in?next=%2Faccount'],
  ['Home', '/', '/'],
  ['nothing', undefined, '/'],
  ['an empty text', '', '/'],
  ['another host', 'https://evil.example/', '/'],
  ['another host without its scheme', '//evil.example', '/'],
  ['a backslash, which browsers read as a slash', '/\\evil.example', '/'],
  ['two backslashes', '\\\\evil.example', '/'],
  ['a backslash further in', '/account\\..\\evil', '/'],
  ['a scheme with one slash', 'http:/evil.example', '/'],
  ['a script', ['javascript', 'alert(1)'].join(':'), '/'],
  ['a tab between the slashes, which browsers leave out', '/\t/evil.example', '/'],
  ['a line break', '/\n/evil.example', '/'],
  ['a second header', '/account\r\nset-cookie: a=b', '/'],
  ['what looks like the name and password of a host is a path of ours', '/@evil.example', '/@evil.example'],
  ['a relative path', 'account', '/'],
  ['one hidden behind dots', '/..//evil.example', '/'],
  ['an endless one', `/${'a'.repeat(600)}`, '/'],
]
for (const [rule, back, path] of paths) test(rule, () => assert.equal(localPath(back), path))
test('whatever leads back stays on our origin, percent signs or not', () => {
  for (const back of [
    '/%2f%2fevil.example',
    '/%2F/evil.example',
    '/%5cevil.example',
    '/%09/evil.example',
    '/./%2fevil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/%2e%2e//evil.example',
    ...paths.map(([, path]) => path),
  ])
    assert.equal(new URL(localPath(back), 'https://sluis.example').origin, 'https://sluis.example', back)
})
