// Where the answers of the help lead on to: to nothing that is refused there, and not out of what somebody is in.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ANSWERS } from './answers.ts'
import { type Asker, nextLinkOf } from './next-links.ts'

const stranger: Asker = { next: null, from: null, setUp: 'unknown', isSettingUp: false }
const KADE = { application: 'Kade', href: 'https://kade.example/wall' }
const NEXT = '/continue/uid'

const withoutPhone: [rule: string, asker: Asker, href: string][] = [
  ['nobody knows who asks: the pages say it, once they know', stranger, '/account/two-step/no-smartphone'],
  ['who came from an application sets it up there, and ends there', { ...stranger, from: KADE }, KADE.href],
  ['in the middle of a sign-in it goes on', { ...stranger, next: NEXT }, '/sign-in?next=%2Fcontinue%2Fuid'],
  ['the employer does not let them', { ...stranger, setUp: 'no-sms' }, '/account/two-step/no-smartphone'],
  [
    'nor in the middle of setting up',
    { ...stranger, next: NEXT, setUp: 'no-sms', isSettingUp: true },
    '/enrol/no-smartphone?next=%2Fcontinue%2Fuid',
  ],
  ['the employer lets them', { ...stranger, setUp: 'sms' }, '/account/two-step/by-text'],
  [
    'and so in the middle of setting up',
    { ...stranger, next: NEXT, setUp: 'sms', isSettingUp: true },
    '/enrol/simple-phone?next=%2Fcontinue%2Fuid',
  ],
  ['it is on', { ...stranger, setUp: 'on' }, '/account#two-step'],
]
test('text messages are offered to those alone whose employers let them (decision 0016)', () => {
  for (const [rule, asker, href] of withoutPhone) {
    const link = nextLinkOf('no-smartphone', asker)
    assert.equal(link.href, href, rule)
    assert.equal(link.text === 'help.on.by-text', asker.setUp === 'sms', rule)
  }
})

test('whoever asks in the middle of a sign-in is led on in it: to log in, to set up, to a new password, to another way', () => {
  const inSignIn: Asker = { ...stranger, next: NEXT }
  for (const id of ['cannot-log-in', 'log-in', 'logged-in', 'which-app', 'no-smartphone', 'accessible'] as const)
    assert.equal(nextLinkOf(id, inSignIn).href, `/sign-in?next=${encodeURIComponent(NEXT)}`, id)
  for (const id of ['password-forgotten', 'locked', 'code-refused', 'text-missing', 'no-phone'] as const)
    assert.match(nextLinkOf(id, inSignIn).href, /\?next=%2Fcontinue%2Fuid$/u, id)
})

test('no answer is a dead end (rule 5)', () => {
  for (const { id } of ANSWERS)
    for (const asker of [stranger, { ...stranger, from: KADE }, { ...stranger, next: NEXT }])
      assert.match(nextLinkOf(id, asker).href, /^(?:\/|https:\/\/kade\.example\/)/u, id)
})
