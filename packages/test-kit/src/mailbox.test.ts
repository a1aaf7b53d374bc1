// The mailbox: takes real mail over SMTP, and whoever waits is told.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createTransport } from 'nodemailer'
import { mailbox } from './index.ts'

const box = await mailbox()
const sender = createTransport(box.url)
after(async () => {
  sender.close()
  await box.close()
})

const letter = (subject: string) => ({
  from: 'Sluis <no-reply@sluis.test>',
  to: 'zoë@example.test',
  bcc: 'desk@example.test',
  subject,
  text: 'Grüße\nhttp://localhost:4400/x?a=1',
  html: '<p>Grüße</p>',
})

test('keeps what it is sent, decoded', async () => {
  await sender.sendMail({ ...letter('Jouw code is één'), headers: { 'X-Reference': 'r-1' } })
  const mail = await box.waitFor(({ subject }) => subject === 'Jouw code is één')
  assert.equal(mail.from, 'no-reply@sluis.test')
  assert.deepEqual(mail.to, ['zoë@example.test', 'desk@example.test'])
  assert.equal(mail.text.trim(), 'Grüße\nhttp://localhost:4400/x?a=1')
  assert.equal(mail.html.trim(), '<p>Grüße</p>')
  assert.equal(mail.header('X-Reference'), 'r-1')
  assert.equal(mail.header('bcc'), null)
})

test('wakes who waits, and nobody else', async () => {
  const waiting = box.waitFor(({ subject }) => subject === 'second')
  await sender.sendMail(letter('first'))
  await sender.sendMail(letter('second'))
  assert.equal((await waiting).subject, 'second')
})

test('ends a vain wait with what came instead', async () => {
  box.clear()
  await sender.sendMail(letter('other'))
  await assert.rejects(
    box.waitFor(({ subject }) => subject === 'never', 20),
    /within 20 ms\. What came: "other"/u,
  )
})

test('can be emptied', () => {
  box.clear()
  assert.deepEqual(box.messages, [])
})

test('can be told to greylist, refuse, hang up, keep silent and be down, and then takes mail again', async () => {
  box.clear()
  const isTaken = (subject: string) =>
    sender.sendMail(letter(subject)).then(
      () => true,
      () => false,
    )
  await box.mood({ greylists: 1 })
  assert.deepEqual([await isTaken('grey'), await isTaken('grey')], [false, true])
  for (const mood of [
    { refuses: 550 },
    { refuses: 554, at: 'mail' },
    { refuses: 553, at: 'sender' },
    'hangs-up',
    'keeps-and-hangs-up',
    'down',
  ] as const) {
    await box.mood(mood)
    assert.equal(await isTaken(JSON.stringify(mood)), false, JSON.stringify(mood))
  }
  const impatient = createTransport({ url: box.url, greetingTimeout: 50, socketTimeout: 50 })
  for (const mood of ['silent', 'silent-after-data'] as const) {
    await box.mood(mood)
    await assert.rejects(impatient.sendMail(letter(mood)), { code: 'ETIMEDOUT' }, mood)
  }
  await box.mood('takes')
  assert.equal(await isTaken('well again'), true)
  assert.deepEqual(
    box.messages.map(({ subject }) => subject),
    ['grey', '"keeps-and-hangs-up"', 'well again'],
  )
  await box.tried(8)
})
