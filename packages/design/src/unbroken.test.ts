// Which words stay on one line, and that nothing else of a page changes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, raw } from 'hono/html'
import { unbroken } from './unbroken.ts'

const kept = (word: string) => `<span class="nowrap">${word}</span>`
const cases: [string, string, string][] = [
  ['a head of one letter', '<p>Je e-mailadres.</p>', `<p>Je ${kept('e-mailadres')}.</p>`],
  ['a head of two', '<p>Vraag de HR-afdeling</p>', `<p>Vraag de ${kept('HR-afdeling')}</p>`],
  ['a longer head may break', '<p>authenticator-app, sms-code</p>', '<p>authenticator-app, sms-code</p>'],
  ['an address is no such word', '<bdi>x@e-mail.example</bdi>', '<bdi>x@e-mail.example</bdi>'],
  ['a row of hyphens is none', '<p>ab-cd-ef</p>', '<p>ab-cd-ef</p>'],
  ['attributes stay', '<input value="e-mail" aria-label="e-mail">', '<input value="e-mail" aria-label="e-mail">'],
  [
    'what is typed stays',
    '<textarea>mijn e-mail</textarea><option>e-mail</option>',
    '<textarea>mijn e-mail</textarea><option>e-mail</option>',
  ],
  [
    'what is escaped stays escaped',
    '<p>e-mail &lt;b&gt; e-mail</p>',
    `<p>${kept('e-mail')} &lt;b&gt; ${kept('e-mail')}</p>`,
  ],
]
for (const [rule, before, after] of cases)
  test(`one line: ${rule}`, async () => assert.equal(String(await unbroken(raw(before))), after))

test('a page that waits for a part of it is kept as well', async () => {
  const late = Promise.resolve(html`<p>e-mail</p>`)
  assert.equal(String(await unbroken(html`<main>${late}</main>`)), `<main><p>${kept('e-mail')}</p></main>`)
})
