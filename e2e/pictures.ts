// Pictures of every page, small and wide, light and dark, in both languages: node e2e/pictures.ts [nl|en]
import { chromium as chromiumPath } from '@sluis/test-kit'
import { chromium, type Browser } from 'playwright-core'
import { startDemoProcess, type RunningDemo } from './journeys/fixtures/demo-process.ts'
import { openDesk, type Desk, type Person } from './journeys/fixtures/desk.ts'
import { freshCode, wrongCode } from './journeys/fixtures/phone.ts'
import { ownDemoData } from './journeys/fixtures/prepared-demo.ts'
import { BROWSER_ARGUMENTS } from './journeys/fixtures/browser-arguments.ts'
import {
  enterCode,
  enterEmail,
  enterFirstCode,
  enterPassword,
  goThroughWizard,
  grantAccess,
  readSetupKey,
  saveCodes,
  logInAtKade,
  openIn,
  popUp,
} from './journeys/fixtures/steps.ts'
import { photographer } from './photographer.ts'
import { visitor, type Visitor, type VisitorOptions } from './journeys/fixtures/visitor.ts'

type Language = 'nl' | 'en'
type Tour = {
  demo: RunningDemo
  desk: Desk
  person: (first: string) => Person
  newVisitor: (options?: VisitorOptions) => Promise<Visitor>
}

const openPages = async (v: Visitor, origin: string, paths: string[]): Promise<void> => {
  for (const path of paths) {
    await v.page.goto(`${origin}${path}`)
    await v.checkPage()
  }
}
const tryAgain = async (v: Visitor, label: string, wrong: string, button: string): Promise<void> => {
  await v.field(label).pressSequentially(wrong)
  await v.press(button)
  await v.page.locator('.error-summary').waitFor()
  await v.checkPage()
}

/** Kade before the date, and the wizard on a desktop. */
async function fromPopUp({ demo, person, newVisitor }: Tour): Promise<void> {
  const sanne = person('Sanne')
  const v = await newVisitor()
  const { labels } = v
  await logInAtKade(v, demo.kade, { ...sanne, password: 'not this one' })
  await v.page.locator('.error-summary').waitFor()
  await v.checkPage()
  await logInAtKade(v, demo.kade, sanne)
  await popUp(v).waitFor()
  await v.checkPage()
  await popUp(v)
    .getByRole('button', { name: /^Later/u })
    .click()
  await v.page.getByRole('status').first().waitFor()
  await v.checkPage()
  await openPages(v, demo.kade, ['/payslips'])
  await v.page.getByRole('link', { name: /€/u }).first().click()
  await v.page.locator('.payslip-net').waitFor()
  await v.checkPage()
  await openPages(v, demo.kade, [
    '/leave',
    '/profile',
    '/profile/bank-account',
    '/log-out',
    '/nowhere',
    '/two-factor',
    '/set-up',
  ])
  await v.page.locator('main').getByRole('button', { name: labels.setUp }).click()
  await v.sees(labels.passwordPage)
  await tryAgain(v, labels.password, 'not this one', labels.logIn)
  await enterPassword(v, sanne)
  await grantAccess(v)
  const secret = await readSetupKey(v)
  await v.page.locator('main summary').click()
  await v.checkPage()
  for (const way of ['no-app', 'no-smartphone']) {
    await v.page.locator(`main a[href^="/enrol/${way}"]`).click()
    await v.checkPage()
    await v.page.goBack()
  }
  await tryAgain(v, labels.firstCode, wrongCode(secret), labels.next)
  await v.press(labels.next)
  await v.sees(labels.firstCodePage)
  await tryAgain(v, labels.digits, wrongCode(secret), labels.next)
  await enterFirstCode(v, freshCode(secret))
  await saveCodes(v)
  await v.sees(labels.donePage)
  await v.follow(labels.onToKade)
  await v.sees(labels.welcome('Sanne'))
  await openPages(v, demo.provider, ['/', '/account', '/nowhere', '/enrol', '/continue/aaaaaaaaaaaaaaaaaaaaa'])
  await v.page.goto(demo.kade)
  await v.page.locator('.menu--account > summary').click()
  await v.checkPage()
  await v.page.locator('.menu--account').getByRole('button', { name: labels.logOut }).click()
  await v.sees(labels.logOutTooPage)
  await v.press(labels.logOutHere)
  await v.sees(labels.logInPage)
}

