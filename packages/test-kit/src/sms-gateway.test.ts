// The SMS gateway takes messages as Kannel's sendsms does, reports on them, and misbehaves on request.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, afterEach, test } from 'node:test'
import { smsGateway } from './index.ts'

const gateway = await smsGateway()
const reports: string[] = []
const receiver = createServer((request, response) => {
  reports.push(request.url!)
  response.writeHead(204).end()
}).listen(0, '127.0.0.1')
await once(receiver, 'listening')
const reportUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/report?status=%d&id=%F`
afterEach(() => {
  gateway.behave('take')
  gateway.reportManually(false)
})
after(async () => {
  await gateway.close()
  receiver.close()
})

/** `patienceMs`: short where no answer comes. */
const send = (to: string, more: Record<string, string> = {}, patienceMs = 10_000): Promise<Response> => {
  const { username, password, url } = gateway
  return fetch(
    `${url}?${new URLSearchParams({ username, password, from: 'Sluis', to, text: '123456 is één\n\n@host #123456', ...more }).toString()}`,
    { signal: AbortSignal.timeout(patienceMs) },
  )
}

test('keeps the message that it receives, decoded, and reports twice: accepted and delivered', async () => {
  const response = await send('+31612345601', { 'dlr-mask': '31', 'dlr-url': reportUrl, validity: '5' })
  assert.deepEqual([response.status, await response.text()], [202, '0: Accepted for delivery'])
  const sms = await gateway.waitFor(({ to }) => to === '+31612345601')
  assert.deepEqual([sms.from, sms.text, sms.validity], ['Sluis', '123456 is één\n\n@host #123456', 5])
  while (reports.length < 2) await once(receiver, 'request')
  assert.deepEqual(reports, ['/report?status=8&id=foreign-1', '/report?status=1&id=foreign-1'])
})

test('reports only what was asked for, and manually as often as requested', async () => {
  gateway.reportManually(true)
  await send('+31612345602', { 'dlr-mask': '3', 'dlr-url': reportUrl })
  const sms = await gateway.waitFor(({ to }) => to === '+31612345602')
  assert.deepEqual(
    [await gateway.report(sms, 'accepted'), await gateway.report(sms, 'failed'), await gateway.report(sms, 'failed')],
    [null, 204, 204],
  )
})

test('a wrong password is refused, and nothing is kept', async () => {
  assert.equal((await send('+31612345603', { password: 'wrong' })).status, 403)
  assert.equal(
    gateway.messages.some(({ to }) => to === '+31612345603'),
    false,
  )
})

test('refuses, for good and for now, for the requested number of requests', async () => {
  gateway.behave('refuse-for-now', 1)
  assert.equal((await send('+31612345604')).status, 503)
  assert.equal((await send('+31612345604')).status, 202)
  gateway.behave('refuse')
  assert.equal((await send('+31612345604')).status, 403)
})

test('stalls with and without having taken the message, and hangs up', async () => {
  const receivedBy = (to: string): number => gateway.messages.filter((sms) => sms.to === to).length
  for (const [behaviour, times] of [
    ['stall', 0],
    ['take-and-stall', 1],
    ['take-and-hang-up', 2],
  ] as const) {
    gateway.behave(behaviour)
    await assert.rejects(send('+31612345605', {}, 300))
    assert.equal(receivedBy('+31612345605'), times, behaviour)
  }
})

test('answers twice, and the sender receives the first response', async () => {
  gateway.behave('answer-twice')
  assert.equal((await send('+31612345606')).status, 202)
})

test('a wait that times out says what came instead', async () => {
  gateway.clear()
  await send('+31612345607', { text: 'other' })
  await assert.rejects(
    gateway.waitFor(({ text }) => text === 'never', 20),
    /within 20 ms\. What came: \+31612345607 "other"/u,
  )
})
