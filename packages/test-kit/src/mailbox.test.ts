// The mailbox takes real mail over SMTP and wakes those who wait for it.

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

const sample = (subject: string) => ({
  from: 'Sluis <no-reply@sluis.test>',
  to: 'zoë@example.test',
  bcc: 'desk@example.test',
  subject,
  text: 'Grüße\nhttp://localhost:4400/x?a=1',
  html: '<p>Grüße</p>',
})

test('keeps the mail that it receives, decoded', async () => {
  await sender.sendMail({ ...sample('Jouw code is één'), headers: { 'X-Reference': 'r-1' } })
  const mail = await box.waitFor(({ subject }) => subject === 'Jouw code is één')
  assert.equal(mail.from, 'no-reply@sluis.test')
  assert.deepEqual(mail.to, ['zoë@example.test', 'desk@example.test'])
  assert.equal(mail.text.trim(), 'Grüße\nhttp://localhost:4400/x?a=1')
  assert.equal(mail.html.trim(), '<p>Grüße</p>')
  assert.equal(mail.header('X-Reference'), 'r-1')
  assert.equal(mail.header('bcc'), null)
})

test('wakes the waiting caller on the right mail only', async () => {
  const waiting = box.waitFor(({ subject }) => subject === 'second')
  await sender.sendMail(sample('first'))
  await sender.sendMail(sample('second'))
  assert.equal((await waiting).subject, 'second')
})

test('a wait that times out says what came instead', async () => {
  box.clear()
  await sender.sendMail(sample('other'))
  await assert.rejects(
    box.waitFor(({ subject }) => subject === 'never', 20),
    /within 20 ms\. What came: "other"/u,
  )
})

test('can be emptied', () => {
  box.clear()
  assert.deepEqual(box.messages, [])
})

test('can greylist, refuse, hang up, stay silent and be down, and then takes mail again', async () => {
  box.clear()
  const isTaken = (subject: string) =>
    sender.sendMail(sample(subject)).then(
      () => true,
      () => false,
    )
  await box.behave({ greylists: 1 })
  assert.deepEqual([await isTaken('grey'), await isTaken('grey')], [false, true])
  for (const behaviour of [
    { refuses: 550 },
    { refuses: 554, at: 'mail' },
    { refuses: 553, at: 'sender' },
    'hangs-up',
    'keeps-and-hangs-up',
    'down',
  ] as const) {
    await box.behave(behaviour)
    assert.equal(await isTaken(JSON.stringify(behaviour)), false, JSON.stringify(behaviour))
  }
  const impatient = createTransport({ url: box.url, greetingTimeout: 50, socketTimeout: 50 })
  for (const behaviour of ['silent', 'silent-after-data'] as const) {
    await box.behave(behaviour)
    await assert.rejects(impatient.sendMail(sample(behaviour)), { code: 'ETIMEDOUT' }, behaviour)
  }
  await box.behave('takes')
  assert.equal(await isTaken('well again'), true)
  assert.deepEqual(
    box.messages.map(({ subject }) => subject),
    ['grey', '"keeps-and-hangs-up"', 'well again'],
  )
  await box.waitForAttempts(8)
})
