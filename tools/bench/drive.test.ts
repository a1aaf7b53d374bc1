// A visitor of the bench goes through pages by their forms, on a small server of its own.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { visitorsOf } from './client.ts'
import { drive, Refused } from './drive.ts'

const page = (inside: string): string => `<h1>A page</h1>${inside}`
const PAGES: Record<string, [status: number, headers: Record<string, string>, body: string]> = {
  'GET /start': [303, { location: '/name?next=%2Fa' }, ''],
  'GET /name?next=%2Fa': [
    200,
    { 'set-cookie': 'short=1; Path=/' },
    page(
      '<form method="post" action="/leave"><input type="hidden" name="csrf" value="c"></form>' +
        '<form method="post" action="/name?a=1&amp;b=2" id="f"><input type="hidden" name="csrf" value="&quot;c"></form>' +
        '<input name="username" form="f">',
    ),
  ],
  'POST /name?a=1&b=2 csrf=%22c&username=anna': [200, { refresh: '0; url=/grant' }, 'You go on'],
  'GET /grant': [
    200,
    { 'set-cookie': 'long=1; Path=/; Max-Age=864000' },
    page(
      '<form method="post" action="/grant"><input type="hidden" name="csrf" value="c"><button name="kept" value="yes"></form>',
    ),
  ],
  'POST /grant csrf=c&kept=yes': [303, { location: 'http://application.example/back' }, ''],
  'GET /busy': [503, { 'retry-after': '1' }, page('')],
}

const cookies: string[] = []
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => void (body += part.toString()))
  request.on('end', () => {
    cookies.push(request.headers.cookie ?? '')
    const [status, headers, text] = PAGES[`${request.method} ${request.url} ${body}`.trim()] ?? [404, {}, page('')]
    response.writeHead(status, headers).end(text)
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const visitors = visitorsOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
after(() => {
  visitors.close()
  server.close()
})

test('it follows what leads on, fills in what it knows, presses what only asks to go on, and stops at the application', async () => {
  const visitor = visitors.visitor({ address: '192.0.2.1' })
  const back = await drive(visitor, await visitor.ask('/start'), { username: () => 'anna' })
  assert.equal(back.next?.href, 'http://application.example/back')
  assert.equal(visitor.requests(), 5)
  assert.equal(cookies.at(-1), 'short=1; long=1')
})

test('a night takes the cookies that do not last one', async () => {
  const visitor = visitors.visitor({ address: '192.0.2.1' })
  await drive(visitor, await visitor.ask('/start'), { username: () => 'anna' })
  visitor.sleepOver()
  await visitor.ask('/grant')
  assert.equal(cookies.at(-1), 'long=1')
})

test('a page that refuses says whether anything was typed before', async () => {
  const visitor = visitors.visitor({ address: '192.0.2.1' })
  const refused = drive(visitor, await visitor.ask('/busy'), {})
  await assert.rejects(refused, (error) => error instanceof Refused && !error.hadTyped && error.answer.status === 503)
})
