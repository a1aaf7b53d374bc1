// Sending of texted codes: a press sends one, patience is asked for in words, what became of it is said, and no gateway
// leads to a dead end (U-9, edge case 10).
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { fill } from '#testing/openid-driver.ts'
import { runningWorld } from '#testing/running-world.ts'
import {
  atSecondFactor,
  smsPagePath,
  codeSentTo,
  pressSend,
  RECOVERY_CODES,
  smsTo,
  withPhone as personWithPhone,
} from '#testing/sms-helpers.ts'
import { type TestPerson, navigate } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
beforeEach(() => world.sms.behave('take'))
const TOTP = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const MINUTE = 60_000

const withPhone = (more: Parameters<typeof personWithPhone>[1] = {}, companies = ['required']) =>
  personWithPhone(world, more, companies)
const at = (who: TestPerson) => atSecondFactor(world, who)

test('the page shows what the gateway reports: handed over, arrived', async () => {
  world.sms.reportManually(true)
  const person = await withPhone()
  const { browser, page } = await at(person)
  const sent = await pressSend(browser, page)
  await codeSentTo(world, person.number)
  const sms = smsTo(world, person.number)[0]!
  await world.sms.report(sms, 'accepted')
  assert.match((await navigate(browser, sent.url.href)).text, /Handed to your phone company at \d\d:\d\d/u)
  await world.sms.report(sms, 'delivered')
  assert.match((await navigate(browser, sent.url.href)).text, /Arrived on your phone at \d\d:\d\d/u)
  world.sms.reportManually(false)
})

test('an SMS that does not arrive is shown as such, with other proofs on the same page (edge case 10)', async () => {
  world.sms.reportManually(true)
  const person = await withPhone({ totpSecret: TOTP, recoveryCodes: RECOVERY_CODES })
  const { browser, next } = await at(person)
  const sent = await pressSend(browser, await navigate(browser, smsPagePath(next)))
  await codeSentTo(world, person.number)
  await world.sms.report(smsTo(world, person.number)[0]!, 'failed')
  const page = await navigate(browser, sent.url.href)
  assert.match(page.text, /could not deliver the text/u)
  assert.ok(page.links.some(({ href }) => href.startsWith('/sign-in/code?')))
  assert.ok(page.links.some(({ href }) => href.startsWith('/sign-in/recovery?')))
  world.sms.reportManually(false)
})

test('a gateway that stalls holds no page up: sent and shown within 3 seconds, with another proof beside it', async () => {
  world.sms.behave('stall')
  const person = await withPhone({ recoveryCodes: RECOVERY_CODES })
  const { browser, page } = await at(person)
  const began = performance.now()
  const sent = await pressSend(browser, page)
  assert.ok(performance.now() - began < 3000, `${performance.now() - began} ms`)
  assert.equal(sent.heading, 'Enter the code from the text')
  assert.ok(sent.links.some(({ text }) => text === 'Try another way'))
})

test('a new code is sent 30 seconds after the last one at the soonest, with the reason in words (U-9)', async () => {
  const person = await withPhone()
  const { browser, page } = await at(person)
  const sent = await pressSend(browser, page)
  await codeSentTo(world, person.number)
  const soon = await pressSend(browser, sent)
  assert.equal(soon.status, 429)
  assert.match(soon.text, /you can ask for a new code in (?:29|30) seconds/u)
  assert.ok(
    soon.forms.some(({ action }) => action.includes('/send')),
    'the button stays',
  )
  world.clock.moveBy(30_000)
  assert.equal((await pressSend(browser, soon)).status, 200)
  assert.ok(await codeSentTo(world, person.number, 2))
})

test('presses at the same time send one SMS', async () => {
  const person = await withPhone()
  const { browser, page } = await at(person)
  const form = page.form(page.forms.find(({ action }) => action.includes('/send'))!.action)
  const answers = await Promise.all(Array.from({ length: 10 }, () => fill(browser, page, {}, form.action)))
  assert.deepEqual(
    [200, 429].map((status) => answers.filter((answer) => answer.status === status).length),
    [1, 9],
  )
  await codeSentTo(world, person.number)
  assert.equal(smsTo(world, person.number).length, 1)
})

test('somebody gets five codes in two hours at the most, in however many sign-ins, and sees from when on there are more (U-9)', async () => {
  const person = await withPhone()
  for (let nth = 1; nth <= 5; nth++) {
    // Slowly enough for the caps of the number.
    world.clock.moveBy(11 * MINUTE)
    const { browser, page } = await at(person)
    assert.equal((await pressSend(browser, page)).status, 200, `code ${nth}`)
    await codeSentTo(world, person.number, nth)
  }
  world.clock.moveBy(11 * MINUTE)
  const { browser, page } = await at(person)
  const refused = await pressSend(browser, page)
  assert.equal(refused.status, 429)
  assert.match(refused.text, /You have asked for several codes\. You can ask for a new one at \d\d:\d\d/u)
  assert.equal(smsTo(world, person.number).length, 5)
})

// Last: it leaves the gateway's breaker open.
test('with no gateway to take SMS, the page shows other proofs right away; somebody without any sees what to do', async () => {
  world.sms.behave('refuse-for-now')
  const [lucky, poor] = [await withPhone({ recoveryCodes: RECOVERY_CODES }), await withPhone()]
  for (let nth = 0; nth < 4 && !world.provider.sms.isUnavailable(); nth++) {
    const there = await at(await withPhone())
    const requests = world.sms.requests
    await pressSend(there.browser, there.page)
    while (world.sms.requests === requests && !world.provider.sms.isUnavailable())
      await navigate(there.browser, smsPagePath(there.next))
  }
  while (!world.provider.sms.isUnavailable()) await navigate(world.browser(), '/help')
  const first = await at(lucky)
  assert.equal(first.page.url.pathname, '/sign-in/recovery', 'the way that works comes first')
  const text = await navigate(first.browser, smsPagePath(first.next))
  assert.match(text.text, /We can't send text messages just now/u)
  assert.ok(text.links.some(({ href }) => href.startsWith('/sign-in/recovery?')))
  const second = await at(poor)
  assert.equal(second.page.url.pathname, '/sign-in/text')
  assert.match(second.page.text, /We can't send text messages just now.*You have set up no other way/u)
  const refused = await pressSend(second.browser, second.page)
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '60'])
})
