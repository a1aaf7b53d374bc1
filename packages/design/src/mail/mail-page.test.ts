// Every text that a caller passes in is escaped in the frame of mails, too.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mailPage } from './mail-page.ts'

// Breaks out of text, of a double-quoted and of a single-quoted attribute.
const X = `"'><script>alert(1)</script><b onload=x style=y>&`
const action = { label: X, href: X }
const picture = { src: X, width: 40, height: 40 }

test('the frame of mails escapes what it is given', async () => {
  const page = await mailPage({
    lang: X,
    title: X,
    preview: X,
    productName: X,
    mark: picture,
    from: [X, X],
    logo: picture,
    heading: X,
    greeting: X,
    paragraphs: [X],
    code: X,
    facts: [{ label: X, value: X }],
    button: action,
    addressHint: X,
    closing: [X],
    stop: { ...action, heading: X, text: X },
    translation: { lang: X, heading: X, paragraphs: [X] },
    foot: [X],
  })
  assert.doesNotMatch(String(page), /<script|<b /u)
  assert.equal(String(page).split('&lt;script&gt;').length - 1, 29, 'each text once, each address twice')
})
test('what is not there leaves no empty place', async () => {
  const page = await mailPage({
    lang: 'nl',
    title: 'T',
    preview: 'P',
    productName: 'Sluis',
    mark: picture,
    from: [],
    heading: 'H',
    greeting: null,
    paragraphs: [],
    code: null,
    facts: [],
    button: null,
    addressHint: 'hint',
    closing: [],
    stop: null,
    translation: null,
    foot: [],
  })
  assert.doesNotMatch(
    String(page).replace(/<style>.*<\/style>/, ''),
    /m-facts"|m-code"|m-go|m-stop|m-below"|h2|hint|false|undefined|null/u,
  )
})
