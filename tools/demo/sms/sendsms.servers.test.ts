// The demo's SMS: caught as Kannel would take them, reported as delivered, newest first, and only with the password.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { cookieBrowser } from '@sluis/test-kit'
import { bareDesk, REAL_TIME } from '../testing/bare-desk.ts'
import { startSmsGateway } from './sendsms.ts'
import { openSmsStore } from './sms.store.ts'

const desk = bareDesk()
const gateway = await startSmsGateway(
  () => desk.sms,
  () => REAL_TIME,
)
const reports: string[] = []
const receiver = createServer(
  (request, response) => void (reports.push(request.url!), response.writeHead(204).end()),
).listen(0, '127.0.0.1')
await once(receiver, 'listening')
after(async () => {
  await gateway.close()
  receiver.close()
})
const { url, username, password } = gateway.access
const send = (fields: Record<string, string>): Promise<number> =>
  fetch(
    `${url}?${new URLSearchParams({ username, password, from: 'Sluis', to: '+31612345678', text: 'x', ...fields }).toString()}`,
  ).then((response) => response.status)
const page = (language: string) =>
  cookieBrowser('http://localhost:4403', {
    send: (request) => desk.fetch(request),
    headers: { host: 'localhost:4403', 'accept-language': language },
  }).get('/sms')

test('without any SMS the page says so, and says when one comes', async () => {
  assert.match((await page('en')).text, /No text messages yet/)
  assert.match((await page('nl')).text, /Nog geen sms/)
})
test('an SMS is kept with sender, receiver and time, newest first, markup escaped, and reported as accepted and delivered', async () => {
  const reportUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/report?status=%d`
  assert.equal(await send({ text: '123456 is je code voor Sluis.\n\n@localhost #123456', 'dlr-url': reportUrl }), 202)
  assert.equal(await send({ text: '<b>één</b>', to: '+32475123456' }), 202)
  const { text, body } = await page('nl')
  assert.ok(text.indexOf('+32475123456') < text.indexOf('+31612345678'), text)
  assert.match(text, /Sluis → \+31612345678 22 november 2026.*123456 is je code voor Sluis\.\s+@localhost #123456/su)
  assert.match(body, /&lt;b&gt;één/)
  while (reports.length < 2) await once(receiver, 'request')
  assert.deepEqual(reports, ['/report?status=8', '/report?status=1'])
})
test('what is not an SMS to a number, or lacks the password, is refused and not kept', async () => {
  const count = desk.sms.all().length
  assert.deepEqual(
    [
      await send({ password: 'x' }),
      await send({ to: 'x' }),
      await send({ text: 'x'.repeat(2_001) }),
      (await fetch(new URL('/', url))).status,
      (await fetch(url, { method: 'POST' })).status,
    ],
    [403, 400, 400, 404, 404],
  )
  assert.equal(desk.sms.all().length, count)
})
test('past the limit the oldest are deleted', () => {
  const store = openSmsStore(':memory:', 2)
  for (const text of ['one', 'two', 'three']) store.save({ from: '', to: '', text, receivedAt: '' })
  assert.deepEqual(
    store.all().map(({ text }) => text),
    ['three', 'two'],
  )
  store.close()
})
