// Home and My details: every section, the set-up from the wall, a new phone without script, and a remembered browser.
import assert from 'node:assert/strict'
import { codeAt, freshCode } from './fixtures/phone.ts'
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import {
  chooseSluisAtKade,
  enterCode,
  enterEmail,
  connectApp,
  enterFirstCode,
  enterPassword,
  goThroughWizard,
  grantAccess,
  pressTwice,
  readSetupKey,
  isOutAtKade,
  saveCodes,
  logInAtKade,
  openIn,
  proveByMail,
} from './fixtures/steps.ts'
import type { Person } from './fixtures/desk.ts'
import type { Visitor } from './fixtures/visitor.ts'

const PHONE = { language: 'nl', width: 360, script: false } as const

/** Opens an address of My details, with password and code. */
async function goTo(v: Visitor, address: string, who: Person, secret = who.totpSecret!): Promise<void> {
  await openIn(v, address)
  await enterEmail(v, who)
  await enterPassword(v, who)
  await enterCode(v, freshCode(secret))
}
const section = (v: Visitor, name: string) =>
  v.page.locator('main section').filter({ has: v.page.getByRole('heading', { name, exact: true }) })

export const enrolsAtHome = journey(
  'Nadia, kept out of Kade by the wall, sets it up at My details instead, and Kade then lets her in; she takes its access back (P3, P16, M6, I7)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const nadia = person('Nadia')
    const v = await newVisitor({ width: 360 })
    await logInAtKade(v, demo.kade, nadia)
    await v.sees('Time to secure your account')
    await openIn(v, `${demo.provider}/account`)
    await enterEmail(v, nadia)
    await enterPassword(v, nadia)
    await proveByMail(v, desk, nadia)
    await goThroughWizard(v)
    await v.follow('To My details')
    await v.sees('My details')
    assert.match(await section(v, 'Two-step verification').innerText(), /On[\s\S]*nadia@vliet\.example/u)
    // Mandatory, so it is not offered to be switched off; an old link says the reason and the date too (P16).
    const why = /It is mandatory at Scheepswerf De Vliet since \d+ \w+ \d{4} at 00:00\./u
    assert.match(await section(v, 'Two-step verification').innerText(), why)
    await v.page.goto(`${demo.provider}/account/two-step/off`)
    await v.sees('Two-step verification stays on')
    await v.shows(why)

    await chooseSluisAtKade(v, demo.kade)
    await grantAccess(v)
    await v.sees('Welcome, Nadia')
    await v.page.goto(`${demo.provider}/account`)
    await pressTwice(v, 'Withdraw access', 'Yes, withdraw access')
    await v.shows('The app no longer has access.')
    await v.checkPage()
    await isOutAtKade(v, demo.kade)
    await chooseSluisAtKade(v, demo.kade)
    await v.sees('Grant access to Kade')
  },
)

export const walksDetails = journey(
  'Henk finds a client at Home, and walks every section of My details: tests and names an app, adds one, removes it (P5, P6, P7, edge case 33)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const henk = person('Henk')
    const v = await newVisitor({ scheme: 'dark' })
    await goTo(v, demo.provider, henk)
    await v.sees('Hello, Henk Postma')
    await v.follow('and 9 more')
    await v.page.getByRole('link', { name: /^Kapsalon Knip/u }).waitFor()
    await v.checkPage()
    await v.field('Search your 15 companies').fill('CIJFER')
    await v.page.keyboard.press('Enter')
    await v.shows('1 company with “CIJFER” in its name')
    await v.checkPage()
    // He was never in Kade: Home leads through Sluis into the company.
    await v.follow(/^Accountantskantoor Cijferhof/u)
    await grantAccess(v)
    await v.sees(/^Wel(?:come|kom), Henk$/u)
    assert.equal(await v.page.locator('main .lead').innerText(), 'Accountantskantoor Cijferhof')
    await v.page.goto(demo.provider)
    await v.sees('Hello, Henk Postma')

    const summary = v.page.locator('summary').filter({ hasText: 'Your account' })
    await summary.focus()
    await v.page.keyboard.press('Enter')
    await v.page.locator('.menu-sheet').getByRole('link', { name: 'My details' }).focus()
    await v.page.keyboard.press('Enter')
    await v.sees('My details')
    for (const name of [
      'You',
      'Two-step verification',
      'Passkeys',
      'Apps with access',
      'Where you are logged in',
      'Activity',
    ]) {
      await v.page.getByRole('navigation', { name: 'On this page' }).getByRole('link', { name, exact: true }).click()
      await section(v, name).waitFor()
    }

    await section(v, 'Two-step verification')
      .getByRole('link', { name: /^Manage/u })
      .first()
      .click()
    await v.sees('Authenticator app')
    await v.types('6-digit code', '000000')
    await v.press('Test the code')
    await v.shows(/^That code isn.t right\./u)
    await v.checkPage()
    await v.field('What do you call it?').fill('Desk phone')
    await v.press('Save the name')
    await v.shows('The name is saved.')
    await v.sees('Desk phone')
    await v.follow('Remove this app')
    await v.sees('This is your only way for the extra step')
    await v.follow('Back')

    await v.follow('Add another authenticator app')
    await v.sees('Add an authenticator app')
    await v.follow('Next')
    await connectApp(v)
    // He never had recovery codes.
    await saveCodes(v)
    await v.sees('Authenticator app')
    await v.shows('Your new recovery codes work from now on.')
    const mail = await desk.mail(henk.email, /bijgekomen/u)
    assert.match(mail.text, /authenticator-?\s?app/iu)
    await v.follow('Remove this app')
    await v.press('Remove')
    await v.shows(/^That app was removed\./u)

    await v.follow(/^Renew/u)
    await v.sees('Make new recovery codes?')
    await v.follow('Back')
    await v.shows(/^You cannot switch it off\. It is mandatory at/u)
  },
)