/** The wizard on a phone. */
async function onPhone({ demo, person, newVisitor }: Tour): Promise<void> {
  const v = await newVisitor({
    width: 360,
    context: { userAgent: 'Mozilla/5.0 (Linux; Android 16; Pixel 9) Chrome/142.0.0.0 Mobile Safari/537.36' },
  })
  await logInAtKade(v, demo.kade, person('Tess'))
  await popUp(v).getByRole('button', { name: v.labels.setUp }).click()
  await enterPassword(v, person('Tess'))
  await grantAccess(v)
  await readSetupKey(v)
  await v.page.locator('main summary').first().click()
  await v.checkPage()
}

/** The wall, the mailed code, the lock and the page that unlocks the account. */
async function pastTheDate({ demo, desk, person, newVisitor }: Tour): Promise<void> {
  const fatima = person('Fatima')
  const v = await newVisitor()
  const { labels } = v
  await logInAtKade(v, demo.kade, fatima)
  await v.sees(labels.wallPage)
  await v.press(labels.setUp)
  await enterPassword(v, fatima)
  await grantAccess(v)
  await v.sees(labels.mailPage)
  await v.press(labels.sendCode)
  await v.field(labels.mailedCode).waitFor()
  await v.checkPage()
  await tryAgain(v, labels.mailedCode, '000000', labels.next)
  const { subject } = await desk.mail(fatima.email, / je code/u)
  await v.field(labels.mailedCode).pressSequentially(/\d{6}/u.exec(subject)![0])
  await v.press(labels.next)
  await goThroughWizard(v)
  const { text } = await desk.mail(fatima.email, /^Tweestapsverificatie staat aan/u)
  const link = /http:\/\/\S+\/not-me\/\S+/u.exec(text)![0]
  const reader = await newVisitor()
  await reader.page.goto(link)
  await reader.checkPage()
  await reader.page.locator('main form').getByRole('button').click()
  await reader.page.getByRole('heading', { level: 1, name: /account/u }).waitFor()
  await reader.checkPage()
  await openPages(reader, '', [link])
  await logInAtKade(reader, demo.kade, fatima)
  await reader.page.getByRole('heading', { level: 1, name: /account/u }).waitFor()
  await reader.checkPage()
  await openIn(reader, demo.provider)
  await enterEmail(reader, fatima)
  await enterPassword(reader, fatima)
  await reader.page.getByRole('heading', { level: 1, name: /account/u }).waitFor()
  await reader.checkPage()

  const noor = await newVisitor()
  await openIn(noor, demo.provider)
  await noor.sees(labels.logInPage)
  await noor.press(labels.next)
  await noor.page.locator('.error-summary').waitFor()
  await noor.checkPage()
  await enterEmail(noor, person('Noor'))
  await enterPassword(noor, person('Noor'))
  await noor.sees(labels.codePage)
  await tryAgain(noor, labels.digits, wrongCode(person('Noor').totpSecret!), labels.logIn)
  await enterCode(noor, freshCode(person('Noor').totpSecret!))
  await noor.page.getByRole('heading', { level: 1, name: /Noor/u }).waitFor()
  await noor.checkPage()
  await openPages(noor, demo.provider, ['/admin', '/admin/companies', '/account'])
  await noor.page.goto(`${demo.provider}/admin`)
  await noor.page.locator('main details summary').first().click()
  await noor.checkPage()
}

