// Watches how a test process ends: one that does not is ended, and told what keeps it alive; one that ends too early is
// told as well.

const IDLE_SECONDS_AFTER_TESTS = Number(process.env['SLUIS_TEST_IDLE_SECONDS'] ?? 10)
/** Longer than any single test may take. */
const IDLE_SECONDS_ELSE = 180

let running = 0
let isLoaded = false
let isSummed = false
let limit = setTimeout(() => {}, 0)

/** To be told of every event; each starts the wait anew. */
export function onTestEvent(event: string): void {
  if (event === 'test:dequeue') running += 1
  if (event === 'test:complete') running -= 1
  if (event === 'test:summary') isSummed = true
  wait()
}

/** To be told when there are no more files to load: from now on, no test running means that all have ended. */
export function onFilesLoaded(): void {
  isLoaded = true
  wait()
}

process.once('exit', (code) => {
  if (isSummed || code !== 0) return
  console.error('  ✖ The process ended before its tests: somebody called process.exit.')
  process.exitCode = 1
})

function wait(): void {
  clearTimeout(limit)
  const seconds = isLoaded && running === 0 ? IDLE_SECONDS_AFTER_TESTS : IDLE_SECONDS_ELSE
  // Unrefed, it fires only when something else keeps the process alive.
  limit = setTimeout(() => {
    const active = process
      .getActiveResourcesInfo()
      .filter((resource) => resource !== 'Timeout' && resource !== 'TTYWrap' && resource !== 'PipeWrap')
    const what = active.join(', ') || 'a timer'
    console.error(`  ✖ Nothing happened for ${seconds} s, and the process does not end. Still open: ${what}.`)
    process.exit(1)
  }, seconds * 1000).unref()
}
