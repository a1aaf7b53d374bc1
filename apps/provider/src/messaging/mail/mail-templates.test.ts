// The mails, each kind in both languages: what happened, when, on which device, from where; one way to say "this was
// not me", no way in, and no word of a stranger's making. And all of them keep the rules of docs/runbooks/mail.md.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readMailMark } from '@sluis/design/files'
import { brokenMailRules, MAIL_RULES, readPage } from '@sluis/test-kit'
import { createTransport } from 'nodemailer'
import { en } from '#locales/messages.ts'
import { ISSUER, ORDINARY, sampleMails, UNWIELDY, type SampleMail } from '#testing/sample-mails.ts'
import { translatorFor } from '#testing/translators.ts'
import type { Mail, MailContent } from './mail-content.ts'
import { type MailHead, NO_HEAD } from './mail-head.ts'
import { mailParts } from './mail-parts.ts'
import {
  codeMail,
  hasNotMeLink,
  type MailContext,
  NOTICE_KINDS,
  type NoticeDetails,
  noticeMail,
} from './mail-templates.ts'
import { singleLineTranslator } from './single-line.ts'
import { messageOf } from './smtp.ts'

const LINK = 'https://login.example.org/not-me/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'
const AT = new Date('2026-06-15T10:05:00.000Z')
const DETAILS: NoticeDetails = {
  browser: 'Chrome, Windows',
  place: { country: 'NL' },
  factor: { kind: 'passkey', name: 'My laptop' },
  application: { name: 'Rosters', names: { nl: 'Roosters' } },
  left: 3,
}
const contextOf = (language: 'nl' | 'en', name = 'Sanne de Vries'): MailContext => ({
  t: singleLineTranslator(translatorFor(language)),
  language,
  to: { name, email: 'sanne@example.org' },
  host: 'login.example.org',
  personId: 'a person',
})
/** As it is read. */
async function partsOf({ subject, language, content }: Mail, head: MailHead = NO_HEAD) {
  const t = singleLineTranslator(translatorFor(language))
  const parts = await mailParts(content as MailContent, { t, host: 'login.example.org', subject, head })
  return { ...parts, page: readPage(parts.html) }
}
const WORDS = {
  nl: [
    'Dag Sanne de Vries,',
    'Wanneer: 15 juni 2026 om 12:05 (tijd in Amsterdam)',
    'Apparaat: Chrome op Windows',
    'Plaats: Nederland',
    'Welke: passkey ‘My laptop’',
    'App: Roosters',
  ],
  en: [
    'Hello Sanne de Vries,',
    'When: 15 June 2026 at 12:05 (time in Amsterdam)',
    'Device: Chrome on Windows',
    'Place: Netherlands',
    'Which one: passkey “My laptop”',
    'App: Rosters',
  ],
}

for (const kind of NOTICE_KINDS) {
  for (const language of ['nl', 'en'] as const) {
    test(`“${kind}” in ${language} says what, when, on which device and from where; it has a way to say “not me” and none to log in (I10, edge case 61)`, async () => {
      const mail = noticeMail(contextOf(language), kind, AT, DETAILS, hasNotMeLink(kind) ? LINK : null)
      const { text, html, page } = await partsOf(mail)
      assert.deepEqual([mail.to, mail.language], ['sanne@example.org', language])
      for (const word of WORDS[language]) {
        assert.ok(text.includes(word), `${word} in ${text}`)
        assert.ok(page.text.includes(word.replace(': ', ' ')), `${word} in ${page.text}`)
      }
      const links = hasNotMeLink(kind) ? [LINK] : []
      assert.deepEqual(text.match(/https?:\S+/gu) ?? [], links, 'once, and no other')
      assert.deepEqual(
        page.links.map(({ href }) => href),
        links,
      )
      assert.doesNotMatch(text + html, /sign-in|\/oidc|\/account/u)
      assert.doesNotMatch(text + page.text, /\b\d{6}\b|[{}]/u)
      assert.doesNotMatch(text, /@/u, 'no address of anybody')
    })
  }
}

test('what is not known is not said', () => {
  const mail = noticeMail(contextOf('en'), 'password-changed', AT, { browser: '' }, LINK)
  assert.doesNotMatch(mail.text, /Device|Place|App|Which one|undefined|null/u)
})
test('a place that nobody knows, and a nearby one, are said as such', () => {
  const mailText = (place: NoticeDetails['place']) =>
    noticeMail(contextOf('en'), 'new-device', AT, { browser: '?', place }, LINK).text
  assert.match(mailText(null), /Place: unknown/u)
  assert.match(mailText('local'), /Place: a local network/u)
})
for (const [left, words] of [
  [0, 'There are none left'],
  [1, 'There is 1 left'],
  [9, 'There are 9 left'],
] as const) {
  test(`of ${left} recovery codes it says “${words}”`, () =>
    assert.ok(noticeMail(contextOf('en'), 'recovery-code-used', AT, { browser: '', left }, LINK).text.includes(words)))
}

