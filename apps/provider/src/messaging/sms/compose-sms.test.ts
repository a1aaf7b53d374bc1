// Every text fits into one message with the longest names there can be: a second one would cost as much again, and may
// arrive first.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_SEPTETS, septetsOf } from './gateways/gsm7.ts'
import { translatorFor } from '#testing/translators.ts'
import { type SmsValues, composeSms } from './compose-sms.ts'

const APP = 'Inloggen Overal1'
const HOST = 'inloggen.salarisadministratie.example.nl'
const kinds: SmsValues[] = [
  { kind: 'sign-in-code', code: '123456' },
  { kind: 'confirm-number-code', code: '123456' },
  { kind: 'number-changed', digits: '78' },
  { kind: 'factor-notice' },
]

for (const language of ['nl', 'en'] as const) {
  for (const values of kinds) {
    test(`${values.kind} in ${language} is GSM-7 and at most ${MAX_SEPTETS} septets, with an app name of 16 and a host of 40`, () => {
      assert.deepEqual([APP.length, HOST.length], [16, 40])
      const text = composeSms(translatorFor(language), values, APP, HOST)
      const septets = septetsOf(text)
      assert.ok(septets !== null && septets <= MAX_SEPTETS, `${septets ?? 'not GSM-7'}: ${text}`)
    })
  }
  for (const kind of ['sign-in-code', 'confirm-number-code'] as const) {
    test(`${kind} in ${language}: the code first, the name, and the bound code alone on the last line`, () => {
      const lines = composeSms(translatorFor(language), { kind, code: '012345' }, 'Sluis', 'login.example.org').split(
        '\n',
      )
      assert.match(lines[0]!, /^012345 .*Sluis/u)
      assert.deepEqual(lines.slice(1), ['', '@login.example.org #012345'])
    })
  }
  test(`no text in ${language} has a link: people learn that ours never have one`, () => {
    for (const values of kinds)
      assert.doesNotMatch(
        composeSms(translatorFor(language), values, 'Sluis', 'h'),
        /https?:|www\.|\.(?:nl|com|org)\b/u,
      )
  })
}
test('a host that is too long costs autofill, not a second message', () => {
  const text = composeSms(
    translatorFor('nl'),
    { kind: 'sign-in-code', code: '123456' },
    'Sluis',
    `${'lang.'.repeat(30)}nl`,
  )
  assert.ok((septetsOf(text) ?? 999) <= MAX_SEPTETS && text.startsWith('123456'), text)
})
