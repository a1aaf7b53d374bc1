// Mail by real SMTP in a real browser: it appears by itself, and hostile HTML runs, loads and sends nothing.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import { readMailMark } from '@sluis/design/files'
import { listen } from '@sluis/server-kit/server'
import { chromium as chromiumPath, freePort } from '@sluis/test-kit'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { chromium, type Browser } from 'playwright-core'
import { startMailServer } from '../mail/smtp.ts'
import { bareDesk, REAL_TIME, type BareDesk } from '../testing/bare-desk.ts'

const TO = 'sanne@korenmolen.example'
const closing: (() => unknown)[] = []
let desk: BareDesk
let origin: string
let outside: string
let calls: string[]
let send: (mail: SendMailOptions & { to?: string }) => Promise<unknown>

before(async () => {
  const port = await freePort()
  origin = `http://localhost:${port}`
  desk = bareDesk(origin)
  const listener = getRequestListener((request: Request) => desk.fetch(request))
  const server = await listen((incoming, outgoing) => void listener(incoming, outgoing), '127.0.0.1', port)
  const office = await startMailServer(
    () => desk.mails,
    () => REAL_TIME,
    0,
  )
  const post = createTransport({ host: '127.0.0.1', port: office.port })
  send = ({ to = TO, ...mail }) => post.sendMail({ from: 'Sluis <no-reply@sluis.example>', to, ...mail })

  // A server that no mail may reach.
  calls = []
  const elsewhere = createServer((request, response) => {
    calls.push(request.url ?? '')
    response.end()
  }).listen(0, '127.0.0.1')
  await once(elsewhere, 'listening')
  outside = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
  closing.push(
    () => office.close(),
    () => server.stop(),
    () => elsewhere.close(),
  )
})
after(async () => {
  await chrome?.close()
  for (const close of closing) await close()
})

let chrome: Browser | null = null
async function page(script = true) {
  chrome ??= await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] })
  return (await chrome.newContext({ locale: 'en', javaScriptEnabled: script })).newPage()
}
const skip = ((): string | false => {
  try {
    chromiumPath()
    return false
  } catch {
    return 'no Chromium on this machine'
  }
})()

test('a mail sent by SMTP is kept for its receiver and shown with its links', async () => {
  await send({ subject: 'Je code', text: 'Je code is 123456.\nhttp://localhost:4400/not-me/x' })
  const mail = desk.mails.findByAddress(TO)[0]!
  const shown = await (await fetch(`${origin}/mail/${mail.id}`)).text()
  assert.match(shown, /Je code is 123456/)
  assert.match(shown, /<a href="http:\/\/localhost:4400\/not-me\/x" target="_blank" rel="noopener noreferrer">/)
  assert.match(await (await fetch(`${origin}/mail/of/${encodeURIComponent(TO)}`)).text(), /Je code/)
})

test('a mail that is too large is refused and not kept', async () => {
  const kept = desk.mails.all().length
  await assert.rejects(send({ subject: 'large', text: 'x'.repeat(1_100_000) }))
  assert.equal(desk.mails.all().length, kept)
})

test('new mail appears without a reload, and the focus stays where it was', { skip }, async () => {
  const inbox = await page()
  await send({ subject: 'First', to: 'joost@waterlelie.example' })
  await inbox.goto(`${origin}/mail/of/joost%40waterlelie.example`)
  await inbox.locator('.rows a').first().focus()
  await send({ subject: 'Second', to: 'joost@waterlelie.example' })
  await inbox.getByText('Second').waitFor({ timeout: 10_000 })
  assert.match((await inbox.locator('a:focus').textContent()) ?? '', /First/)
})

test('hostile HTML runs no script, loads no picture, sends no form and opens no page by itself', { skip }, async () => {
  await send({
    subject: 'Hostile',
    text: 'Plain words',
    html: `<base href="${outside}/base/"><meta http-equiv="refresh" content="0; url=${outside}/refresh"><link rel="stylesheet" href="${outside}/style"><style>@import "${outside}/import"; body { background: url(${outside}/background) }</style>
<p id="words">Words of the mail</p><img src="${outside}/image" onerror="fetch('${outside}/error')"><script>fetch('${outside}/script'); parent.document.title = 'taken'</script><iframe src="${outside}/frame"></iframe><object data="${outside}/object"></object>
<form action="${outside}/form" method="post" target="_top"><button id="send">Send</button></form><a id="top" href="${outside}/top" target="_top">Top</a><svg onload="fetch('${outside}/svg')"></svg><a id="link" href="${origin}/people">Link</a>`,
  })
  const reader = await page()
  const { id } = desk.mails.all()[0]!
  // What the frame may not load can keep the page from being called loaded.
  await reader.goto(`${origin}/mail/${id}`, { waitUntil: 'domcontentloaded' })
  const frame = reader.frameLocator('iframe.mail-frame')
  assert.equal(await frame.locator('#words').textContent(), 'Words of the mail')
  await frame.locator('#send').click()
  await frame.locator('#top').click()
  assert.equal(reader.url(), `${origin}/mail/${id}`)
  assert.match(await reader.title(), /^Hostile/)

  const [tab] = await Promise.all([reader.context().waitForEvent('page'), frame.locator('#link').click()])
  await tab.waitForURL(`${origin}/people`)
  assert.match(await tab.title(), /People to try/)
  assert.deepEqual(calls, [])

  await reader.goto(`${origin}/mail/${id}/html`)
  assert.equal(
    await reader.evaluate(() => globalThis.origin),
    'null',
    'opened by itself it has no origin of ours either',
  )
  assert.equal(calls.length, 0)
})

test('a picture that came along with a mail is shown from the mail itself', { skip }, async () => {
  await send({
    subject: 'Picture',
    text: 'Words',
    html: '<img src="cid:mark@sluis" alt="Mark" width="40" height="40"><img src="cid:other" alt="Other">',
    attachments: [{ cid: 'mark@sluis', filename: 'mark.png', content: readMailMark(), contentDisposition: 'inline' }],
  })
  const reader = await page()
  await reader.goto(`${origin}/mail/${desk.mails.all()[0]!.id}`)
  const picture = reader.frameLocator('iframe.mail-frame').getByAltText('Mark')
  assert.equal(await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth), 80)
  assert.deepEqual(desk.mails.all()[0]!.attachments, [])
})

test('without script the inbox, the mail and the text of it are there', { skip }, async () => {
  const reader = await page(false)
  await send({ subject: 'No script', text: 'Plain words', html: '<p>Rich words</p>' })
  await reader.goto(`${origin}/mail/of/${encodeURIComponent(TO)}`)
  await reader.getByText('No script').first().click()
  assert.equal(await reader.frameLocator('iframe.mail-frame').locator('p').textContent(), 'Rich words')
  await reader.getByText('The same mail as plain text').click()
  assert.ok(await reader.getByText('Plain words').isVisible())
})