test('a long name is shortened in a subject, at a whole sign, and stands whole in the mail', () => {
  const name = `Rosters ${'👩‍👩‍👧‍👦'.repeat(20)}`
  const mail = noticeMail(contextOf('en'), 'access-granted', AT, { ...DETAILS, application: { name } }, LINK)
  assert.match(mail.subject, /^You gave Rosters (?:👩‍👩‍👧‍👦)+… access$/u)
  assert.ok(mail.subject.length <= 60 && mail.text.includes(`App: ${name}`), mail.subject)
})

const HOSTILE =
  'Sanne\r\nBcc: thief@evil.example\r\n\r\n<script>alert(1)</script><a href="https://evil.example">log in</a>'
for (const kind of NOTICE_KINDS) {
  test(`names that carry headers or marks are text, and stay on their line, in “${kind}” (header and HTML injection)`, async () => {
    const mail = noticeMail(
      contextOf('en', HOSTILE),
      kind,
      AT,
      { ...DETAILS, application: { name: HOSTILE }, factor: { kind: 'totp', name: HOSTILE }, browser: HOSTILE },
      hasNotMeLink(kind) ? LINK : null,
    )
    const { text, html, page } = await partsOf(mail, { application: { name: HOSTILE, logo: null }, employer: HOSTILE })
    assert.doesNotMatch(mail.subject, /[\r\n]/u)
    assert.doesNotMatch(text, /^Bcc:/mu)
    assert.ok(!/<script|<a href="https:\/\/evil/u.test(html), html)
    assert.ok(page.links.every(({ href }) => href === LINK))
  })
}

test('the mailed code stands once in the text and once in the subject, with no link, and nothing says that no code is mailed', async () => {
  const mail = codeMail(contextOf('nl'), '048213', { minutes: 10, isTheirs: true, facts: [] })
  const { text } = await partsOf(mail)
  assert.deepEqual(
    [mail.subject.match(/048213/gu)?.length, text.match(/048213/gu)?.length, text.includes('http')],
    [1, 1, false],
  )
  assert.doesNotMatch(text, /nooit per mail/u)
})

test('the band and the foot name the application and the employer, the plain part too', async () => {
  const mail = noticeMail(contextOf('nl'), 'enrolled', AT, DETAILS, LINK)
  const { text, page } = await partsOf(mail, {
    application: { name: 'Kade', logo: null },
    employer: 'Bakkerij De Korenmolen',
  })
  assert.match(text, /^Sluis · Kade · Bakkerij De Korenmolen\n/u)
  for (const read of [text, page.text]) assert.match(read, /Met Sluis log je in bij Kade\./u)
  assert.match(page.text, /Kade · Bakkerij De Korenmolen/u)
})

const LOGO = { etag: 'e', mediaType: 'image/png', bytes: readMailMark() } as const
const samples = [...(await sampleMails({ ...ORDINARY, logo: LOGO })), ...(await sampleMails(UNWIELDY))]
const lines = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
const sentMail = async ({ subject, text, html, language }: SampleMail) => {
  const message = messageOf(
    { to: 'sanne@example.org', subject, text, html, language, pictures: [] },
    { id: 'an-id', writtenAt: AT },
    { from: 'Sluis <sluis@example.org>', host: 'login.example.org' },
  )
  const { message: raw } = await lines.sendMail(message)
  return { subject, text, html, raw: (raw as Buffer).toString() }
}
test('every mail keeps the rules of the runbook, with short names and with the longest ones', async () => {
  for (const sample of samples)
    assert.deepEqual(brokenMailRules(await sentMail(sample), ISSUER), [], `${sample.name} in ${sample.language}`)
})
test('the runbook says of each rule why it holds', () => {
  const runbook = readFileSync(new URL('../../../../../docs/runbooks/mail.md', import.meta.url), 'utf8')
  const rows = new Set([...runbook.matchAll(/^\| ([a-z][^|]+) \|[^|]+\|[^|]+\|$/gmu)].map(([, rule]) => rule))
  assert.deepEqual(
    Object.keys(MAIL_RULES).filter((rule) => !rows.has(rule)),
    [],
  )
})
test('no kind of mail is missing from them', () => {
  const subjects = Object.keys(en).filter((key) => /^mail\..+\.subject$/u.test(key))
  const names = new Set(samples.map(({ name }) => name))
  assert.deepEqual(
    subjects.map((key) => key.split('.')[1]!).filter((kind) => !names.has(kind)),
    [],
  )
})
test('a mail that may be a stranger’s names neither person nor employer', () => {
  const unnamed = samples.filter(({ name }) => ['code-unproved', 'new-address', 'reset-claimed'].includes(name))
  assert.equal(unnamed.length, 12)
  for (const { name, text, html } of unnamed)
    assert.ok(!/Sanne|Bakkerij|Bouwbedrijf|WWW/u.test(text + html), `${name}: ${text}`)
})
