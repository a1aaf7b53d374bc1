// What a browser loads for the pages of the way in and of setting up: at most 3 kB of JavaScript and 7 kB of CSS,
// packed; for the help the whole sheet of 10 kB. No font, and nothing from anywhere else.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from '@sluis/test-kit'
import { gzipSync } from 'node:zlib'
import { runningWorld } from '#testing/running-world.ts'
import { authorizationRequest, begin, fill, password } from '#testing/openid-driver.ts'
import { enrolledPerson, signInAs, voucherFor } from '#testing/sign-in-driver.ts'

const SCRIPT_BYTES = 3 * 1024
const STYLE_BYTES = 7 * 1024
const WHOLE_STYLE_BYTES = 10 * 1024

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\b${name}="([^"]*)"`, 'u').exec(tag)?.[1]?.replaceAll('&amp;', '&')
const tags = (body: string, name: string): string[] =>
  [...body.matchAll(new RegExp(`<${name}\\b[^>]*>`, 'gu'))].map(([tag]) => tag)

/** Packed size of what is at these addresses, and of the modules that they import. */
async function weigh(addresses: readonly string[]): Promise<number> {
  const seen = new Set<string>()
  let bytes = 0
  const queue = [...addresses]
  for (let address = queue.shift(); address !== undefined; address = queue.shift()) {
    if (seen.has(address)) continue
    seen.add(address)
    const response = await fetch(address)
    assert.equal(response.status, 200, address)
    const text = await response.text()
    bytes += gzipSync(text, { level: 9 }).length
    if (address.endsWith('.js'))
      for (const [, path] of text.matchAll(/\bimport\b[^'"]*['"]([^'"]+)['"]/gu))
        queue.push(new URL(path ?? '', address).href)
  }
  return bytes
}

async function isLight(page: Page, styleBytes = STYLE_BYTES): Promise<void> {
  const at = (address: string | undefined): string => new URL(address ?? '', issuer).href
  const scripts = tags(page.body, 'script').map((tag) => at(attribute(tag, 'src')))
  const styles = tags(page.body, 'link')
    .filter((tag) => attribute(tag, 'rel') === 'stylesheet')
    .map((tag) => at(attribute(tag, 'href')))
  const pictures = [...tags(page.body, 'link'), ...tags(page.body, 'img')].map((tag) =>
    at(attribute(tag, 'href') ?? attribute(tag, 'src')),
  )
  for (const address of [...scripts, ...styles, ...pictures])
    assert.ok(address.startsWith(`${issuer}/`), `${page.heading} loads ${address}`)
  assert.doesNotMatch(
    page.body,
    /<style|\son\w+="|<script(?![^>]*\bsrc=)[^>]*>[^<]/u,
    `${page.heading} holds style or script of its own`,
  )
  assert.ok(styles.length > 0 && scripts.length > 0)
  const [script, style] = [await weigh(scripts), await weigh(styles)]
  assert.ok(script <= SCRIPT_BYTES, `${page.heading}: ${script} bytes of JavaScript`)
  assert.ok(style <= styleBytes, `${page.heading}: ${style} bytes of CSS`)
  const sheets = await Promise.all(styles.map(textAt))
  for (const sheet of sheets) assert.doesNotMatch(sheet, /@font-face|@import|url\(/u)
  const whole = classesOf(await textAt(styles[0]!.replace(/[^/]+$/u, 'sluis.css')))
  const own = classesOf(sheets.join(''))
  for (const [, list = ''] of page.body.matchAll(/\sclass="([^"]*)"/gu))
    for (const name of list.split(' '))
      assert.ok(own.has(name) || !whole.has(name), `${page.heading} has no look for ${name}`)
}

const textAt = async (address: string): Promise<string> => (await fetch(address)).text()
const classesOf = (sheet: string): Set<string> => new Set(sheet.match(/(?<=\.)[a-z][\w-]*/gu))

/** Every page of the way, as it stands on it, by the paths it stands at. */
async function pagesOf(page: Page, walk: readonly ((page: Page) => Promise<Page>)[]): Promise<string[]> {
  const paths: string[] = []
  let here = page
  for (const step of [null, ...walk]) {
    if (step) here = await step(here)
    paths.push(here.url.pathname)
    await isLight(here)
  }
  return paths
}

test('the pages of signing in are light (U-1)', async () => {
  const anna = await enrolledPerson(world, 'anna', ['required'])
  const browser = world.browser()
  const paths = await pagesOf(await begin(browser, authorizationRequest(issuer)), [
    (page) => fill(browser, page, { username: anna.email }, 'username'),
    (page) => password(browser, page, anna.email),
    (page) => browser.get(`/sign-in/recovery${page.url.search}`),
  ])
  assert.deepEqual(paths.slice(0, 2), ['/sign-in', '/sign-in/password'])
  assert.equal(paths.at(-1), '/sign-in/recovery')
})
test('the pages of setting up are light, on a phone and at a computer (U-1)', async () => {
  for (const [id, agent] of [
    ['petra', 'Mozilla/5.0 (iPhone) Mobile Safari/604.1'],
    ['peter', 'Mozilla/5.0 (Windows NT 10.0)'],
  ] as const) {
    const voucher = await voucherFor(world, (await world.person(id, ['prompt'])).id)
    const { browser, page } = await signInAs(
      world,
      { id, sub: '', email: `${id}@example.org` },
      { acr_values: 'urn:sluis:acr:two-factor', voucher },
      world.browser({ 'user-agent': agent }),
    )
    const paths = await pagesOf(page, [(key) => fill(browser, key, { code: '' }, 'code')])
    assert.deepEqual(paths, ['/enrol', '/enrol/code'])
  }
})
test('the pages of the help are as light', async () => {
  for (const address of ['/help', '/help/change', '/help/messages', '/help/search?q=phone'])
    await isLight(await world.browser().get(address), WHOLE_STYLE_BYTES)
})
