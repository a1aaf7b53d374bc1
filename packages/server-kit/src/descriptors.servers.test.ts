// A process that runs out of file descriptors says so. In one of its own, with few of them.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'

const here = (file: string) => JSON.stringify(new URL(file, import.meta.url).href)
const PROGRAM = `
import { closeSync, openSync } from 'node:fs'
import { createLog } from ${here('log.ts')}
import { watchDescriptors } from ${here('descriptors.ts')}
const log = createLog('sluis', 'info')
const taken = []
const again = Promise.withResolvers()
watchDescriptors({
  error: (text) => (log.error(text), taken.forEach((fd) => closeSync(fd))),
  warn: (text) => (log.warn(text), again.resolve()),
}, 5)
try { for (;;) taken.push(openSync('/dev/null')) } catch {}
const awake = setInterval(() => undefined, 1000)
await again.promise
clearInterval(awake)
`

test('without a free file descriptor the log says so, and also when there are some again', () => {
  const output = execFileSync(
    'sh',
    ['-c', 'ulimit -n 80; exec "$0" --input-type=module -e "$1"', process.execPath, PROGRAM],
    { encoding: 'utf8', timeout: 60_000 },
  )
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: number; msg: string })
  assert.deepEqual(
    lines.map(({ level, msg }) => [level, msg.split(':')[0]]),
    [
      [50, 'no file descriptor is left'],
      [40, 'there are file descriptors again'],
    ],
  )
})
