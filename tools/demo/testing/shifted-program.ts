// For tests: a program under the preload that reports what its libraries make of the moved clock.
import { createServer } from 'node:http'
import { setCookie } from 'hono/cookie'
import { Hono } from 'hono'
import { getRequestListener } from '@hono/node-server'
import { openDatabase } from '@sluis/server-kit/database'
import { DAY_MS, HOUR_MS } from '@sluis/server-kit/time'
import { SignJWT, decodeJwt } from 'jose'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { demoClock, moveClock } from '../clock/preload.ts'

const database = await openDatabase({ memory: true })
const pages = new Hono().get('/', (c) => {
  setCookie(c, 'seen', 'yes', { expires: new Date(Date.now() + HOUR_MS) })
  return c.text('')
})
const listener = getRequestListener((request: Request) => pages.fetch(request))
const servers = [
  createServer((incoming, outgoing) => void listener(incoming, outgoing)),
  createServer((_, response) =>
    response.setHeader('set-cookie', [`seen=yes; expires=${new Date(Date.now() + HOUR_MS).toUTCString()}`]).end(),
  ),
]
for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening')

let overflows = 0
process.on('warning', ({ name }) => void (overflows += Number(name === 'TimeoutOverflowWarning')))

async function report() {
  setTimeout(() => undefined, 40 * DAY_MS).unref()
  const { rows } = await database.pool.query<{ now: Date; same: boolean; back: Date }>(
    'select now() as now, $1::timestamptz = $2::timestamptz as same, $1::timestamptz as back',
    [new Date(0), '1970-01-01T00:00:00Z'],
  )
  const token = await new SignJWT().setProtectedHeader({ alg: 'HS256' }).setIssuedAt().sign(new Uint8Array(32))
  const cookies = await Promise.all(
    servers.map(
      async (server) =>
        (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).headers.getSetCookie()[0],
    ),
  )
  return {
    now: demoClock.now().getTime(),
    phone: demoClock.phoneTime().getTime(),
    bare: Date.now(),
    constructed: new (demoClock.phoneTime().constructor as DateConstructor)().getTime(),
    database: rows[0]!.now.getTime(),
    parameters: rows[0]!.same && rows[0]!.back.getTime() === 0 && rows[0]!.back instanceof Date,
    token: decodeJwt(token).iat! * 1000,
    overflows,
    year: new Intl.DateTimeFormat('en', { year: 'numeric' }).format(),
    cookies: cookies.map((cookie) => Date.parse(/expires=([^;]+)/i.exec(cookie ?? '')![1]!)),
  }
}

process.on('message', (offsetMs) => {
  moveClock(offsetMs as number)
  void report().then((times) => process.send!(times))
})
process.on('disconnect', () => process.exit())
process.send!(await report())
