// What a first enrolment on one phone takes: node e2e/count-enrolment.ts [nl|en]
import { chromium as chromiumPath } from '@sluis/test-kit'
import { chromium } from 'playwright-core'
import { BROWSER_ARGUMENTS } from './journeys/fixtures/browser-arguments.ts'
import { startDemoProcess } from './journeys/fixtures/demo-process.ts'
import { openDesk } from './journeys/fixtures/desk.ts'
import { tableOf } from './journeys/fixtures/effort.ts'
import { enrolCounted, SMALL_PHONE } from './journeys/fixtures/first-enrolment.ts'
import { ownDemoData } from './journeys/fixtures/prepared-demo.ts'
import { visitor } from './journeys/fixtures/visitor.ts'

const language = process.argv[2] === 'nl' ? 'nl' : 'en'
const browser = await chromium.launch({ executablePath: chromiumPath(), args: BROWSER_ARGUMENTS })
const demo = await startDemoProcess(await ownDemoData())
const leave: (() => Promise<void>)[] = []
try {
  const { people } = await openDesk(browser, demo.desk)
  const hooks = { name: 'count', after: (last: () => Promise<void>) => void leave.push(last), passed: true }
  const v = await visitor(hooks, browser, { ...SMALL_PHONE, language, check: () => Promise.resolve([]) })
  console.log(
    tableOf(
      await enrolCounted(
        v,
        demo,
        people.find(({ name }) => name.startsWith('Piotr '))!,
      ),
    ),
  )
} finally {
  for (const last of leave) await last()
  await browser.close()
  await demo.stop()
}
