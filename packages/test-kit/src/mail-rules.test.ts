// Each rule of mails finds what breaks it, in a mail that is good but for that.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brokenMailRules, MAIL_RULES, type SentMail } from './mail-rules.ts'

const ORIGIN = 'https://login.example.org'
const LINK = `${ORIGIN}/not-me/x`
const HTML = `<!doctype html><html lang="nl" dir="ltr"><head><meta name="color-scheme" content="light dark"><style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){.m-a{color:#fff!important}}</style></head><body style="margin:0">
<table role="presentation"><tr><td class="m-a" style="padding:8px"><img src="cid:mark" alt="" width="40" height="40"><h1 style="margin:0">Titel</h1>
<table class="m-facts" style="width:100%"><tr><th>Wanneer</th><td>nu</td></tr></table><a href="${LINK}">Knop</a><p style="font-size:13px">${LINK}</p></td></tr></table></body></html>`
const good: SentMail = {
  subject: 'Titel',
  text: `Titel\n\nWanneer: nu\n\nKnop:\n${LINK}`,
  html: HTML,
  raw: 'Subject: Titel\r\n\r\nTitel\r\n',
}
const within = (from: string | RegExp, to: string): Partial<SentMail> => ({ html: HTML.replace(from, to) })
const after = (more: string): Partial<SentMail> => within('</body>', `${more}</body>`)

test('a good mail breaks none', () => assert.deepEqual(brokenMailRules(good, ORIGIN), []))

const broken: [keyof typeof MAIL_RULES, Partial<SentMail>][] = [
  ['known elements', after('<form></form>')],
  ['known elements', after('<script></script>')],
  ['tables for layout', after('<div style="display:flex">x</div>')],
  ['tables for layout', after('<div style="float:left">x</div>')],
  ['tables for layout', after('<table><tr><td>x</td></tr></table>')],
  ['room in cells', after('<p style="padding:8px">x</p>')],
  ['inline styles', after('<div class="m-a">x</div>')],
  ['inline styles', within('<style>', '<style>h1{font-size:30px}')],
  ['no background pictures', after('<table role="presentation" background="cid:mark"></table>')],
  ['no background pictures', within('<style>', '<style>@import url(https://evil.example);')],
  ['nothing from elsewhere', after('<img src="https://login.example.org/pixel" alt="" width="1" height="1">')],
  ['nothing from elsewhere', after('<div onclick="x">x</div>')],
  ['pictures with words and sizes', within(' alt=""', '')],
  ['language and direction', within(' lang="nl"', '')],
  ['both schemes', within('prefers-color-scheme', 'prefers-contrast')],
  ['one heading', after('<h1>x</h1>')],
  ['one button at most', after(`<a href="${ORIGIN}/other">x</a>`)],
  ['links of ours', within(`href="${ORIGIN}`, `href="${ORIGIN}.evil.example`)],
  ['the address in full', within(`>${LINK}<`, '>elsewhere<')],
  ['the same as plain text', { text: `Titel\n\nKnop:\n${LINK}` }],
  ['the same as plain text', { text: `Titel\n\nWanneer: nu\n\nKnop: ${LINK}` }],
  ['letters that can be read', within('13px', '9px')],
  ['less than 30 kB', after(`<p>${'x'.repeat(30_000)}</p>`)],
  ['a subject that fits', { subject: 'x'.repeat(61) }],
  ['lines that servers take', { raw: `${'x'.repeat(999)}\r\n` }],
]
for (const [rule, change] of broken)
  test(`“${rule}” finds ${JSON.stringify(change).slice(-60)}`, () =>
    assert.ok(
      brokenMailRules({ ...good, ...change }, ORIGIN).some((each) => each.startsWith(`${rule}: `)),
      brokenMailRules({ ...good, ...change }, ORIGIN).join('\n'),
    ))
test('each rule is broken once here', () =>
  assert.deepEqual([...new Set(broken.map(([rule]) => rule))].toSorted(), Object.keys(MAIL_RULES).toSorted()))