/** Without the phone. */
async function recovering({ demo, person, newVisitor }: Tour): Promise<void> {
  const mees = person('Mees')
  const v = await newVisitor()
  const { labels } = v
  await logInAtKade(v, demo.kade, mees)
  await enterPassword(v, mees)
  await v.sees(labels.codePage)
  await v.page.locator('main a').filter({ hasText: labels.tryAnother }).click()
  await v.page.locator('main a[href^="/sign-in/recovery"]').click()
  await v.sees(labels.recoveryPage)
  await tryAgain(v, labels.recoveryCode, 'AAAA-BBBB-CCCC-DDDD-EEEE-FFFF', labels.logIn)
  await v.field(labels.recoveryCode).fill(mees.recoveryCodes[0]!)
  await v.press(labels.logIn)
  await v.page.getByRole('radio').first().waitFor()
  await v.checkPage()
  await v.page.locator('input[value=gone]').check()
  await v.page.locator('main form').getByRole('button').first().click()
  await grantAccess(v)
  await goThroughWizard(v)
  await v.follow(labels.onToKade)
  await v.sees(labels.welcome('Mees'))
  await openPages(v, demo.provider, [
    '/account',
    '/account/activity',
    '/account/activity/lock',
    '/account/recovery-codes',
  ])
}

/** Kade for people with many companies, an HR officer, and somebody who is asked nothing; Home before enrolment. */
async function others({ demo, desk, person, newVisitor }: Tour): Promise<void> {
  for (const [first, paths] of [
    ['Henk', ['/', '/companies', '/companies?q=knip', '/companies?q=nowhere']],
    ['Marijke', ['/', '/employees']],
  ] as const) {
    const v = await newVisitor()
    await logInAtKade(v, demo.kade, person(first))
    await enterPassword(v, person(first))
    await enterCode(v, freshCode(person(first).totpSecret!))
    await grantAccess(v)
    await v.sees(v.labels.welcome(first))
    await openPages(v, demo.kade, [...paths])
    await v.page.setViewportSize({ width: 360, height: 740 })
    await v.page.goto(demo.kade)
    await v.page.locator('.menu--main > summary').click()
    await v.checkPage()
    if (first !== 'Henk') continue
    await v.page.goto(`${demo.kade}/companies?q=knip`)
    await v.page.locator('main').getByRole('button').last().click()
    await v.sees(v.labels.welcome(first))
    await openPages(v, demo.kade, ['/payslips', '/leave', '/profile'])
  }
  for (const first of ['Lars', 'Joost', 'Grace', 'Piotr']) {
    const v = await newVisitor()
    await logInAtKade(v, demo.kade, person(first))
    await v.page.getByRole('heading', { level: 1 }).waitFor()
    await v.checkPage()
  }
  const joost = await newVisitor()
  await openIn(joost, demo.provider)
  await enterEmail(joost, person('Joost'))
  await enterPassword(joost, person('Joost'))
  await joost.page.getByRole('heading', { level: 1, name: /Joost/u }).waitFor()
  await openPages(joost, demo.provider, ['/', '/account'])
  await joost.page.goto(`${demo.provider}/account/two-step`)
  await joost.checkPage()
  const olivia = await newVisitor()
  await logInAtKade(olivia, demo.kade, person('Olivia'))
  await enterPassword(olivia, person('Olivia'))
  await enterCode(olivia, freshCode(person('Olivia').totpSecret!))
  await grantAccess(olivia)
  await olivia.sees(olivia.labels.welcome('Olivia'))
  await desk.moveOn(6)
  await openPages(olivia, demo.kade, ['/profile/bank-account'])
  await olivia.page.locator('main form').getByRole('button').first().click()
  await enterPassword(olivia, person('Olivia'))
  await enterCode(olivia, freshCode(person('Olivia').totpSecret!))
  await olivia.page.locator('#iban').waitFor()
  await olivia.checkPage()
  await olivia.page.locator('#iban').fill('NL91 ABNA 0417 1643 01')
  await olivia.page.locator('main form').getByRole('button').first().click()
  await olivia.page.locator('.error-summary').waitFor()
  await olivia.checkPage()
}

