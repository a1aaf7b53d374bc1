// Twilio's API as documented: what we post, how its answers are read, and whose reports are believed.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { twilio } from './twilio.ts'

const asked: { url: string; headers: IncomingMessage['headers']; form: URLSearchParams }[] = []
let answer = { status: 201, body: '{"sid":"SM1","status":"queued"}' }
const server = createServer((request, response) => {
  void Array.fromAsync(request).then((parts) => {
    asked.push({
      url: request.url!,
      headers: request.headers,
      form: new URLSearchParams(Buffer.concat(parts as Buffer[]).toString()),
    })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
  })
}).listen(0, '127.0.0.1')
await once(server, 'listening')
after(() => void server.close())
const settings = {
  kind: 'twilio',
  name: 'twilio-1',
  url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  account: 'AC123',
  token: '12345',
  service: null,
} as const
const sms = {
  to: '+31612345678',
  from: 'Sluis',
  text: '123456 is één\n\n@host #123456',
  reportUrl: 'https://login.example.org/api/sms/reports/x',
  validMinutes: 4,
}

test('posts the form that Twilio documents, with the account in the path and as login', async () => {
  assert.deepEqual(await twilio(settings).send(sms), { kind: 'taken' })
  const { url, headers, form } = asked.at(-1)!
  assert.deepEqual(
    [url, headers.authorization],
    ['/2010-04-01/Accounts/AC123/Messages.json', `Basic ${Buffer.from('AC123:12345').toString('base64')}`],
  )
  assert.deepEqual(Object.fromEntries(form), {
    To: sms.to,
    From: 'Sluis',
    Body: sms.text,
    StatusCallback: sms.reportUrl,
    ValidityPeriod: '240',
  })
})
test('a Messaging Service takes the place of the sender', async () => {
  await twilio({ ...settings, service: 'MG9' }).send(sms)
  const { form } = asked.at(-1)!
  assert.deepEqual([form.get('MessagingServiceSid'), form.has('From')], ['MG9', false])
})
for (const [status, code, kind, why] of [
  [400, 21_211, 'refused', 'the number is not one'],
  [401, 20_003, 'not-taken', 'our login is wrong'],
  [404, 20_404, 'not-taken', 'our account is not there'],
  [429, 20_429, 'not-taken', 'too much at once'],
  [503, 20_503, 'not-taken', 'they cannot now'],
  [500, 20_500, 'in-doubt', 'they fell over'],
  [504, 0, 'in-doubt', 'somebody in between gave up'],
] as const) {
  test(`status ${status} is ${kind}: ${why}; the reason repeats no number`, async () => {
    answer = {
      status,
      body: JSON.stringify({ code, message: `The 'To' number ${sms.to} is not a valid phone number.`, status }),
    }
    const result = await twilio(settings).send(sms)
    assert.deepEqual(result, { kind, reason: `status ${status}, error ${code}` })
  })
}

// The example of Twilio's page on security: token 12345 and these fields.
const url = 'https://mycompany.com/myapp.php?foo=1&bar=2'
const fields = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
}
const read = (form: Record<string, string>, signature: string | null, at = url) =>
  twilio(settings).parseReport({ url: at, query: new URLSearchParams(), form: new URLSearchParams(form), signature })

test('the signature of Twilio’s own example is accepted, and says nothing about a text', () =>
  assert.equal(read(fields, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='), 'unreadable'))
for (const [what, form, signature, at] of [
  ['no signature', fields, null, url],
  ['an empty one', fields, '', url],
  ['another one', fields, 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=', url],
  ['one of another address', fields, 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', `${url}&x=1`],
  ['one of other fields', { ...fields, Digits: '4321' }, 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', url],
  ['a field too many', { ...fields, MessageStatus: 'delivered' }, 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', url],
] as const) {
  test(`a report with ${what} is forged`, () => assert.equal(read(form, signature, at), 'forged'))
}
