// Kannel's sendsms: what each answer, and each silence, says about where the text is.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { after, test } from 'node:test'
import { freePort, smsGateway } from '@sluis/test-kit'
import { kannel } from './kannel.ts'

const gateway = await smsGateway()
let answer = { status: 202, body: '0: Accepted for delivery' }
const other = createServer(
  (_request, response) => void response.writeHead(answer.status, { location: '/login' }).end(answer.body),
).listen(0, '127.0.0.1')
await once(other, 'listening')
after(async () => {
  other.close()
  await gateway.close()
})
const at = (url: string, password = gateway.password) =>
  kannel({ kind: 'kannel', name: 'kannel-1', url, username: gateway.username, password })
const sms = {
  to: '+31612345678',
  from: 'Sluis',
  text: '123456',
  reportUrl: 'http://127.0.0.1:1/api/sms/reports/x',
  validMinutes: 4,
}
const otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}/cgi-bin/sendsms`

test('a text with signs outside GSM-7 is sent as UCS-2, others are left to the gateway', async () => {
  await at(gateway.url).send({ ...sms, text: 'hasło 123456' })
  await at(gateway.url).send({ ...sms, text: 'één 123456' })
  assert.deepEqual(
    gateway.messages.map(({ text, fields }) => [text, fields['coding'] ?? null]),
    [
      ['hasło 123456', '2'],
      ['één 123456', null],
    ],
  )
})
test('a wrong login is our fault: not taken, and no reason to give the number up', async () =>
  assert.equal((await at(gateway.url, 'wrong').send(sms)).kind, 'not-taken'))

for (const [status, body, kind, why] of [
  [202, '3: Queued for later delivery', 'taken', 'it will send it later'],
  [200, 'Sent.', 'taken', 'others of its kind say so'],
  [403, 'Number(s) has/have been denied by white- and/or black-lists.', 'refused', 'of this number'],
  [400, 'Missing receiver number, rejected', 'refused', 'of this text'],
  [503, 'Temporal failure, try again later.', 'not-taken', 'for now'],
  [429, '', 'not-taken', 'too much at once'],
  [302, '', 'not-taken', 'somebody else answers there'],
  [500, '', 'in-doubt', 'it fell over'],
  [502, '', 'in-doubt', 'it was asked by somebody in between'],
  [504, '', 'in-doubt', 'it was asked by somebody in between'],
] as const) {
  test(`status ${status} "${body}" is ${kind}: ${why}`, async () => {
    answer = { status, body }
    assert.equal((await at(otherUrl).send(sms)).kind, kind)
  })
}

test('nobody listens: surely not taken, and the reason holds neither password nor number', async () => {
  const result = await at(`http://127.0.0.1:${await freePort()}/cgi-bin/sendsms`).send(sms)
  assert.deepEqual(result, { kind: 'not-taken', reason: 'ECONNREFUSED' })
})
test('no such host: surely not taken', async () =>
  assert.equal((await at('http://gateway.invalid/cgi-bin/sendsms').send(sms)).kind, 'not-taken'))
test('TLS that is not there: surely not taken', async () => {
  const plain = createTcpServer((socket) => socket.on('error', () => undefined).end('no TLS here\n')).listen(
    0,
    '127.0.0.1',
  )
  await once(plain, 'listening')
  assert.equal((await at(`https://127.0.0.1:${(plain.address() as AddressInfo).port}/`).send(sms)).kind, 'not-taken')
  plain.close()
})
test('it hangs up after it was asked: in doubt', async () => {
  gateway.behave('take-and-hang-up', 1)
  assert.equal((await at(gateway.url).send(sms)).kind, 'in-doubt')
})
test('it stalls: in doubt after 3 seconds', { timeout: 10_000 }, async () => {
  gateway.behave('stall', 1)
  const began = performance.now()
  const result = await at(gateway.url).send(sms)
  const took = performance.now() - began
  assert.equal(result.kind, 'in-doubt')
  assert.ok(took > 2_900 && took < 4_500, `${took} ms`)
})