/** My details and the pages behind it, for somebody with an app; and the recovery pages that require no session. */
async function atMyDetails({ demo, desk, newVisitor, person }: Tour): Promise<void> {
  const henk = person('Henk')
  const v = await newVisitor()
  await openPages(v, demo.provider, [
    '/forgotten',
    `/forgotten/${'A'.repeat(43)}`,
    `/sign-in/browser/${'A'.repeat(43)}`,
  ])
  await openIn(v, demo.provider)
  await enterEmail(v, henk)
  await enterPassword(v, henk)
  await enterCode(v, freshCode(henk.totpSecret!))
  await v.page.waitForURL(`${demo.provider}/`)
  const apps = await v.page
    .goto(`${demo.provider}/account`)
    .then(() =>
      v.page
        .locator('a[href^="/account/authenticators/"]')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')!)),
    )
  await openPages(v, demo.provider, [
    '/account',
    '/?show=all',
    ...apps,
    '/account/authenticators/add/key',
    '/account/phone',
    '/account/passkeys',
    '/account/passkeys/add',
    '/account/password',
    '/account/email',
    '/account/activity',
    '/account/activity/lock',
    '/account/two-step/off',
    '/account/recovery-codes',
    '/check-up',
    '/offer/backup',
    '/sign-out',
    '/sign-out?everywhere=3',
  ])
  await desk.moveOn(90)
  await openIn(v, `${demo.provider}/account/sessions`)
  await enterEmail(v, henk)
  await enterPassword(v, henk)
  await enterCode(v, freshCode(henk.totpSecret!))
  await openPages(v, demo.provider, ['/account/sessions', '/sign-out'])
  await v.page.locator('main').getByRole('button').last().click()
  await v.checkPage()
}

async function helpAndDesk({ demo, desk, newVisitor, person }: Tour): Promise<void> {
  const v = await newVisitor()
  await openPages(v, demo.provider, [
    '/help',
    '/help#no-phone',
    '/help?at=code',
    '/help?at=before-date',
    '/help/change',
    '/help/messages',
    '/help/search?q=telefoon+phone',
    '/help/search?q=xylophone',
  ])
  await v.page.evaluate(() =>
    document.querySelectorAll('main details').forEach((details) => details.setAttribute('open', '')),
  )
  await v.checkPage()
  await openIn(v, demo.desk)
  await openPages(v, demo.desk, [
    '/',
    '/people',
    '/phone',
    '/mail',
    `/mail/of/${person('Mees').email}`,
    '/mail/of/nobody@example.org',
    '/mail/1',
    '/mail/2',
    '/mail/3',
    '/mail/4',
    '/clock',
    '/companies',
    '/start-over',
    '/nowhere',
  ])
  await desk.backToRealTime()
  await openPages(v, demo.desk, ['/clock'])
}

async function tourIn(language: Language, browser: Browser): Promise<void> {
  const demo = await startDemoProcess(await ownDemoData())
  const leaving: (() => Promise<void>)[] = []
  try {
    const desk = await openDesk(browser, demo.desk)
    const check = photographer(`pictures/${language}`)
    const tour: Tour = {
      demo,
      desk,
      person: (first) => desk.people.find(({ name }) => name.startsWith(`${first} `))!,
      newVisitor: (options) =>
        visitor({ name: language, passed: true, after: (leave) => leaving.push(leave) }, browser, {
          language,
          check,
          ...options,
        }),
    }
    for (const part of [fromPopUp, onPhone, pastTheDate, recovering, others, atMyDetails, helpAndDesk]) {
      await part(tour).catch(told(`${language}, ${part.name}`))
    }
    for (const leave of leaving) await leave().catch(told(language))
  } finally {
    await demo.stop()
  }
}

/** The other pictures are taken all the same. */
function told(where: string): (error: unknown) => void {
  return (error) => {
    console.error(`${where}:`, error)
    process.exitCode = 1
  }
}

const browser = await chromium.launch({ executablePath: chromiumPath(), args: BROWSER_ARGUMENTS })
const requested = process.argv.slice(2).filter((word): word is Language => word === 'nl' || word === 'en')
for (const language of requested.length > 0 ? requested : (['nl', 'en'] as const)) await tourIn(language, browser)
await browser.close()
