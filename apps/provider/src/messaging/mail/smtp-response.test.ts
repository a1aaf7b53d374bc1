// What a mail server's answer means: only a refusal of this mail or its address ends it; everything else is tried
// again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { classifySmtpError } from './smtp-response.ts'

const smtpError = (responseCode: number, command: string, text = 'no') => ({
  responseCode,
  command,
  response: `${responseCode} ${text}`,
  code: 'EENVELOPE',
})

const cases: [string, object, boolean, string][] = [
  [
    'no such mailbox ends it',
    smtpError(550, 'RCPT TO', '5.1.1 <zoe@example.org> unknown'),
    true,
    'the server said 550 5.1.1 at RCPT TO',
  ],
  [
    'a mail refused for what it says ends it',
    smtpError(554, 'DATA', '5.7.1 spam'),
    true,
    'the server said 554 5.7.1 at DATA',
  ],
  ['greylisting does not', smtpError(451, 'RCPT TO', '4.7.1 later'), false, 'the server said 451 4.7.1 at RCPT TO'],
  [
    'a full mailbox for now does not',
    smtpError(452, 'RCPT TO', '4.2.2 full'),
    false,
    'the server said 452 4.2.2 at RCPT TO',
  ],
  ['a server that is going down does not', smtpError(421, 'DATA'), false, 'the server said 421 at DATA'],
  [
    'commands out of order do not (RFC 5321 §4.2.2)',
    smtpError(503, 'RCPT TO'),
    false,
    'the server said 503 at RCPT TO',
  ],
  [
    'a sign-in that is wanted does not (RFC 4954 §6)',
    smtpError(530, 'RCPT TO', '5.7.0 Authentication required'),
    false,
    'the server said 530 5.7.0 at RCPT TO',
  ],
  [
    'a wrong password of ours does not',
    { ...smtpError(535, 'AUTH PLAIN c2VjcmV0'), code: 'EAUTH' },
    false,
    'the server said 535 at AUTH',
  ],
  [
    'a sender of ours that is refused does not',
    smtpError(553, 'MAIL FROM', '5.7.1 not yours'),
    false,
    'the server said 553 5.7.1 at MAIL FROM',
  ],
  ['a greeting that turns us away does not', smtpError(554, 'CONN'), false, 'the server said 554 at CONN'],
  ['silence does not', { code: 'ETIMEDOUT', command: 'CONN' }, false, 'the server kept silent at CONN'],
  ['a connection that broke does not', { code: 'ECONNECTION' }, false, 'no connection, or it broke'],
  [
    'an address that no command could carry ends it',
    { code: 'EENVELOPE', command: 'API' },
    true,
    'not an address that mail can be sent to at API',
  ],
  ['what nobody foresaw does not', new TypeError('zoe@example.org'), false, 'an unknown failure'],
]
for (const [rule, error, isForGood, reason] of cases)
  test(`of answers: ${rule}`, () => assert.deepEqual(classifySmtpError(error), { reason, isForGood }))

test('of answers: none of the words names an address or repeats a credential', () => {
  for (const [, error] of cases) assert.doesNotMatch(classifySmtpError(error).reason, /@|zoe|c2VjcmV0/u)
})
