// The main job on one Dutch phone: the green code goes by the clipboard and stays the same however the page is left.
import assert from 'node:assert/strict'
import { freshCode } from './fixtures/phone.ts'
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import {
  chooseApp,
  enterFirstCode,
  enterPassword,
  grantAccess,
  readSetupKey,
  saveCodes,
  logInAtKade,
  popUp,
} from './fixtures/steps.ts'

const ANDROID =
  'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36'

export const onOnePhone = journey(
  'Tess, on her phone and in Dutch, copies the green code and finds the same one after leaving, reload, a killed tab and in a second one (M1–M15, U-12)',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const tess = person('Tess')
    const v = await newVisitor({
      language: 'nl',
      width: 360,
      scheme: 'dark',
      context: {
        userAgent: ANDROID,
        isMobile: true,
        hasTouch: true,
        permissions: ['clipboard-read', 'clipboard-write'],
      },
    })
    await logInAtKade(v, demo.kade, tess)
    await popUp(v).getByRole('heading', { name: 'Stel tweestapsverificatie in' }).waitFor()
    await v.shows(/^Zonder kan nog tot en met /u)
    await v.checkPage()
    await v.press('Nu instellen')
    await enterPassword(v, tess)
    await grantAccess(v)
    await chooseApp(v)

    const secret = await readSetupKey(v)
    const appLink = await v.page.getByRole('link', { name: 'Open in authenticator-app' }).getAttribute('href')
    assert.equal(new URL(appLink!).searchParams.get('secret'), secret)
    await v.press('Kopiëren')
    await v.page.getByRole('status').filter({ hasText: 'Gekopieerd' }).waitFor()
    assert.equal(await v.page.evaluate(() => navigator.clipboard.readText()), secret)

    const at = v.page.url()
    await v.page.goto('about:blank')
    await v.page.goBack()
    assert.equal(await readSetupKey(v), secret, 'after another app')
    await v.page.reload()
    assert.equal(await readSetupKey(v), secret, 'after a reload')
    const killed = v.page
    const second = await v.openTab()
    await second.goto(at)
    assert.equal(await readSetupKey(v), secret, 'in a second tab')
    await killed.close()
    await second.goto(demo.kade)
    await popUp(v).getByRole('button', { name: 'Nu instellen' }).click()
    // She has not finished, so no grant was stored: it is asked again.
    await grantAccess(v)
    await chooseApp(v)
    assert.equal(await readSetupKey(v), secret, 'from Kade anew, after the tab was killed')

    await v.follow('Volgende')
    await enterFirstCode(v, freshCode(secret))
    assert.equal((await saveCodes(v)).length, 10)
    await v.sees('Tweestapsverificatie staat aan')
    await v.follow('Door naar Kade')
    await v.sees('Welkom, Tess')
    assert.equal(await popUp(v).count(), 0)
  },
)
