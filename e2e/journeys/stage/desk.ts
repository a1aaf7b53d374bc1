// The demo desk as a visitor uses it, in a tab of its own: the people to try, the clock's forms, and the mail.
import type { Browser, FrameLocator, Page } from 'playwright-core'

/** As the desk's page of people tells of them. */
export type Person = {
  name: string
  email: string
  password: string
  language: 'nl' | 'en'
  totpSecret: string | null
  recoveryCodes: string[]
}

export type Desk = {
  page: Page
  people: Person[]
  /** "1 minute before" or "1 minute after" the date of a company. */
  minuteFromDate(side: 'before' | 'after', company: string): Promise<void>
  moveOn(minutes: number): Promise<void>
  backToRealTime(): Promise<void>
  mailCount(email: string): Promise<number>
  /**
   * Opens the newest mail of a person with such a subject, once there is more mail than `after`; answers with its
   * subject, text and reader's view.
   */
  mail(email: string, subject: RegExp, after?: number): Promise<{ subject: string; text: string; view: FrameLocator }>
  textCount(number: string): Promise<number>
  /** The newest text to a number (+316…), once there are more than `after`. */
  text(number: string, after?: number): Promise<string>
}

export async function openDesk(browser: Browser, origin: string): Promise<Desk> {
  const context = await browser.newContext({ locale: 'en-GB' })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const inbox = (email: string) => page.goto(`${origin}/mail/of/${encodeURIComponent(email)}`)
  const clock = () => page.goto(`${origin}/clock`)
  const textsTo = (number: string) => page.locator('article.sms').filter({ hasText: number })
  const isSet = () => page.getByText('The clock was set.').waitFor()
  await page.goto(`${origin}/people`)
  const people = await readPeople(page)
  return {
    page,
    people,
    async minuteFromDate(side, company) {
      await clock()
      await page.getByRole('button', { name: new RegExp(`^1 minute ${side}\\b.*${company}`, 'u') }).click()
      await isSet()
    },
    async moveOn(minutes) {
      await clock()
      const field = page.getByLabel('Date and time in Amsterdam')
      const shown = new Date(`${await field.inputValue()}Z`)
      await field.fill(new Date(shown.getTime() + minutes * 60_000).toISOString().slice(0, 16))
      await page.getByRole('button', { name: 'Set the clock' }).click()
      await isSet()
    },
    async backToRealTime() {
      await clock()
      const back = page.getByRole('button', { name: 'Back to the real time' })
      if ((await back.count()) === 0) return
      await back.click()
      await isSet()
    },
    async mailCount(email) {
      await inbox(email)
      return page.locator('#mails li').count()
    },
    async mail(email, subject, after = 0) {
      await inbox(email)
      const rows = page.locator('#mails li')
      // The list renews itself; one more than there were is the one that is waited for.
      await rows.nth(after).waitFor()
      await rows.getByRole('link', { name: subject }).first().click()
      await page.getByText('The same mail as plain text').click()
      const text = await page.locator('#as-text').innerText()
      return {
        subject: await page.title().then((title) => title.replace(/ [–-] .*$/u, '')),
        text,
        view: page.frameLocator('iframe'),
      }
    },
    async textCount(number) {
      await page.goto(`${origin}/sms`)
      return textsTo(number).count()
    },
    async text(number, after = 0) {
      await page.goto(`${origin}/sms`)
      // The list renews itself, newest first.
      await textsTo(number).nth(after).waitFor()
      return textsTo(number).first().locator('.sms-text').innerText()
    },
  }
}

async function readPeople(page: Page): Promise<Person[]> {
  const rows = await page
    .getByRole('row')
    .filter({ has: page.locator('[id^=p-]') })
    .all()
  return Promise.all(
    rows.map(async (row) => {
      const [email = '', password = '', key, ...codes] = await row.locator('.secret bdi').allTextContents()
      const isEnglish = (await row.getByText('English-speaking').count()) > 0
      return {
        name: await row.locator('[id^=p-]').innerText(),
        email,
        password,
        language: isEnglish ? 'en' : 'nl',
        totpSecret: key?.replaceAll(' ', '') ?? null,
        recoveryCodes: codes,
      }
    }),
  )
}
