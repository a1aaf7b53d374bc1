// A browser with a passkey, in tests: it asks a page's options as the browser's module does, and posts the passkey's
// answer.
import { type Alterations, type CookieBrowser, type Page, type PasskeyAnswer, type SoftPasskey } from '@sluis/test-kit'
import { arrive } from './openid-driver.ts'

/** The page's options, by its own form. Null where the page has none, or they are refused. */
export async function optionsOf(browser: CookieBrowser, page: Page): Promise<{ challenge: string } | null> {
  const optionsUrl = /data-options="([^"]+)"/u.exec(page.body)?.[1]?.replaceAll('&amp;', '&')
  if (optionsUrl === undefined) return null
  const reply = await browser.post(optionsUrl, { csrf: csrfOf(page) })
  return reply.status === 200 && (reply.headers.get('content-type') ?? '').includes('json')
    ? (reply.json() as { challenge: string })
    : null
}

export const csrfOf = (page: Page): string => /name="csrf" value="([^"]+)"/u.exec(page.body)?.[1] ?? ''

/** Presses the page's passkey button. `alter`: what a false device or page changes. */
export async function pressPasskey(
  browser: CookieBrowser,
  page: Page,
  passkey: SoftPasskey,
  { alter, ...fields }: { alter?: Alterations; name?: string; remember?: string } = {},
): Promise<Page> {
  const options = await optionsOf(browser, page)
  if (!options) throw new Error(`no passkey is asked for on ${page.url.pathname}: ${page.heading}`)
  return answer(
    browser,
    page,
    page.body.includes('data-passkey="create"') ? passkey.register(options, alter) : passkey.sign(options, alter),
    fields,
  )
}

export async function answer(
  browser: CookieBrowser,
  page: Page,
  response: PasskeyAnswer,
  fields: Record<string, string> = {},
): Promise<Page> {
  return arrive(
    browser,
    await browser.submit(page, { answer: JSON.stringify(response), ...fields }, page.form('answer')),
  )
}
