// The main job on one Dutch phone: the green code goes by the clipboard and stays the same however the page is left.
import assert from 'node:assert/strict'
import { assertWithinBounds, countScreen, PAUSES, type Screen } from './fixtures/effort.ts'
import { SMALL_PHONE } from './fixtures/first-enrolment.ts'
import { freshCode } from './fixtures/phone.ts'
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import {
  enterFirstCode,
  enterPassword,
  grantAccess,
  readSetupKey,
  saveCodes,
  logInAtKade,
  popUp,
} from './fixtures/steps.ts'

export const onOnePhone = journey(
  'Tess, on her phone and in Dutch, copies the green code and finds the same one after leaving, reload, a killed tab and in a second one (M1–M15, U-12)',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const tess = person('Tess')
    const v = await newVisitor({ ...SMALL_PHONE, language: 'nl', scheme: 'dark' })
    const screens: Screen[] = []
    const count = (name: string, deed: Parameters<typeof countScreen>[3]) => countScreen(screens, v.page, name, deed)
    await logInAtKade(v, demo.kade, tess)
    await popUp(v).getByRole('heading', { name: 'Stel tweestapsverificatie in' }).waitFor()
    await v.shows(/^Zonder kan nog tot en met /u)
    await v.checkPage()
    await count('pop-up', { taps: 1 })
    await v.press('Nu instellen')
    await v.sees(v.labels.passwordPage)
    await count('password', { taps: 1, fields: 1, characters: tess.password.length })
    await enterPassword(v, tess)
    await v.sees(v.labels.grantPage)
    await count('access', { taps: 1 })
    await grantAccess(v)

    const secret = await readSetupKey(v)
    await count('key', { taps: 3, fields: 1, characters: 6, pause: PAUSES.connectApp + PAUSES.readCode })
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
    assert.equal(await readSetupKey(v), secret, 'from Kade anew, after the tab was killed')

    await v.press('Volgende')
    await enterFirstCode(v, freshCode(secret))
    await v.sees(v.labels.codesPage)
    await count('codes', { taps: 2, pause: PAUSES.keepCodes })
    assert.equal((await saveCodes(v)).length, 10)
    await v.sees('Tweestapsverificatie staat aan')
    await v.shows('Je loonstroken en rekeningnummer bij Bakkerij De Korenmolen liggen nu achter twee sluisdeuren.')
    await count('done', { taps: 1 })
    assertWithinBounds(screens)
    await v.follow('Door naar Kade')
    await v.sees('Welkom, Tess')
    assert.equal(await popUp(v).count(), 0)
  },
)
