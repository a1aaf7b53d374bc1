// What people read of their account's activity: a sentence in both languages for each kind that concerns them, in words
// of theirs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Activity } from '#use-cases/manage-account/activity.ts'
import { translatorFor } from '#testing/translators.ts'
import { formatActivity, SHOWN_ACTIONS } from './activity-messages.ts'

const entry = (more: Partial<Activity>): Activity => ({
  seq: 1,
  at: new Date('2026-06-15T10:00:00.000Z'),
  action: 'signed-in',
  result: 'done',
  browser: 'Chrome, Windows',
  origin: '194.109.6.66',
  application: 'Kade',
  factor: 'totp',
  refusal: null,
  ...more,
})
const textOf = (more: Partial<Activity>) =>
  (['nl', 'en'] as const).map((language) => formatActivity(translatorFor(language), entry(more)))

test('every change of a factor or password, and every refused try, has a sentence', () => {
  const must = [
    'signed-in',
    'sign-in-refused',
    'signed-out',
    'session-ended',
    'second-factor-refused',
    'second-factor-locked',
    'enrolled',
    'second-factor-lost',
    'factor-added',
    'factor-removed',
    'phone-changed',
    'two-step-off',
    'recovery-code-used',
    'recovery-code-refused',
    'recovery-codes-made',
    'browser-remembered',
    'access-granted',
    'access-withdrawn',
    'password-changed',
    'password-reset',
    'email-changed',
    'account-frozen',
    'account-opened',
  ]
  assert.deepEqual(
    must.filter((action) => !(SHOWN_ACTIONS as readonly string[]).includes(action)),
    [],
  )
})
for (const action of SHOWN_ACTIONS) {
  test(`“${action}” has a sentence of its own in both languages, with device and place`, () => {
    const [nl, en] = textOf({ action }) as [ReturnType<typeof formatActivity>, ReturnType<typeof formatActivity>]
    for (const { text } of [nl, en]) assert.match(text, /^[A-ZÀ-Ý][^{}]{4,89}[^.\s]$/u)
    assert.notEqual(nl.text, en.text)
    assert.deepEqual([nl.detail, en.detail], ['Chrome op Windows · Nederland', 'Chrome on Windows · Netherlands'])
    const alone = textOf({ action, application: null, factor: null, browser: null, origin: null })
    for (const { text, detail } of alone) assert.deepEqual([/undefined|null|\{/u.test(text), detail], [false, ''])
  })
}
test('a sign-in names its application, and does without where there is none', () => {
  assert.deepEqual(
    textOf({}).map(({ text }) => text),
    ['Ingelogd bij Kade', 'Logged in to Kade'],
  )
  assert.deepEqual(
    textOf({ application: null }).map(({ text }) => text),
    ['Ingelogd', 'Logged in'],
  )
})
for (const [factor, nl, en] of [
  ['totp', 'authenticator-app', 'authenticator app'],
  ['sms', 'sms-berichten', 'text messages'],
  ['passkey', 'passkey', 'passkey'],
  ['what comes later', 'andere', 'other'],
] as const) {
  test(`an added factor is named: ${en}`, () =>
    assert.deepEqual(
      textOf({ action: 'factor-added', factor }).map(({ text }) => text),
      [`Extra stap toegevoegd: ${nl}`, `Extra step added: ${en}`],
    ))
}
test('a passkey that was refused is not called a wrong code or a wrong password, and a code that was shown twice no wrong one (edge case 13)', () => {
  const en = (more: Partial<Activity>) => textOf({ result: 'refused', ...more })[1]!.text
  assert.deepEqual(
    [en({ action: 'sign-in-refused', factor: 'passkey' }), en({ action: 'second-factor-refused', factor: 'passkey' })],
    ['A passkey was not accepted', 'A passkey was not accepted'],
  )
  assert.equal(
    en({ action: 'second-factor-refused', refusal: 'code-already-used' }),
    'A code was entered that had been used before',
  )
  assert.equal(en({ action: 'second-factor-refused', refusal: 'wrong-code' }), 'A wrong code was entered')
})
