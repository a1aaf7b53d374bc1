// The desk's pages: what they show, in both languages, and which requests they refuse.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookieBrowser, softPhone, type CookieBrowser } from '@sluis/test-kit'
import { bareDesk, REAL_TIME, type BareDesk } from '../testing/bare-desk.ts'
import { people } from '../world/people.ts'

const ORIGIN = 'http://localhost:4403'
const browse = (desk: BareDesk, language = 'en'): CookieBrowser =>
  cookieBrowser(ORIGIN, {
    send: (request) => desk.fetch(request),
    headers: { host: 'localhost:4403', 'accept-language': language },
    now: () => REAL_TIME,
  })

const token = async (browser: CookieBrowser): Promise<string> =>
  (await browser.get('/clock')).form('at').fields.find((field) => field.name === 'csrf')!.value
const setClock = async (browser: CookieBrowser, fields: Record<string, string>) =>
  browser.post('/clock', { csrf: await token(browser), ...fields })

const mees = people.find((person) => person.situation === 'enrolled-with-recovery-codes')!

test('every page is there in both languages, with one heading and no script of its own in it', async () => {
  const desk = bareDesk()
  for (const language of ['nl', 'en']) {
    for (const path of [
      '/',
      '/people',
      '/mail',
      '/mail/of/sanne%40korenmolen.example',
      '/sms',
      '/phone',
      '/clock',
      '/companies',
      '/start-over',
    ]) {
      const page = await browse(desk, language).get(path)
      assert.equal(page.status, 200, path)
      assert.equal(page.body.match(/<h1/g)?.length, 1, path)
      assert.match(page.body, new RegExp(`<html lang="${language}"`))
      assert.doesNotMatch(page.body, /<script(?![^>]*src=)|<style|\sstyle="|\son\w+="/, path)
      assert.match(page.headers.get('content-security-policy')!, /default-src 'none'; script-src 'self'/)
    }
  }
})

test('people: everybody with address and password, and for those enrolled the key and the current code by phone time', async () => {
  const desk = bareDesk()
  const browser = browse(desk)
  await setClock(browser, { days: '30' })
  assert.notEqual(desk.offset(), 0)

  const { text } = await browser.get('/people')
  for (const { name, email, password } of people)
    for (const part of [name, email, password]) assert.ok(text.includes(part), part)
  const code = softPhone(mees.totpSecret!).codeAt(REAL_TIME)
  assert.ok(text.includes(`${code.slice(0, 3)} ${code.slice(3)}`))
  for (const recovery of mees.recoveryCodes) assert.ok(text.includes(recovery))
})

test('the language is chosen by link and remembered', async () => {
  const browser = browse(bareDesk(), 'nl')
  assert.equal((await browser.get('/clock')).heading, 'De klok')
  await browser.get('/clock?lang=en')
  assert.equal((await browser.get('/clock')).heading, 'The clock')
})

test('an empty inbox says so, and what to do', async () => {
  const page = await browse(bareDesk()).get('/mail/of/sanne%40korenmolen.example')
  assert.equal(page.heading, 'Mail of Sanne de Vries')
  assert.match(page.text, /No mail yet/)
  assert.ok(page.links.some((link) => link.text === 'What to try'))
})

test('the clock moves by steps, to dates and to any moment, and back to real time', async () => {
  const desk = bareDesk()
  const browser = browse(desk)
  const set = async (fields: Record<string, string>) => browser.follow(await setClock(browser, fields))

  assert.match((await set({ days: '7' })).text, /29 November 2026/)
  assert.match((await set({ to: '2026-11-28T22:59:00.000Z' })).text, /Saturday,? 28 November 2026 at 23:59/)
  assert.match((await set({ at: '2026-07-01T00:01' })).text, /Wednesday,? 1 July 2026 at 00:01/)
  assert.match((await set({ real: 'yes' })).text, /shows the real time/)
  assert.deepEqual(desk.calls, [
    'clock 2026-11-29T12:13:05.000Z',
    'clock 2026-11-28T22:59:00.000Z',
    'clock 2026-06-30T22:01:00.000Z',
    'clock real',
  ])
})

const noMoment: [string, Record<string, string>][] = [
  ['nothing', {}],
  ['no date', { at: 'tomorrow' }],
  ['a day that is not offered', { days: '9999' }],
  ['no instant', { to: '2026' }],
  ['too early', { at: '1999-01-01T00:00' }],
  ['too late', { to: '2140-01-01T00:00:00.000Z' }],
]
for (const [rule, fields] of noMoment) {
  test(`the clock does not move for ${rule}, and the page says what to write`, async () => {
    const desk = bareDesk()
    const browser = browse(desk)
    const page = await setClock(browser, fields)
    assert.equal(page.status, 422)
    assert.match(page.title, /^Error: /)
    assert.deepEqual(desk.calls, [])
  })
}

