// The letters, each kind in both languages: what happened, when, on which device, from where; one way to say "this was
// not me", no way in, and no word of a stranger's making.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPage } from '@sluis/test-kit'
import { translatorFor } from '#testing/translators.ts'
import {
  codeMail,
  hasNotMeLink,
  type MailContext,
  NOTICE_KINDS,
  type NoticeDetails,
  noticeMail,
  singleLineTranslator,
} from './mail-templates.ts'

const LINK = 'https://login.example.org/not-me/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'
const AT = new Date('2026-06-15T10:05:00.000Z')
const DETAILS: NoticeDetails = {
  browser: 'Chrome, Windows',
  place: { country: 'NL' },
  factor: { kind: 'passkey', name: 'My laptop' },
  application: 'Kade',
  left: 3,
}
const contextOf = (language: 'nl' | 'en', name = 'Sanne de Vries'): MailContext => ({
  t: singleLineTranslator(translatorFor(language)),
  language,
  to: { name, email: 'sanne@example.org' },
  host: 'login.example.org',
  personId: 'a person',
})
const WORDS = {
  nl: [
    'Dag Sanne de Vries,',
    'Wanneer: ',
    '12:05',
    'Apparaat: Chrome op Windows',
    'Plaats: Nederland',
    'Welke: passkey ‘My laptop’',
    'App: Kade',
  ],
  en: [
    'Hello Sanne de Vries,',
    'When: ',
    '12:05',
    'Device: Chrome on Windows',
    'Place: Netherlands',
    'Which one: passkey “My laptop”',
    'App: Kade',
  ],
}

for (const kind of NOTICE_KINDS) {
  for (const language of ['nl', 'en'] as const) {
    test(`“${kind}” in ${language} says what, when, on which device and from where; it has a way to say “not me” and none to log in (I10, edge case 61)`, async () => {
      const mail = await noticeMail(contextOf(language), kind, AT, DETAILS, hasNotMeLink(kind) ? LINK : null)
      assert.match(mail.subject, /^\S.{9,70}$/u)
      assert.deepEqual([mail.to, mail.language], ['sanne@example.org', language])
      for (const word of WORDS[language]) assert.ok(mail.text.includes(word), `${word} in ${mail.text}`)
      const page = readPage(mail.html)
      for (const word of WORDS[language]) assert.ok(page.text.includes(word), `${word} in ${page.text}`)
      assert.ok(mail.html.includes(`<html lang="${language}">`))

      const links = hasNotMeLink(kind) ? [LINK] : []
      assert.deepEqual(mail.text.match(/https?:\S+/gu) ?? [], links, 'once, and no other')
      assert.deepEqual(
        page.links.map(({ href }) => href),
        links,
      )
      assert.doesNotMatch(mail.text + mail.html, /sign-in|\/oidc|\/account|<img|<script|\b\d{6}\b|[{}]/u)
      assert.doesNotMatch(mail.text, /@/u, 'no address of anybody')
    })
  }
}

test('what is not known is not said', async () => {
  const mail = await noticeMail(contextOf('en'), 'password-changed', AT, { browser: '' }, LINK)
  assert.doesNotMatch(mail.text, /Device|Place|App|Which one|undefined|null/u)
})
test('a place that nobody knows, and a nearby one, are said as such', async () => {
  const mailText = async (place: NoticeDetails['place']) =>
    (await noticeMail(contextOf('en'), 'new-device', AT, { browser: '?', place }, LINK)).text
  assert.match(await mailText(null), /Place: unknown/u)
  assert.match(await mailText('local'), /Place: a local network/u)
})
for (const [left, words] of [
  [0, 'There are none left'],
  [1, 'There is 1 left'],
  [9, 'There are 9 left'],
] as const) {
  test(`of ${left} recovery codes it says “${words}”`, async () =>
    assert.ok(
      (await noticeMail(contextOf('en'), 'recovery-code-used', AT, { browser: '', left }, LINK)).text.includes(words),
    ))
}

const HOSTILE =
  'Sanne\r\nBcc: thief@evil.example\r\n\r\n<script>alert(1)</script><a href="https://evil.example">log in</a>'
for (const kind of NOTICE_KINDS) {
  test(`names that carry headers or marks are text, and stay on their line, in “${kind}” (header and HTML injection)`, async () => {
    const mail = await noticeMail(
      contextOf('en', HOSTILE),
      kind,
      AT,
      { ...DETAILS, application: HOSTILE, factor: { kind: 'totp', name: HOSTILE }, browser: HOSTILE },
      hasNotMeLink(kind) ? LINK : null,
    )
    assert.doesNotMatch(mail.subject, /[\r\n]/u)
    assert.doesNotMatch(mail.text, /^Bcc:/mu)
    assert.ok(!/<script|<a href="https:\/\/evil/u.test(mail.html), mail.html)
  })
}

test('the mailed code stands once in the text and once in the subject, with no link', async () => {
  const mail = await codeMail(contextOf('nl'), '048213', 10, true)
  assert.deepEqual(
    [mail.subject.match(/048213/gu)?.length, mail.text.match(/048213/gu)?.length, mail.text.includes('http')],
    [1, 1, false],
  )
})
