// What the browser modules promise, tried in a real browser; and that the pages do without them.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openExample, startChromium } from '../testing/in-chromium.ts'

async function paste(page: Page, selector: string, text: string): Promise<void> {
  await page.evaluate((joinTokens) => navigator.clipboard.writeText(joinTokens), text)
  await page.locator(selector).focus()
  await page.keyboard.press('ControlOrMeta+v')
}

// Two frames: by then whatever a key press sets off in the page has been sent.
const settled = (page: Page) =>
  page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))))

describe('enhancements', () => {
  let browser: Browser
  before(async () => {
    browser = await startChromium()
  })
  after(() => browser.close())

  test('a pasted code is sent, spaces and all, and only once', async () => {
    const { page, posted } = await openExample(browser, 'code')
    await paste(page, '#code', '123 456')
    assert.equal(await page.locator('#code').inputValue(), '123 456')
    await page.keyboard.press('Enter')
    await settled(page)
    assert.equal(posted.count, 1)
    await page.context().close()
  })

  test('a code that is typed waits for the button', async () => {
    const { page, posted } = await openExample(browser, 'code')
    await page.locator('#code').pressSequentially('123456')
    await settled(page)
    assert.equal(posted.count, 0)
    await page.context().close()
  })

  test('a second press, which finds an empty field under an error, sends nothing, and leads to the field', async () => {
    const { page, posted } = await openExample(browser, 'code')
    await page.getByRole('button', { name: 'Inloggen' }).click()
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'code')
    await settled(page)
    assert.equal(posted.count, 0)
    await page.context().close()
  })

  test('six digits fit into the field of a code, and after Back it is empty', async () => {
    const { page } = await openExample(browser, 'code', { viewport: { width: 320, height: 640 } })
    const field = page.locator('#code')
    await field.pressSequentially('888888')
    assert.ok(await field.evaluate((input) => input.scrollWidth <= input.clientWidth))
    await page.goto('http://localhost/sign-in')
    await page.goBack()
    await page.locator('#code').waitFor()
    await settled(page)
    assert.equal(await page.locator('#code').inputValue(), '')
    await page.context().close()
  })

  test('a code that is not whole is not sent', async () => {
    const { page, posted } = await openExample(browser, 'code')
    await paste(page, '#code', '12345')
    await settled(page)
    assert.equal(posted.count, 0)
    await page.context().close()
  })

  test('two presses send a form once, and the button keeps the focus', async () => {
    const { page, posted } = await openExample(browser, 'sign-in')
    await page.locator('#username').fill('sanne@korenmolen.example')
    const next = page.getByRole('button', { name: 'Next' })
    await next.dblclick()
    assert.equal(
      await next.evaluate((button) => button === document.activeElement && button.ariaDisabled === 'true'),
      true,
    )
    await settled(page)
    assert.equal(posted.count, 1)
    await page.context().close()
  })

  test('the focus goes to the error summary, and its link to the field', async () => {
    const { page } = await openExample(browser, 'code')
    assert.equal(await page.evaluate(() => document.activeElement?.hasAttribute('data-error-summary')), true)
    await page.locator('.error-summary a').click()
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'code')
    await page.context().close()
  })

  test('the green code is copied without spaces, by its button and by hand, and the page says so', async () => {
    const { page } = await openExample(browser, 'enrol-app')
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor()
    const key = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key)
    await page.locator('.setup-key-value').click()
    assert.equal(await page.evaluate(() => String(getSelection()).trim()), key)
    await page.context().close()
  })

  test('the password can be shown, and never leaves as readable text', async () => {
    const { page } = await openExample(browser, 'password')
    const field = page.locator('#password')
    await field.fill('geheim')
    await page.getByRole('button', { name: 'Show' }).click()
    assert.equal(await field.getAttribute('type'), 'text')
    await page.getByRole('button', { name: 'Log in' }).click()
    assert.equal(await field.getAttribute('type'), 'password')
    await page.context().close()
  })

  test('Esc in the pop-up is "later"', async () => {
    const { page, posted } = await openExample(browser, 'kade-pop-up')
    await page.locator('dialog:modal').waitFor()
    await Promise.all([page.waitForRequest((request) => request.method() === 'POST'), page.keyboard.press('Escape')])
    await settled(page)
    assert.equal(posted.count, 1)
    await page.context().close()
  })

  test('Esc does nothing where there is no later, however often', async () => {
    const { page } = await openExample(browser, 'kade-wall')
    await page.locator('dialog:modal').waitFor()
    for (let press = 0; press < 4; press++) await page.keyboard.press('Escape')
    assert.equal(await page.locator('dialog:modal').count(), 1)
    await page.context().close()
  })

  test('the focus stays inside the pop-up', async () => {
    const { page } = await openExample(browser, 'kade-pop-up')
    for (let press = 0; press < 6; press++) {
      await page.keyboard.press('Tab')
      const where = await page.evaluate(() => document.activeElement?.closest('dialog, body')?.tagName)
      // Between the last button and the first the browser's own bar has its turn, and the page reports its body.
      assert.ok(where === 'DIALOG' || (await page.evaluate(() => document.activeElement === document.body)))
    }
    await page.context().close()
  })

  test('Esc closes a menu and gives the focus back', async () => {
    const { page } = await openExample(browser, 'kade-start')
    await page.locator('.menu--account > summary').click()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('.menu--account').evaluate((menu) => menu.hasAttribute('open')), false)
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'SUMMARY')
    await page.context().close()
  })

  test('without script the pop-up is part of the page, menus open, and no dead button shows', async () => {
    const { page } = await openExample(browser, 'kade-pop-up', { javaScriptEnabled: false })
    assert.equal(await page.getByRole('link', { name: 'Nu instellen' }).isVisible(), true)
    assert.equal(await page.getByRole('button', { name: 'Later' }).isVisible(), true)
    await page.locator('.menu--account > summary').click()
    assert.equal(await page.getByRole('button', { name: 'Uitloggen' }).isVisible(), true)
    await page.goto('http://localhost/enrol-app')
    assert.equal(await page.getByRole('button', { name: 'Copy' }).count(), 0)
    await page.goto('http://localhost/recovery-codes')
    assert.equal(await page.getByRole('button', { name: 'Afdrukken' }).count(), 0)
    assert.equal(await page.getByRole('link', { name: 'Downloaden' }).isVisible(), true)
    await page.context().close()
  })
})
