// Somebody at a browser, who answers the provider's pages as their reader would, and presses a client's one button.
import { cookieBrowser, type CookieBrowser, type Mailbox, type Page, softPhone } from '@sluis/test-kit'
import { secretOn } from '../races/driver.ts'
import { PASSWORD } from '../races/race-world.ts'

/** `phoneTime`: a moment whose code nobody has shown yet. */
type World = { issuer: string; mail: Mailbox; phoneTime: () => Date }
export type ClientPerson = ReturnType<typeof personAt>

const HOPS = 40

/** `secret`: of their authenticator app; null for somebody who is to set one up. */
export function personAt({ issuer, mail, phoneTime }: World, email: string, secret: string | null) {
  const browser = cookieBrowser(issuer)
  let phone = secret === null ? null : softPhone(secret)
  let gives = true
  let hasCancelled = false

  /** Goes on to where they end up: a page of the client's, or one of ours that they leave alone. */
  async function arrive(first: Page): Promise<Page> {
    let page = first
    for (let hop = 0; hop < HOPS; hop++) {
      const to = page.location ?? refreshOf(page)
      const next = to ? await browser.get(to) : await answer(page)
      if (!next) return page
      page = next
    }
    throw new Error(`goes round in circles at ${page.url.href}`)
  }

  async function answer(page: Page): Promise<Page | null> {
    const path = page.url.pathname
    if (page.status >= 400) return null
    // A client's page with one button. Whoever has cancelled does not begin anew.
    if (page.url.origin !== issuer) return page.forms.length === 1 && !hasCancelled ? await browser.submit(page) : null
    if (path === '/sign-in') return await browser.submit(page, { username: email }, page.form('username'))
    if (path === '/sign-in/password') return await browser.submit(page, { password: PASSWORD }, page.form('password'))
    if (path === '/sign-in/code' && phone)
      return await browser.submit(page, { code: phone.codeAt(phoneTime()), remember: 'yes' }, page.form('code'))
    if (path.startsWith('/enrol')) return await enrol(page, path)
    if (path.endsWith('/access')) return await giveAccess(page, path)
    if (path.startsWith('/oidc/sign-out') && page.forms.length > 0)
      return await browser.submit(page, { logout: 'here' })
    return null
  }

  /** Up to the page that says that it is done. */
  async function enrol(page: Page, path: string): Promise<Page | null> {
    const form = page.forms.find(({ fields }) => fields.some(({ name }) => name === 'code' || name === 'kept'))
    if (path === '/enrol/email' && !form)
      return await browser.submit(
        page,
        {},
        page.forms.find(({ action }) => action.startsWith('/enrol/email/send')),
      )
    if (!form) return null
    if (path === '/enrol/email') {
      const { text } = await mail.waitFor(({ to, text: read }) => to.includes(email) && CODE.test(read))
      return await browser.submit(page, { code: CODE.exec(text)![0] }, form)
    }
    if (form.fields.some(({ name }) => name === 'kept')) return await browser.submit(page, { kept: 'yes' }, form)
    phone = softPhone(secretOn(page))
    return await browser.submit(page, { code: phone.codeAt(phoneTime()) }, form)
  }

  async function giveAccess(page: Page, path: string): Promise<Page> {
    const form = page.form(path)
    if (gives) return await browser.submit(page, {}, form)
    hasCancelled = true
    const csrf = form.fields.find(({ name }) => name === 'csrf')!.value
    return await browser.post(path.replace(/access$/u, 'leave'), { csrf })
  }

  return {
    email,
    browser,
    arrive,
    visit: async (address: string): Promise<Page> => arrive(await browser.get(address)),
    /** The same, and "Cancel" where access is asked for. */
    async visitAndCancel(address: string): Promise<Page> {
      gives = false
      return await arrive(await browser.get(address)).finally(() => {
        gives = true
        hasCancelled = false
      })
    },
    /** What the browser would send to this address at a later time. */
    cookies: (): string => cookieHeader(browser),
    /** Logs out at the provider itself, in this browser or everywhere. */
    async endSession(fields: Record<string, string> = {}): Promise<void> {
      const page = await browser.get('/sign-out')
      await arrive(await browser.submit(page, fields, page.form('/sign-out')))
    },
  }
}

const CODE = /\b\d{6}\b/u

const cookieHeader = (browser: CookieBrowser): string =>
  browser
    .cookies()
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ')

/** Where a page of a client's leads that goes on by itself. */
const refreshOf = ({ body }: Page): string | null =>
  /<meta http-equiv="refresh" content="0; ?url=([^"]+)"/iu.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? null
