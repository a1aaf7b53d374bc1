// Which passwords may be chosen: each rule with a password that it lets by and one that it does not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commonPasswords } from './common-passwords.ts'
import { checkPassword, type PasswordRefusal } from './password-rule.ts'

const isCommon = await commonPasswords()
const ownWords = ['Sanne de Vries', 'sanne.devries@bakkerij.example', 'Bakkerij De Gouden Aar', 'Sluis']
const check = (password: string, hasSecondFactor: boolean): PasswordRefusal | null =>
  checkPassword(password, { hasSecondFactor, ownWords, isCommon })

const alone: [string, string, PasswordRefusal | null][] = [
  ['nothing at all', '', 'empty'],
  ['14 characters are too few without a second factor (NIST SP 800-63B-4 §3.1.1.2: 15)', 'paars-fietsbel', 'too-short'],
  ['15 will do', 'paarse-fietsbel', null],
  ['spaces count', 'een lange zin voor thuis', null],
  ['256 are taken', `${'ab9 cde fgh '.repeat(21)}wxyz`, null],
  ['257 are not', `${'ab9 cde fgh '.repeat(21)}wxyz!`, 'too-long'],
  ['ten thousand neither', 'x'.repeat(10_000), 'too-long'],
  ['characters are counted, not bytes', '🦆🚲🌷🧀🏠🦆🚲', 'too-short'],
  ['one sign over and over', 'aaaaaaaaaaaaaaaaaaaa', 'too-simple'],
  ['a row of digits', '123456789012345', 'too-simple'],
  ['a row of letters, backwards', 'qponmlkjihgfedcba', 'too-simple'],
  ['one common word several times', 'welkomwelkomwelkom', 'common'],
  ['one word with digits behind it, in any case', 'Wachtwoord123456', 'common'],
  ['one word with marks around it', '!!!!!!Voetbal!!!!!!', 'common'],
  ['a full-width password is the password it looks like', 'Ｗａｃｈｔｗｏｏｒｄ１２３４５６', 'common'],
  ['the name of its owner and a year', 'SanneDeVries2026', 'about-you'],
  ['the address of its owner', 'sanne.devries@bakkerij.example', 'about-you'],
  ['the employer and a year', 'BakkerijGoudenAar26', 'about-you'],
  ['the name among words of their own', 'sanne houdt van paarse fietsen', null],
]
for (const [rule, password, refusal] of alone)
  test(`without a second factor: ${rule}`, () => assert.equal(check(password, false), refusal))

const beside: [string, string, PasswordRefusal | null][] = [
  ['7 characters are too few (NIST SP 800-63B-4 §3.1.1.2: 8)', 'fi8tsbl', 'too-short'],
  ['8 will do', 'fi8tsb!l', null],
  ['one of those that are tried first', 'password1', 'common'],
  ['welkom and a year', 'Welkom2026!', 'common'],
  ['a season and a year', 'zomer2026', 'common'],
  ['the product', 'sluis2026!', 'about-you'],
  ['no composition is asked: small letters alone', 'fietsbelpaars', null],
]
for (const [rule, password, refusal] of beside)
  test(`with a second factor: ${rule}`, () => assert.equal(check(password, true), refusal))
