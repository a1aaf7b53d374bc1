// Loads test files into one process, one after the other: node tools/test/one-process.ts FILE …
// Not node --test --test-isolation=none: that passes over a file which throws after its first test,
// and the tests behind that line are lost without a word (Node 24.21).

import { resolve } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

const LIMIT_MINUTES = 10

for (const path of process.argv.slice(2)) {
  try {
    await import(pathToFileURL(resolve(path)).href)
  } catch (error) {
    void test(`${path} can be loaded`, () => {
      throw error
    })
  }
}

// It does not keep the process alive; it fires only when something else does.
setTimeout(() => {
  console.error(`  The tests do not end: still open are ${process.getActiveResourcesInfo().join(', ')}.`)
  process.exit(1)
}, LIMIT_MINUTES * 60_000).unref()