export const newPhone = journey(
  'Olivia gets a new phone while the old one works: added, proved, the old entry removed by name; small screen, no script (edge cases 5, 6, 62)',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const olivia = person('Olivia')
    const v = await newVisitor(PHONE)
    await goTo(v, `${demo.provider}/account`, olivia)
    await v.sees('Mijn gegevens')
    await v.page.getByRole('heading', { level: 2, name: /^Je account/u }).waitFor()
    await v.follow('Nieuwe telefoon?')
    await v.sees('Nieuwe telefoon?')
    await v.follow('Volgende')
    const secret = await readSetupKey(v)
    await v.page.reload()
    assert.equal(await readSetupKey(v), secret, 'the same key after a reload')
    await v.press('Volgende')
    await enterFirstCode(v, freshCode(secret))
    await saveCodes(v)
    await v.sees('Nu de oude telefoon verwijderen?')
    // He stops halfway: both apps work, and the page is where he left it.
    await v.follow('Houd ze allebei')
    await v.sees('Mijn gegevens')
    await v.page.goto(`${demo.provider}/account/authenticators/new-phone/old`)
    await v.field('Hoe noem je hem?').fill('Mijn nieuwe telefoon')
    await v.press('Naam opslaan')
    await v.shows('De naam is opgeslagen.')
    const old = await v.page.locator('main section bdi').last().innerText()
    await v.follow('Verwijderen')
    await v.sees(/^‘.+’ verwijderen\?$/u)
    await v.press('Verwijderen')
    await v.shows(/^Je nieuwe telefoon heeft het overgenomen\./u)

    const then = await newVisitor({ ...PHONE, scheme: 'dark' })
    await openIn(then, `${demo.provider}/account`)
    await enterEmail(then, olivia)
    await enterPassword(then, olivia)
    await then.sees(then.labels.codePage)
    assert.ok(
      (await then.page.locator('main').innerText()).includes(`‘${old}’`),
      'the entry that can be deleted is named',
    )
    await enterCode(then, codeAt(olivia.totpSecret!))
    await then.shows(/^Deze code klopt niet\./u)
    // Back after a link on that page sends nothing again: it says the same.
    await then.follow('Probeer een andere manier')
    await then.page.goBack()
    await then.shows(/^Deze code klopt niet\./u)
    // Her only employer allows remembered browsers: with the box ticked, the next sign-in asks for the password only.
    await then.page.getByRole('checkbox', { name: 'Vraag in deze browser 30 dagen niet om de extra stap' }).check()
    await enterCode(then, freshCode(secret))
    await then.sees('Mijn gegevens')
    await then.page.goto(`${demo.provider}/sign-out`)
    await then.press('Hier uitloggen')
    await openIn(then, `${demo.provider}/account`)
    await enterEmail(then, olivia)
    await enterPassword(then, olivia)
    await then.sees('Mijn gegevens')
    // It is this very browser that is forgotten, and the session rests on it.
    await pressTwice(then, 'Vergeten', 'Ja, vergeten')
    await then.sees(then.labels.codePage)
    await then.checkPage()
  },
)

export const setsPolicy = journey(
  'Noor looks up what a company allows, switches it on and off again (U-11)',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const noor = person('Noor')
    const v = await newVisitor({ width: 360, scheme: 'dark' })
    await goTo(v, `${demo.provider}/admin`, noor)
    await v.sees('Roll-outs')
    await v.follow('What companies allow')
    await v.sees('What companies allow')
    await v.field('Name of the company').fill('letterlust')
    await v.press('Search')
    await v.shows('1 company')
    const box = v.page.getByRole('checkbox', { name: /^Don.t ask for the extra step/u })
    assert.equal(await box.isChecked(), true)
    for (const wanted of [false, true]) {
      await box.setChecked(wanted)
      await v.press(/^Save/u)
      await v.shows('Saved. It works from the next sign-in on.')
      assert.equal(await box.isChecked(), wanted)
    }
    await v.checkPage()
  },
)
