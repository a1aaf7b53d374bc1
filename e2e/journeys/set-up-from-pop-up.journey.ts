// The main job: from the pop-up in Kade through Sluis and back, on a desktop.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { codeAt, freshCode, readPdf, readQr, wrongCode } from './fixtures/phone.ts'
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import type { Visitor } from './fixtures/visitor.ts'
import {
  chooseSluisAtKade,
  enterCode,
  enterEmail,
  enterFirstCode,
  enterPassword,
  readSetupKey,
  logInAtKade,
  popUp,
  shownCodes,
} from './fixtures/steps.ts'

export const fromPopUp = journey(
  'Sanne sets up 2FA from the pop-up, goes on into Kade without another login, and her code works once (M1–M17, W1, E11, I5, P15)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const sanne = person('Sanne')
    const v = await newVisitor()

    await logInAtKade(v, demo.kade, sanne)
    await popUp(v).getByRole('heading', { name: 'Set up two-step verification' }).waitFor()
    await v.shows(/^You can do without until the end of /u)
    assert.equal(await popUp(v).getByRole('button', { name: 'Later (3 left)' }).isVisible(), true)
    await v.checkPage()
    await v.press('Set up 2FA')

    await enterPassword(v, sanne)
    await v.sees('Grant access to Kade')
    await v.shows('Your e-mail address: sanne@korenmolen.example')
    await v.press('Grant access')

    // Straight to the app: the session at Kade is the second proof.
    const secret = await readSetupKey(v)
    const picture = await v.page.getByRole('img', { name: /^QR code with your setup key/u }).screenshot()
    const uri = new URL(readQr(picture))
    assert.deepEqual(
      [uri.protocol, uri.host, uri.searchParams.get('secret'), uri.searchParams.get('issuer')],
      ['otpauth:', 'totp', secret, 'Sluis'],
    )
    await readsOnPhone(v, demo.desk, picture, secret)
    await v.press('Next')

    await enterFirstCode(v, wrongCode(secret))
    await v.shows(/isn.t right\. Look for “Sluis: sanne@korenmolen\.example/u)
    await v.checkPage()
    const code = freshCode(secret)
    await enterFirstCode(v, code)

    await v.sees('Keep your recovery codes')
    const codes = await shownCodes(v)
    const [download] = await Promise.all([v.page.waitForEvent('download'), v.follow('Download')])
    assert.deepEqual(readFileSync(await download.path(), 'utf8').match(/[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}/gu), codes)
    await v.press('I have kept them')
    await v.sees('Two-step verification is on')
    await v.follow('On to Kade')

    await v.sees('Welcome, Sanne')
    await v.shows(/^From now on you log in to Kade with Sluis/u)
    assert.equal(new URL(v.page.url()).origin, demo.kade)
    assert.equal(await popUp(v).count(), 0)
    await v.page.getByRole('link', { name: /€/u }).first().click()
    await v.sees(/^Payslip /u)
    const net = (await v.page.locator('.payslip-net').innerText()).match(/[\d.,]+\d\d/u)![0]
    const [pdf] = await Promise.all([v.page.waitForEvent('download'), v.follow('Download PDF')])
    assert.match(readPdf(await pdf.path()), new RegExp(`Net\\b[^\\n]*${net.replaceAll('.', '\\.')}`, 'u'))

    const notice = await desk.mail(sanne.email, /^Tweestapsverificatie staat aan/u)
    assert.match(notice.text, /Was jij dit niet\?/u)

    // The same code at a new sign-in in another browser.
    const again = await newVisitor()
    await chooseSluisAtKade(again, demo.kade)
    await enterEmail(again, sanne)
    await enterPassword(again, sanne)
    await enterCode(again, code)
    await again.shows(/^This code was already used\. Wait for the next one \(\d+ seconds?\)$/u)
    await again.checkPage()
    await enterCode(again, codeAt(secret, 0.5))
    await again.sees('Welcome, Sanne')
  },
)

/** Whoever has no authenticator app at hand: the desk's phone reads the picture, and shows the same codes. */
async function readsOnPhone(v: Visitor, desk: string, picture: Buffer, secret: string): Promise<void> {
  const setUp = v.page
  const phone = await v.openTab()
  await phone.goto(`${desk}/phone`)
  await v.sees('Phone')
  const before = codeAt(secret)
  await phone
    .getByLabel('Or a picture of the QR code')
    .setInputFiles({ name: 'screen.png', mimeType: 'image/png', buffer: picture })
  await v.shows('Added. Go back to Sluis and type the code.')
  await v.checkPage()
  const shown = (await phone.locator('main li bdi[dir=ltr]').innerText()).replace(/\D/gu, '')
  assert.ok([before, codeAt(secret)].includes(shown))
  await phone.close()
  v.switchTo(setUp)
}
