// Logging out of Kade: here or everywhere, and what Sluis is asked afterwards (edge case 45).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ISSUER, startTestKade } from '#testing/kade.ts'

test('"here" leaves the other device in, "everywhere" does not', async () => {
  const { logIn, piet } = await startTestKade()
  const [laptop, phone, old] = [await logIn(piet), await logIn(piet), await logIn(piet)]
  const page = await laptop.browser.get('/log-out')
  assert.equal(page.heading, 'Uitloggen')
  await laptop.browser.submit(page)
  assert.deepEqual(
    [(await laptop.browser.get('/payslips')).status, (await phone.browser.get('/payslips')).status],
    [303, 200],
  )
  const choice = await phone.browser.get('/log-out')
  const out = await phone.browser.submit(choice, { where: 'everywhere' })
  assert.equal(out.location?.searchParams.get('said'), 'logged-out-everywhere')
  const after = await phone.browser.follow(out)
  assert.equal(after.heading, 'Inloggen', 'in the language of the page before')
  assert.match(after.text, /Je bent op al je apparaten uitgelogd bij Kade\./u)
  assert.deepEqual(
    [(await phone.browser.get('/payslips')).status, (await old.browser.get('/payslips')).status],
    [303, 303],
  )
})

test('when one person logs out everywhere, another stays signed in', async () => {
  const { logIn, piet, sanne } = await startTestKade()
  const [one, other] = [await logIn(piet), await logIn(sanne)]
  await one.browser.submit(await one.browser.get('/log-out'), { where: 'everywhere' })
  assert.equal((await other.browser.get('/payslips')).status, 200)
})

test('somebody signed in by Sluis is logged out here first, and then asked there, in their language', async () => {
  const { browser, sanne, sluis } = await startTestKade()
  sluis.state.user = { does: 'signs-in', person: sanne.id }
  const user = browser()
  const start = await user.get('/')
  await user.follow(await user.submit(start, {}, start.form('/sluis')))
  const page = await user.get('/log-out')
  assert.match(page.text, /Sluis asks whether you want to log out there too/)
  const out = await user.submit(page)
  assert.deepEqual([out.location?.origin, out.location?.searchParams.get('ui_locales')], [ISSUER, 'en'])
  assert.equal((await user.get('/payslips')).status, 303)
})

test('the page is only for who is signed in', async () => {
  const { browser } = await startTestKade()
  assert.equal((await browser().get('/log-out')).location?.pathname, '/')
})
