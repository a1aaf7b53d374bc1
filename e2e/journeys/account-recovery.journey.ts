// Account recovery: a forgotten password, a moved e-mail address brought back, and a lock that its owner opens.
import assert from 'node:assert/strict'
import type { Desk, Person } from './fixtures/desk.ts'
import { freshCode } from './fixtures/phone.ts'
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import { enterCode, enterEmail, enterPassword, openIn } from './fixtures/steps.ts'
import type { Visitor } from './fixtures/visitor.ts'

const PHONE = { language: 'nl', width: 360, script: false } as const
const [FIRST, SECOND] = ['paarse fietsen rijden door', 'zeven natte zeehonden op zondag'] as const
const linkOf = (text: string, kind: string): string => new RegExp(`http://\\S+/${kind}/[\\w-]{43}`, 'u').exec(text)![0]

/** Follows the link in the mail and chooses a new password. */
async function chooseBehindLink(v: Visitor, desk: Desk, who: Person, before: number, password: string): Promise<void> {
  const mail = await desk.mail(who.email, /^Kies een nieuw wachtwoord/u, before)
  await v.page.goto(linkOf(mail.text, 'forgotten'))
  await v.sees('Kies een nieuw wachtwoord')
  await v.field('Nieuw wachtwoord').fill(password)
  await v.press('Mijn nieuwe wachtwoord bewaren')
}

export const forgetsPassword = journey(
  'Henk has forgotten his password: a link by mail, a new one that is long enough, and the code of his app as before; on a phone without script (P4)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const henk = person('Henk')
    const v = await newVisitor(PHONE)
    await openIn(v, `${demo.provider}/account`)
    await enterEmail(v, henk)
    await v.sees('Vul je wachtwoord in')
    await v.follow('Wachtwoord vergeten?')
    await v.sees('Wachtwoord vergeten?')
    assert.equal(await v.field('E-mailadres').inputValue(), henk.email)
    const before = await desk.mailCount(henk.email)
    await v.press('Stuur de link')
    await v.sees('Kijk in je mail')

    await chooseBehindLink(v, desk, henk, before, 'kort')
    await v.shows(/^Je wachtwoord heeft minstens 8 tekens nodig/u)
    await v.checkPage()
    await v.field('Nieuw wachtwoord').fill(FIRST)
    await v.press('Mijn nieuwe wachtwoord bewaren')
    await v.sees('Log in met je nieuwe wachtwoord')
    await v.follow('Inloggen')
    await enterPassword(v, { ...henk, password: FIRST })
    await enterCode(v, freshCode(henk.totpSecret!))
    await v.sees('Dag Henk Postma')

    // The used link says that it no longer works, and what to do next.
    const stranger = await newVisitor({ ...PHONE, scheme: 'dark' })
    const mail = await desk.mail(henk.email, /^Kies een nieuw wachtwoord/u)
    await stranger.page.goto(linkOf(mail.text, 'forgotten'))
    await stranger.sees('Deze link werkt niet meer')
    await stranger.follow('Vraag een nieuwe link')
    await stranger.sees('Wachtwoord vergeten?')
  },
)

export const movesAddress = journey(
  'Henk moves to a private address, and from the old mailbox somebody brings it back; then he locks his account and unlocks it himself (I10, edge cases 27, 57)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const henk = person('Henk')
    const v = await newVisitor({ language: 'nl', scheme: 'dark' })
    await openIn(v, `${demo.provider}/account/email`)
    await enterEmail(v, henk)
    await enterPassword(v, henk)
    await enterCode(v, freshCode(henk.totpSecret!))
    await v.sees('Wijzig je e-mailadres')
    await v.field('Nieuw e-mailadres').fill('twee@thuis.example, drie@thuis.example')
    await v.press('Stuur de link')
    await v.shows(/^Vul één e-mailadres in/u)
    await v.checkPage()
    await v.field('Nieuw e-mailadres').fill('henk@thuis.example')
    await v.press('Stuur de link')
    await v.sees('Kijk in de mail van je nieuwe adres')
    const confirm = await desk.mail('henk@thuis.example', /^Bevestig je nieuwe e-mailadres/u)
    await v.page.goto(linkOf(confirm.text, 'new-address'))
    await v.sees('Voortaan dit adres gebruiken?')
    await v.press('Dit adres gebruiken')
    await v.sees('Mijn gegevens')
    await v.shows('Je e-mailadres is gewijzigd. Vanaf nu log je daarmee in.')
    await v.shows('henk@thuis.example')

    // He chooses a new password as well, while his recent proofs are fresh.
    await v.page.goto(`${demo.provider}/account/password`)
    await v.sees('Wijzig je wachtwoord')
    await v.field('Nieuw wachtwoord').fill('henk@thuis.example')
    await v.press('Mijn wachtwoord wijzigen')
    await v.shows(/^Dit is je naam, je adres of je werkgever/u)
    await v.checkPage()

    const reader = await newVisitor(PHONE)
    const changeNotice = await desk.mail(henk.email, /^Je e-mailadres is gewijzigd/u)
    await reader.page.goto(linkOf(changeNotice.text, 'undo-address'))
    await reader.sees('Krijg je oude e-mailadres terug')
    await reader.press('Geef me mijn oude adres terug')
    await reader.sees('Je oude adres is terug')
    await v.page.goto(`${demo.provider}/account`)
    await v.sees('Inloggen')

    // The lock: all his factors are older than three days, so he can unlock it himself.
    const notice = await desk.mail(henk.email, /^Je e-mailadres is weer het oude/u)
    await reader.page.goto(linkOf(notice.text, 'not-me'))
    await reader.sees('Was jij dit niet?')
    await reader.press('Blokkeer mijn account')
    await reader.sees('Je account is geblokkeerd')
    await enterOld(v, henk)
    await v.sees('Je account is geblokkeerd')
    await v.follow('Nieuw wachtwoord kiezen')
    await v.sees('Wachtwoord vergeten?')
    await v.field('E-mailadres').fill(henk.email)
    const before = await desk.mailCount(henk.email)
    await v.press('Stuur de link')
    await v.sees('Kijk in je mail')
    await chooseBehindLink(v, desk, henk, before, henk.password)
    await v.shows(/^Dit is het wachtwoord dat je had/u)
    await v.field('Nieuw wachtwoord').fill(SECOND)
    await v.press('Mijn nieuwe wachtwoord bewaren')
    await v.sees('Log in met je nieuwe wachtwoord')
    await v.shows(/^Je account is nog geblokkeerd/u)
    await v.follow('Inloggen')
    await enterPassword(v, { ...henk, password: SECOND })
    await enterCode(v, freshCode(henk.totpSecret!))
    await v.sees('Open je account weer')
    await v.press('Mijn account openen')
    await v.sees('Dag Henk Postma')
    await desk.mail(henk.email, /^Je account is weer open/u)
  },
)

async function enterOld(v: Visitor, who: Person): Promise<void> {
  await enterEmail(v, who)
  await enterPassword(v, who)
}
