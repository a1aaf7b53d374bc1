// A mail's text on a page: links are links, and markup in it is shown as text.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkedText, piecesOf } from './safe-text.ts'

const linksIn = (text: string) => piecesOf(text).flatMap((piece) => piece.href ?? [])

const cases: [string, string, string[]][] = [
  [
    'a link in a sentence, without the full stop',
    'Go to http://localhost:4400/enrol.',
    ['http://localhost:4400/enrol'],
  ],
  ['a query goes with it', 'https://a.example/x?y=1&z=2#t', ['https://a.example/x?y=1&z=2#t']],
  [
    'brackets and quotes end it',
    '(<https://a.example/x>) "https://b.example"',
    ['https://a.example/x', 'https://b.example'],
  ],
  ['a script address is no link', 'data:text/html,x ftp://a.example //b.example', []],
  ['a text without links has none', 'Hello', []],
]
for (const [rule, text, links] of cases) test(rule, () => assert.deepEqual(linksIn(text), links))

test('every character of the text is kept', () => {
  const text = 'One: http://a.example/?q=<b>, two.\nThree'
  assert.equal(
    piecesOf(text)
      .map((piece) => piece.text)
      .join(''),
    text,
  )
})

test('markup in a mail is shown as text; links open in a new tab without a referrer', async () => {
  const page = (await linkedText('<script>x</script> http://a.example/"onclick=x')).toString()
  assert.ok(!page.includes('<script>'))
  assert.ok(page.includes('&lt;script&gt;'))
  assert.ok(page.includes('href="http://a.example/" target="_blank" rel="noopener noreferrer"'))
})