test('while the clock is moved, every other page says so', async () => {
  const desk = bareDesk()
  const browser = browse(desk)
  await setClock(browser, { days: '1' })
  assert.match((await browser.get('/people')).text, /The demo's clock is moved/)
})

test('companies: each with its phase by the demo clock', async () => {
  const { text } = await browse(bareDesk()).get('/companies')
  assert.match(
    text,
    /Bakkerij De Korenmolen Amy Fletcher, Sanne de Vries, .* Asked for 8 October 2026 1 November 2026 29 November 2026/,
  )
  assert.match(text, /Scheepswerf De Vliet Fatima El Amrani, Mees Jansen, Nadia Bakker Mandatory/)
  assert.match(text, /1 July 2026/)
  assert.match(text, /14 client companies/)
})

test('start over asks first, and returns immediately', async () => {
  const desk = bareDesk()
  const browser = browse(desk)
  const ask = await browser.get('/start-over')
  assert.deepEqual(desk.calls, [])
  assert.equal((await browser.submit(ask)).status, 303)
  assert.deepEqual(desk.calls, ['start over'])
})

test('while the demo starts, every page says so with a 503 and reloads by itself', async () => {
  const desk = bareDesk()
  desk.setStatus('starting')
  const page = await browse(desk).get('/people')
  assert.equal(page.status, 503)
  assert.equal(page.headers.get('retry-after'), '2')
  assert.match(page.body, /http-equiv="refresh" content="2"/)
  assert.doesNotMatch(page.body, /warm-brood/)
})

test('a foreign host name is refused, so that a page of another site cannot reach the desk (DNS rebinding)', async () => {
  const desk = bareDesk()
  for (const host of ['evil.example:4403', '127.0.0.1:4403', 'localhost']) {
    const page = await cookieBrowser(ORIGIN, { send: (request) => desk.fetch(request), headers: { host } }).get(
      '/people',
    )
    assert.equal(page.status, 421, host)
    assert.doesNotMatch(page.body, /warm-brood/)
  }
})

test('a form without its token, with that of another browser, or from another site changes nothing (CSRF)', async () => {
  const desk = bareDesk()
  const [one, other] = [browse(desk), browse(desk)]
  const [own, foreign] = [await token(one), await token(other)]
  for (const [fields, headers] of [
    [{}, {}],
    [{ csrf: foreign }, {}],
    [{ csrf: own }, { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }],
  ] as [Record<string, string>, Record<string, string>][]) {
    for (const path of ['/clock', '/start-over'])
      assert.equal((await one.post(path, { ...fields, days: '1' }, headers)).status, 403)
  }
  assert.deepEqual(desk.calls, [])
})

test('a page that is not there says so', async () => {
  for (const path of ['/nothing', '/mail/17', '/mail/17/html', '/mail/x']) {
    const page = await browse(bareDesk()).get(path)
    assert.equal(page.status, 404, path)
    assert.equal(page.heading, 'There is no such page')
  }
})

test('the desk’s phone shows the code of a key that was pasted, by phone time, named, and forgets it again', async () => {
  const desk = bareDesk()
  const browser = browse(desk)
  const secret = mees.totpSecret!
  const add = async (key: string, name = '') => {
    const page = await browser.get('/phone')
    return browser.submit(page, { key, name }, page.form('key'))
  }
  assert.match((await browser.get('/phone')).text, /No entry yet/)
  const added = await browser.follow(await add(secret.match(/.{4}/g)!.join(' '), 'Of Mees <b>'))
  const code = softPhone(secret).codeAt(REAL_TIME)
  assert.ok(added.text.includes(`${code.slice(0, 3)} ${code.slice(3)} 25 seconds left`), added.text)
  assert.match(added.text, /Of Mees <b>/)
  await browser.follow(await add(secret))
  assert.equal(desk.phone.all().length, 1, 'the same key is the same entry')
  const after = await browser.follow(await browser.submit(added, { id: '1' }, added.form('/phone/remove')))
  assert.match(after.text, /No entry yet/)
})

test('what is no key is refused at the field, and is not shown again', async () => {
  const browser = browse(bareDesk())
  const page = await browser.get('/phone')
  for (const [key, sentence] of [
    ['', /Paste the green code/],
    ['sanne@korenmolen.example', /This is no green code/],
    ['KEISZVRDZ22Y', /A part of the code is missing/],
    ['A'.repeat(9_000), /This is no green code/],
  ] as const) {
    const answer = await browser.submit(page, { key, name: 'mine' }, page.form('key'))
    assert.equal(answer.status, 422)
    assert.match(answer.text, sentence)
    assert.ok(key === '' || !answer.body.includes(key))
    assert.match(answer.body, /value="mine"/)
  }
})
