// The company that a link to the start page names: Home's link switches, a stranger's asks, and nothing else changes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ISSUER, startTestKade } from '#testing/kade.ts'

const FROM_SLUIS = { referer: `${ISSUER}/` }
const NO_LINKS = (school: string) => [
  '',
  'x'.repeat(9_000),
  '%00',
  '%ff%fe',
  'ＳＣＨＯＯＬ',
  `${school}&company=${school}`,
  'c-nowhere',
]

test('the link at Home switches to the company it names, and is remembered on this device', async () => {
  const { logIn, browser, sanne, bakery, school } = await startTestKade()
  const fromHome = browser()
  await logIn(sanne, fromHome)
  assert.match((await fromHome.get('/')).text, new RegExp(bakery.name))
  const answer = await fromHome.get(`/?company=${school.id}`, FROM_SLUIS)
  assert.equal(answer.location?.href.endsWith('4401/'), true, 'the address is clean again')
  assert.match((await fromHome.follow(answer)).text, new RegExp(school.name))
  const page = await fromHome.get('/')
  await fromHome.submit(page, {}, page.form('/log-out'))
  await logIn(sanne, fromHome)
  assert.match((await fromHome.get('/')).text, new RegExp(school.name))
})

test('a stranger’s link switches nothing: it asks, and one press switches (CSRF)', async () => {
  const { logIn, browser, sanne, bakery, school } = await startTestKade()
  for (const referer of [undefined, 'https://evil.example/', `${ISSUER}.evil.example/`, 'nonsense']) {
    const user = browser(referer === undefined ? {} : { referer })
    await logIn(sanne, user)
    await user.get('/')
    const asked = await user.get(`/?company=${school.id}`)
    assert.deepEqual([asked.status, asked.heading], [200, `Open ${school.name}?`], referer)
    assert.match(asked.text, new RegExp(`You are in ${bakery.name} now`))
    assert.match((await user.get('/')).text, new RegExp(bakery.name), 'looking changed nothing')
    const switched = await user.follow(await user.submit(asked, {}, asked.form('/companies')))
    assert.match(switched.text, new RegExp(school.name))
  }
})

test('a company of others, one that nobody has, and two at once are refused with 404, and nothing changes', async () => {
  const { logIn, browser, sanne, piet, bakery, school } = await startTestKade()
  const user = browser()
  await logIn(sanne, user)
  await user.get('/')
  for (const named of NO_LINKS(school.id)) {
    const refused = await user.get(`/?company=${named}`, FROM_SLUIS)
    assert.deepEqual([refused.status, refused.heading], [404, 'This company is not yours in Kade'], named.slice(0, 20))
    assert.match((await user.get('/')).text, new RegExp(bakery.name), named.slice(0, 20))
  }
  const other = browser()
  await logIn(piet, other)
  assert.equal((await other.get(`/?company=${school.id}`, FROM_SLUIS)).status, 404)
})

test('somebody who is not signed in signs in and lands in that company, by password and by Sluis', async () => {
  const { browser, sanne, school, sluis } = await startTestKade()
  const link = `/?company=${school.id}`
  const byPassword = browser()
  const page = await byPassword.get(link)
  assert.equal(page.heading, 'Log in')
  const fields = { email: sanne.email, password: 'koffie-met-melk' }
  const landed = await byPassword.follow(await byPassword.submit(page, fields, page.form('email')))
  assert.match(landed.text, new RegExp(school.name))
  assert.equal(landed.url.search, '')

  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const bySluis = browser()
  const start = await bySluis.get(link)
  const there = await bySluis.follow(await bySluis.submit(start, {}, start.form('/sluis')))
  assert.match(there.text, new RegExp(school.name))
  assert.equal(there.url.search, '')
})

test('whoever follows the link at Home goes to Sluis without the page to log in, and lands in that company', async () => {
  const { browser, sanne, school, sluis } = await startTestKade()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const fromHome = browser({ referer: `${ISSUER}/` })
  const answer = await fromHome.get(`/?company=${school.id}`)
  assert.equal(answer.location?.origin, ISSUER)
  assert.match((await fromHome.follow(answer)).text, new RegExp(school.name))
})

test('whoever follows a link of Sluis logs in there, without the page for a password of Kade; every other link has it', async () => {
  const { browser, sanne, sluis } = await startTestKade()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const fromSluis = browser({ referer: `${ISSUER}/` })
  const answer = await fromSluis.get('/')
  assert.equal(answer.location?.origin, ISSUER)
  assert.equal((await fromSluis.follow(answer)).heading, 'Welcome, Sanne')
  for (const referer of ['https://evil.example/', `${ISSUER}.evil.example/`, 'nonsense'])
    assert.equal((await browser({ referer }).get('/')).heading, 'Log in', referer)
})

test('a session that goes on is not moved by a link on its way through Sluis', async () => {
  const { browser, sanne, bakery, school, sluis } = await startTestKade()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const user = browser()
  const start = await user.get('/')
  await user.follow(await user.submit(start, {}, start.form('/sluis')))
  assert.match((await user.get('/')).text, new RegExp(bakery.name))
  const again = await user.post('/sluis', { csrf: csrfOf(await user.get('/')), to: `/?company=${school.id}` })
  assert.equal((await user.follow(again)).heading, `Open ${school.name}?`)
})

const csrfOf = (page: { form(action: string): { fields: { name: string; value: string }[] } }): string =>
  page.form('/log-out').fields.find(({ name }) => name === 'csrf')!.value
