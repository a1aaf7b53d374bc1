// Pictures of every mail, narrow and wide, light and dark, in both languages, and with names as long as they may be:
// node apps/provider/src/testing/mail-pictures.ts [words of a kind]
import { readMailMark } from '@sluis/design/files'
import { chromium as chromiumPath } from '@sluis/test-kit'
import { mkdirSync, rmSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { ORDINARY, sampleMails, UNWIELDY } from './sample-mails.ts'

const WIDTHS = [320, 640]
const SCHEMES = ['light', 'dark'] as const
const FOLDER = 'pictures/mails'

const words = process.argv.slice(2)
const mark = `data:image/png;base64,${readMailMark().toString('base64')}`
rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] })
const page = await browser.newPage()
for (const [kind, names] of [
  ['', ORDINARY],
  ['logo-', { ...ORDINARY, logo: { etag: '', mediaType: 'image/png', bytes: readMailMark() } }],
  ['unwieldy-', UNWIELDY],
] as const)
  for (const { name, language, html } of await sampleMails(names)) {
    if (words.length > 0 && !words.some((word) => `${kind}${name}`.includes(word))) continue
    await page.setContent(html.replaceAll(/cid:[\w@]+/gu, mark))
    for (const width of WIDTHS)
      for (const colorScheme of SCHEMES) {
        await page.setViewportSize({ width, height: 400 })
        await page.emulateMedia({ colorScheme })
        const isWide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')
        if (isWide) process.stderr.write(`${kind}${name} (${language}) is wider than ${width} pixels\n`)
        await page.screenshot({
          path: `${FOLDER}/${kind}${name}-${language}-${width}-${colorScheme}.png`,
          fullPage: true,
        })
      }
  }
await browser.close()
