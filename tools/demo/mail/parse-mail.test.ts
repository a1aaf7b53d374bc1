// Parsing mail: its recipients, its content, and missing parts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMail } from './parse-mail.ts'

const AT = new Date('2026-11-22T10:00:00Z')
const raw = (...lines: string[]) => Buffer.from(lines.join('\r\n'))

test('headers, text and HTML of an ordinary mail', async () => {
  const mail = await parseMail(
    raw(
      'From: Sluis <no-reply@sluis.example>',
      'To: Sanne de Vries <sanne@korenmolen.example>',
      'Subject: =?utf-8?q?Je_code_=E2=80=93_Kade?=',
      'Date: Sun, 22 Nov 2026 09:59:00 +0000',
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain',
      '',
      'plain',
      '--x',
      'Content-Type: text/html',
      '',
      '<p>rich</p>',
      '--x--',
      '',
    ),
    ['Sanne@Korenmolen.example'],
    AT,
  )
  assert.deepEqual(
    { ...mail, text: mail.text.trim(), html: mail.html?.trim() },
    {
      recipients: ['sanne@korenmolen.example'],
      from: 'Sluis <no-reply@sluis.example>',
      to: 'Sanne de Vries <sanne@korenmolen.example>',
      subject: 'Je code – Kade',
      writtenAt: '2026-11-22T09:59:00.000Z',
      receivedAt: '2026-11-22T10:00:00.000Z',
      text: 'plain',
      html: '<p>rich</p>',
      attachments: [],
    },
  )
})

test('the recipients come from the envelope, not from the header', async () => {
  const mail = await parseMail(raw('To: somebody@else.example', '', 'x'), ['sanne@korenmolen.example'], AT)
  assert.deepEqual(mail.recipients, ['sanne@korenmolen.example'])
  assert.equal(mail.to, 'somebody@else.example')
})

test('an empty mail is a mail', async () => {
  const mail = await parseMail(raw('', ''), ['a@b.example'], AT)
  assert.deepEqual(
    [mail.from, mail.to, mail.subject, mail.writtenAt, mail.text.trim(), mail.html],
    ['', '', '', null, '', null],
  )
})
