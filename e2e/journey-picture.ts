// The picture of the README: the first set-up on a phone, four screens side by side. node e2e/journey-picture.ts
import { chromium as chromiumPath } from '@sluis/test-kit'
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { BROWSER_ARGUMENTS } from './journeys/fixtures/browser-arguments.ts'
import { startDemoProcess } from './journeys/fixtures/demo-process.ts'
import { openDesk } from './journeys/fixtures/desk.ts'
import { ownDemoData } from './journeys/fixtures/prepared-demo.ts'
import { enterPassword, goThroughWizard, grantAccess, logInAtKade, popUp } from './journeys/fixtures/steps.ts'
import { visitor } from './journeys/fixtures/visitor.ts'

const FOLDER = 'docs/images'
const SCREEN = { width: 360, height: 740 }
const GAP = 24
const ANDROID =
  'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36'

/** By the heading of its page: what a phone shows before anybody scrolls. */
const screens = new Map<string, string>()

const browser = await chromium.launch({ executablePath: chromiumPath(), args: BROWSER_ARGUMENTS })
const demo = await startDemoProcess(await ownDemoData())
try {
  const desk = await openDesk(browser, demo.desk)
  const amy = desk.people.find(({ name }) => name.startsWith('Amy '))!
  const hooks = { name: 'picture', passed: true, after: () => undefined }
  const v = await visitor(hooks, browser, {
    width: SCREEN.width,
    context: { userAgent: ANDROID, isMobile: true, hasTouch: true },
    async check(page) {
      const heading = await page.getByRole('heading', { level: 1 }).innerText()
      screens.set(heading, (await page.screenshot()).toString('base64'))
      return []
    },
  })
  await logInAtKade(v, demo.kade, amy)
  await popUp(v).waitFor()
  const asked = (await v.page.screenshot()).toString('base64')
  await v.press(v.labels.setUp)
  await enterPassword(v, amy)
  await grantAccess(v)
  await goThroughWizard(v)
  await v.follow(v.labels.onToKade)
  await v.sees('Welcome, Amy')
  const wanted = [
    asked,
    ...[v.labels.grantPage, v.labels.keyPage, 'Welcome, Amy'].map((heading) => screens.get(heading)),
  ]
  if (wanted.includes(undefined)) throw new Error(`these pages came by: ${[...screens.keys()].join(', ')}`)

  const sheet = await browser.newPage({
    viewport: { width: wanted.length * (SCREEN.width + GAP) + GAP, height: SCREEN.height + 2 * GAP },
  })
  const pictures = wanted.map((data) => `<img alt="" src="data:image/png;base64,${data}">`).join('')
  await sheet.setContent(
    `<style>body{margin:0;padding:${GAP}px;display:flex;gap:${GAP}px;background:#dfe6e4}img{border-radius:20px;box-shadow:0 2px 10px #0004}</style>${pictures}`,
  )
  await sheet.waitForFunction(() => [...document.images].every(({ complete }) => complete))
  mkdirSync(FOLDER, { recursive: true })
  await sheet.screenshot({ path: `${FOLDER}/on-a-phone.png` })
} finally {
  await demo.stop()
  await browser.close()
}
