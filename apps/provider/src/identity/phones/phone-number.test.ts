// Telephone numbers: every shape that people type is read, and what cannot or may not be texted is refused with its own
// word.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countryChoices } from './countries.ts'
import { lastDigits, readPhoneNumber, formatNumber } from './phone-number.ts'

const SERVED = ['NL', 'BE', 'DE', 'GB', 'IT', 'PL']
const read = (typed: string, country = 'NL'): string => {
  const decision = readPhoneNumber(typed, country, SERVED)
  return decision.ok ? decision.value.e164 : decision.refusal
}

const shapes: [string, string][] = [
  ['as it is dialled', '0612345678'],
  ['with spaces', '06 12 34 56 78'],
  ['with a dash', '06-12345678'],
  ['with dots', '06.12.34.56.78'],
  ['with a slash', '06/12345678'],
  ['with brackets', '(06) 1234 5678'],
  ['without its zero', '6 12345678'],
  ['international', '+31612345678'],
  ['with the zero in brackets', '+31 (0)6 12345678'],
  ['with a zero too many', '+310612345678'],
  ['with 00', '0031612345678'],
  ['with 00 and spaces', '00 31 6 12 34 56 78'],
  ['without a plus', '31612345678'],
  ['as a link', 'tel:+31612345678'],
  ['with spaces around', '  0612345678\t'],
  ['with spaces that do not break', '06\u00A012\u202F345678'],
  ['with a long dash', '06–12345678'],
  ['with a minus sign', '06−12345678'],
  ['with the marks that a copied contact brings', '\u202A+31 6 12345678\u202C'],
  ['with full-width digits', '０６１２３４５６７８'],
  ['with a full-width plus', '＋３１６１２３４５６７８'],
  ['with Arabic digits', '٠٦١٢٣٤٥٦٧٨'],
  ['with Persian digits', '۰۶۱۲۳۴۵۶۷۸'],
  ['with mathematical digits', '𝟎𝟔𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖'],
]
for (const [shape, typed] of shapes) test(`reads a number ${shape}`, () => assert.equal(read(typed), '+31612345678'))

const abroad: [string, string, string, string][] = [
  ['a Belgian one with the country chosen', '0475/12 34 56', 'BE', '+32475123456'],
  ['a Belgian one by its calling code, whatever is chosen', '+32 475 12 34 56', 'NL', '+32475123456'],
  ['a German one', '01512 3456789', 'DE', '+4915123456789'],
  ['a Polish one, which has no zero', '512 345 678', 'PL', '+48512345678'],
  ['an Italian one', '312 345 6789', 'IT', '+393123456789'],
  ['a British one', '07400 123456', 'GB', '+447400123456'],
]
for (const [which, typed, country, e164] of abroad)
  test(`reads ${which}`, () => assert.equal(read(typed, country), e164))

const refusals: [string, string, string][] = [
  ['nothing', '', 'empty'],
  ['spaces', '  \u200B ', 'empty'],
  ['words', 'mijn nummer', 'not-a-number'],
  ['an address', 'jan@example.org', 'not-a-number'],
  ['a number with words around it', 'bel 0612345678', 'not-a-number'],
  ['letters of a keypad', '06-CALLMENU', 'not-a-number'],
  ['an extension', '0612345678 x5', 'not-a-number'],
  ['an extension of a link', 'tel:+31612345678;ext=5', 'not-a-number'],
  ['a plus alone', '+', 'not-a-number'],
  ['two pluses', '++31612345678', 'not-a-number'],
  ['a calling code that nobody has', '+999 123 4567', 'not-a-number'],
  ['a digit too few', '061234567', 'not-a-number'],
  ['a digit too many', '06123456789', 'not-a-number'],
  ['control signs', '06123\u000045678', 'not-a-number'],
  ['a line break and a second receiver', '0612345678\r\nto=+31687654321', 'two-numbers'],
  ['a line break and a second field', '0612345678\r\nfrom=Sluis', 'not-a-number'],
  ['one digit', '6', 'too-short'],
  ['far too many digits', '0612345678901234567890', 'too-long'],
  ['a page full of digits', '06'.repeat(5000), 'too-long'],
  ['two with a slash', '0612345678 / 0687654321', 'two-numbers'],
  ['two with a comma', '0612345678,0687654321', 'two-numbers'],
  ['two with a space', '0612345678 0687654321', 'two-numbers'],
  ['two with a word', '0612345678 of 0687654321', 'two-numbers'],
  ['two that run into each other', '06 12 34 56 78 06 87 65 43 21', 'two-numbers'],
  ['two with their countries', '+31612345678;+31687654321', 'two-numbers'],
  ['a landline', '020 123 4567', 'landline'],
  ['a number of the internet', '085 123 4567', 'landline'],
  ['a free number', '0800 1234', 'landline'],
  ['a premium number', '0900 1234', 'premium'],
  ['a premium number that is for adults', '0906 1234567', 'premium'],
  ['a British number that looks like a mobile and costs more', '+44 70 1234 5678', 'premium'],
  ['a country that is not served', '+33 6 12 34 56 78', 'country-not-served'],
  ['a small country behind a large one’s calling code', '+1 876 210 1234', 'country-not-served'],
  ['an island behind a served calling code', '+44 7911 123456', 'country-not-served'],
  ['a satellite telephone', '+882 16 1234567', 'country-not-served'],
  ['a free number of the whole world', '+800 1234 5678', 'country-not-served'],
]
for (const [what, typed, refusal] of refusals)
  test(`refuses ${what} as ${refusal}`, () => assert.equal(read(typed), refusal))

test('a country that nobody offers is no default: a forged choice is read as Dutch', () =>
  assert.equal(read('0612345678', '../../etc'), '+31612345678'))

test('the prefix names a hundred thousand numbers, not one', () => {
  const decision = readPhoneNumber('0612345678', 'NL', SERVED)
  assert.deepEqual(decision.ok && decision.value, { e164: '+31612345678', country: 'NL', prefix: '+316123' })
})
test('a page shows the last two digits, and its owner the whole number in groups', () =>
  assert.deepEqual([lastDigits('+31612345678'), formatNumber('+31612345678')], ['78', '+31 6 12345678']))
test('countries stand by their names, in the language of the page', () => {
  assert.deepEqual(
    countryChoices(['NL', 'BE', 'DE'], 'nl').map(({ name, callingCode }) => `${name} ${callingCode}`),
    ['België +32', 'Duitsland +49', 'Nederland +31'],
  )
  assert.equal(countryChoices(['DE'], 'en')[0]?.name, 'Germany')
})
