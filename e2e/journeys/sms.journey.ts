// Codes by SMS on a small Dutch phone without JavaScript: as only or first factor, as a backup, with a new number.
import assert from 'node:assert/strict'
import { freshCode } from './fixtures/phone.ts'
import type { Desk, Person } from './fixtures/desk.ts'
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import {
  enterCode,
  enterEmail,
  enterPassword,
  grantAccess,
  saveCodes,
  logInAtKade,
  openIn,
  proveByMail,
} from './fixtures/steps.ts'
import type { Visitor } from './fixtures/visitor.ts'

const PHONE = { language: 'nl', width: 360, script: false } as const
const codeIn = (text: string): string => /^\d{6}(?= )/u.exec(text)![0]

/** From the page that offers a code to the page after it. */
async function logInBySms(v: Visitor, desk: Desk, number: string): Promise<void> {
  await v.sees('Inloggen met een sms')
  await v.shows(`We sturen een code naar je telefoonnummer dat eindigt op ${number.slice(-2)}.`)
  const before = await desk.smsCount(number)
  await v.press('Stuur een code')
  await v.sees('Vul de code uit de sms in')
  const text = await desk.sms(number, before)
  assert.match(text, /^\d{6} is je code voor Sluis\. Deel deze code met niemand\.\s+@localhost #\d{6}$/u)
  await v.types(v.labels.digits, codeIn(text))
  await v.press('Inloggen')
}
async function confirmNumber(v: Visitor, desk: Desk, number: string): Promise<void> {
  await v.field('Mobiel nummer').fill(number.replace('+31', '0'))
  await v.press('Stuur een code')
  await v.sees('Bevestig je nummer')
  await v.types(v.labels.digits, codeIn(await desk.sms(number)))
  await v.press('Bevestigen')
}
async function goToDetails(v: Visitor, provider: string, who: Person): Promise<void> {
  await openIn(v, `${provider}/account`)
  await enterEmail(v, who)
  await enterPassword(v, who)
}

export const bySms = journey(
  'Wim, whose only second factor is SMS, gets into Kade; a wrong code and a second press too soon each get a message; then he changes his number (P12, I2, U-9, edge cases 7, 10)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const wim = person('Wim')
    const [old, fresh] = ['+31612345678', '+31612349901']
    const v = await newVisitor(PHONE)
    await logInAtKade(v, demo.kade, wim)
    await enterPassword(v, wim)
    await logInBySms(v, desk, old)
    await grantAccess(v)
    await v.sees('Welkom, Wim')

    const again = await newVisitor({ ...PHONE, scheme: 'dark' })
    await goToDetails(again, demo.provider, wim)
    await again.sees('Inloggen met een sms')
    const before = await desk.smsCount(old)
    await again.press('Stuur een code')
    await again.press('Stuur een nieuwe code')
    await again.shows(/^Wacht even: over \d+ seconden kun je een nieuwe code vragen/u)
    await again.types(again.labels.digits, '00 00 00')
    await again.press('Inloggen')
    await again.shows(/^Deze code klopt niet\. Kijk in onze nieuwste sms/u)
    await again.checkPage()
    await again.types(again.labels.digits, codeIn(await desk.sms(old, before)))
    await again.press('Inloggen')
    await again.sees('Mijn gegevens')

    await again.page.goto(`${demo.provider}/account/phone`)
    await again.sees('Wijzig je telefoonnummer')
    await again.shows('Je nummer eindigt nu op 78. Het blijft werken tot het nieuwe is bevestigd.')
    await again.field('Mobiel nummer').fill('020 123 4567')
    await again.press('Stuur een code')
    await again.shows('Naar dit nummer kunnen we geen sms sturen. Vul een mobiel nummer in')
    await again.checkPage()
    const smsBefore = await desk.smsCount(old)
    await confirmNumber(again, desk, fresh)
    await again.sees('Je telefoonnummer is bevestigd')
    assert.match(await desk.sms(old, smsBefore), /je account gebruikt nu een ander telefoonnummer, dat eindigt op 01/u)
    await desk.mail(wim.email, /telefoonnummer/u)

    const third = await newVisitor(PHONE)
    await goToDetails(third, demo.provider, wim)
    await logInBySms(third, desk, fresh)
    await third.sees('Mijn gegevens')
  },
)

export const withoutSmartphone = journey(
  'Riet has no smartphone: at the wall she sets up codes by SMS, keeps her recovery codes and goes straight on to Kade (P13, edge case 23, M15)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const riet = person('Riet')
    const v = await newVisitor(PHONE)
    await logInAtKade(v, demo.kade, riet)
    await v.sees(v.labels.wallPage)
    await v.press(v.labels.setUp)
    await enterPassword(v, riet)
    await grantAccess(v)
    await proveByMail(v, desk, riet)
    await v.sees(v.labels.keyPage)
    await v.follow('Geen smartphone?')
    await v.sees('Zonder smartphone')
    await v.follow(/^Krijg codes per sms/u)
    await v.sees('Codes per sms')
    await confirmNumber(v, desk, '+31612349902')
    const codes = await saveCodes(v)
    assert.equal(codes.length, 10)
    await v.sees(v.labels.donePage)
    await v.shows('Na je wachtwoord sturen we voortaan een code naar je telefoon.')
    await v.follow(v.labels.onToKade)
    await v.sees('Welkom, Riet')
  },
)

export const addsBackup = journey(
  'Daan is reminded at Home, adds his number as a backup, and gets in with it by “Try another way” (P11, P12, I2, U-10)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const daan = person('Daan')
    const number = '+31612349903'
    const v = await newVisitor({ ...PHONE, script: true })
    await openIn(v, demo.provider)
    await enterEmail(v, daan)
    await enterPassword(v, daan)
    await enterCode(v, freshCode(daan.totpSecret!))
    await v.sees(/^Dag Daan/u)
    await v.follow('Reserve toevoegen')
    await v.sees('Voeg een reserve toe')
    await v.page.getByRole('link', { name: /^Sms/u }).click()
    await v.sees('Voeg je telefoonnummer toe')
    await confirmNumber(v, desk, number)
    await v.sees('Je telefoonnummer is bevestigd')
    await v.page.goto(demo.provider)
    await v.sees(/^Dag Daan/u)
    assert.equal(await v.page.getByRole('link', { name: 'Reserve toevoegen' }).count(), 0)

    const later = await newVisitor({ ...PHONE, script: true, scheme: 'dark' })
    await goToDetails(later, demo.provider, daan)
    await later.follow(/^Probeer een andere manier/u)
    await later.follow(/^Een code per sms/u)
    await logInBySms(later, desk, number)
    await later.sees('Mijn gegevens')
  },
)
