// What a machine needs: the sentence names everything that is missing, in the words of that machine.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advice } from './prerequisites.ts'

const missing = [
  { name: 'Chromium', debian: ['chromium', 'fonts-liberation'], mac: '--cask chromium' },
  { name: 'oathtool', debian: ['oathtool'], mac: 'oath-toolkit' },
]

test('on macOS it says brew', () => {
  assert.equal(
    advice(missing, 'darwin').trim(),
    'Missing: Chromium, oathtool. Install with: brew install --cask chromium && brew install oath-toolkit',
  )
})

test('elsewhere it says apt-get, and that there are other systems', () => {
  assert.match(
    advice(missing, 'linux'),
    /Missing: Chromium, oathtool\. .*sudo apt-get install chromium fonts-liberation oathtool; elsewhere/u,
  )
})
