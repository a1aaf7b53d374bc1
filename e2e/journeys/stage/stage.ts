// The stage of all journeys: one demo and one Chromium, there before the first and gone after the last.
import { chromium as chromiumPath } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, type TestContext } from 'node:test'
import { chromium, type Browser } from 'playwright-core'
import { startDemoProcess, type RunningDemo } from './demo-process.ts'
import { BROWSER_ARGUMENTS } from './browser-arguments.ts'
import { openDesk, type Desk, type Person } from './desk.ts'
import { visitor, type Visitor, type VisitorOptions } from './visitor.ts'

let demo: RunningDemo
let browser: Browser
let desk: Desk

before(async () => {
  ;[demo, browser] = await Promise.all([
    startDemoProcess(),
    chromium.launch({ executablePath: chromiumPath(), args: BROWSER_ARGUMENTS }),
  ])
  desk = await openDesk(browser, demo.desk)
})
after(async () => {
  await browser?.close()
  assert.deepEqual((await demo?.stop()) ?? [], [], 'faults in the logs')
})

export type Journey = { name: string; run: (t: TestContext) => Promise<void> }
/** Named by a sentence and the behaviours that it walks through. */
export const journey = (name: string, run: Journey['run']): Journey => ({ name, run })

/** Each journey begins at the real time, whatever the one before did to the clock. */
export async function onStage(
  t: TestContext,
): Promise<{ demo: RunningDemo; desk: Desk; comes: (options?: VisitorOptions) => Promise<Visitor> }> {
  await desk.backToRealTime()
  return { demo, desk, comes: (options) => visitor(t, browser, options) }
}

/** By first name. The desk is read before the first journey. */
export function person(first: string): Person {
  const found = desk.people.find(({ name }) => name.startsWith(`${first} `))
  if (!found) throw new Error(`nobody in the demo is called ${first}`)
  return found
}
