// Loads test files into one process, one after the other: node --test-reporter=tools/test/reporter.ts
// tools/test/one-process.ts FILE … Each file is a group of its own: its hooks are for its tests alone, and the next
// file is loaded when they have ended. Not node --test, for two reasons seen with Node 24.21: with
// --test-isolation=none it passes over a file that throws after its first test, and the tests behind that line are lost
// without a word; and it waits for ever for a file that leaves a server open, --test-timeout or not.

import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { publishTestsEnded } from '@sluis/test-kit'
import { onFilesLoaded } from './leak-watch.ts'

// Many files start a server while they are loaded.
const LOAD_SECONDS = Number(process.env['SLUIS_TEST_LOAD_SECONDS'] ?? 100)

for (const path of process.argv.slice(2)) {
  await describe(path, async () => {
    try {
      await loaded(path)
    } catch (error) {
      void test(`${path} can be loaded`, () => {
        throw error
      })
    }
  })
}
onFilesLoaded()
publishTestsEnded()

/** Rejects also where it waits for something that never comes. */
async function loaded(path: string): Promise<void> {
  const late = Promise.withResolvers<never>()
  const limit = setTimeout(() => late.reject(new Error(`not within ${LOAD_SECONDS} s`)), LOAD_SECONDS * 1000)
  try {
    await Promise.race([import(pathToFileURL(resolve(path)).href), late.promise])
  } finally {
    clearTimeout(limit)
  }
}
