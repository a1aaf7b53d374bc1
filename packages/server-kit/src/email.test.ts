// E-mail addresses: what is compared, and the tricks that must not become a second address.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emailKey, formsOfKey, readEmail } from './email.ts'

const keys: [string, string, string][] = [
  ['as it is', 'sanne@example.org', 'sanne@example.org'],
  ['in small letters', 'Sanne@Example.ORG', 'sanne@example.org'],
  ['without spaces around it', '  sanne@example.org\n', 'sanne@example.org'],
  ['in its normal form: full-width letters are letters', 'ｓａｎｎｅ@example.org', 'sanne@example.org'],
  ['with a full-width at sign as the one that it is', 'sanne＠example.org', 'sanne@example.org'],
  ['with its plus part', 'sanne+werk@example.org', 'sanne+werk@example.org'],
  ['with accents, in one form', 'zoe\u0308@example.org', 'zoë@example.org'],
]
for (const [rule, typed, key] of keys)
  test(`an address is compared ${rule}`, () => assert.deepEqual(emailKey(typed), { ok: true, value: key }))

for (const typed of ['', '   ', '\t'])
  test(`${JSON.stringify(typed)} is empty`, () => assert.deepEqual(emailKey(typed), { ok: false, refusal: 'empty' }))

const LONG_DOMAIN = `${'a'.repeat(59)}.${'a'.repeat(63)}.${'a'.repeat(63)}.${'a'.repeat(61)}`
const none: [string, string][] = [
  ['a full-width at sign beside a plain one would become a second (CVE-2026-73420)', 'a＠evil.example@example.org'],
  ['the small at sign is one too', 'a﹫evil.example@example.org'],
  ['a list by comma is two addresses (CVE-2022-35924)', 'sanne@example.org,evil@example.com'],
  ['a comma before the at sign', 'sanne,jan@example.org'],
  ['a full-width comma is a comma', 'sanne@example.org，evil@example.com'],
  ['a list by semicolon', 'sanne@example.org;evil@example.com'],
  ['a name around it', 'Sanne <sanne@example.org>'],
  ['a line break in it would be a second header', 'sanne@example.org\r\nbcc:evil@example.com'],
  ['NUL', 'sanne\0@example.org'],
  ['a mark that nobody sees', 'sanne\u200b@example.org'],
  ['a mark that turns the reading direction', 'sanne\u202e@example.org'],
  ['half a character', 'sanne\ud800@example.org'],
  ['a space inside', 'san ne@example.org'],
  ['quotes', '"sanne"@example.org'],
  ['a colon, which mail programs read as a group (RFC 5322 §3.4)', 'sanne:jan@example.org'],
  ['a network address in the place of a host', 'sanne@192.0.2.1'],
  ['half a network address, which a parser would fill up', 'sanne@192.1'],
  ['a path behind the host', 'sanne@example.org/x'],
  ['an escape in the host', 'sanne@ex%61mple.org'],
  ['a label of 64 characters (RFC 1035 §2.3.4)', `sanne@${'a'.repeat(64)}.example`],
  ['no at sign', 'sanne.example.org'],
  ['nobody before it', '@example.org'],
  ['no host', 'sanne@'],
  ['a host without a dot', 'sanne@localhost'],
  ['a host that ends in a dot', 'sanne@example.'],
  ['two dots in a row (RFC 5322 §3.2.3)', 'an..na@example.org'],
  ['a dot before all', '.anna@example.org'],
  ['a dot before the at sign', 'anna.@example.org'],
  ['65 bytes before the at sign (RFC 5321 §4.5.3.1.1)', `${'a'.repeat(65)}@example.org`],
  ['a label that begins or ends with a hyphen', 'anna@-x.example'],
  ['a label in the form of the domain name system that stands for nothing (RFC 5891 §5.4)', 'anna@xn--zz--.example'],
  ['such a label without letters', 'anna@xn--a.example'],
  ['255 characters (RFC 5321 §4.5.3.1.3)', `anna@${LONG_DOMAIN}a`],
]
for (const [rule, typed] of none)
  test(`is no address: ${rule}`, () => assert.deepEqual(emailKey(typed), { ok: false, refusal: 'not-an-address' }))
test('254 characters are an address', () => assert.equal(emailKey(`anna@${LONG_DOMAIN}`).ok, true))
test('a long text is judged at once', () => {
  const begun = performance.now()
  emailKey(`${'a@'.repeat(50_000)}.`)
  assert.ok(performance.now() - begun < 200)
})

const oneDomain: [string, string][] = [
  ['as Chromium sends it from an e-mail field', 'Anna@xn--bcher-kva.example'],
  ['as people write it', 'anna@bücher.example'],
  ['in capitals', 'anna@BÜCHER.Example'],
  ['decomposed', 'anna@bu\u0308cher.example'],
  ['full-width', 'anna@ｂücher．example'],
  ['with an ideographic full stop', 'anna@bücher。example'],
]
for (const [rule, typed] of oneDomain)
  test(`a domain has one form for comparing (RFC 5890 §2.3.2.1): ${rule}`, () =>
    assert.deepEqual(emailKey(typed), { ok: true, value: 'anna@xn--bcher-kva.example' }))
test('records that keep addresses as they were typed are found by either form', () => {
  assert.deepEqual(formsOfKey('anna@xn--bcher-kva.example'), ['anna@xn--bcher-kva.example', 'anna@bücher.example'])
  assert.deepEqual(formsOfKey('anna@example.org'), ['anna@example.org'])
})

const mailed: [string, string, string][] = [
  ['composed', 'Andre\u0301@example.org', 'André@example.org'],
  ['in plain letters', 'ｓａｎｎｅ＠example.org', 'sanne@example.org'],
  ['with plain full stops', 'anna@bücher。example', 'anna@bücher.example'],
]
for (const [rule, typed, email] of mailed)
  test(`an address is stored as it can be mailed: ${rule}`, () => {
    const read = readEmail(typed)
    assert.equal(read.ok && read.value.email, email)
  })
