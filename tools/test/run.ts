// npm test: every check, step by step, and one closing line that sums them up. Named steps run alone: node
// tools/with-node24.mjs tools/test/run.ts types lint. Further words choose test files by their path.

import { closingLine, NOTHING, sum } from './counts.ts'
import { slowest } from './slowest.ts'
import { groups, STEPS, type Step } from './steps.ts'

const [chosen, words] = choice(process.argv.slice(2))
let total = NOTHING
let tests = 0
const slow = slowest(10)
for (const group of groups(chosen)) {
  for (const { name, title } of group) console.log(`▸ ${name}: ${title}`)
  await Promise.all(group.map(take))
  console.log('')
}
for (const line of slow.lines()) console.log(line)

if (tests === 0 && chosen.some(({ hasTests }) => hasTests)) {
  console.log(
    `No test ran: no file has ${words.join(' and ')} in its path. Steps: ${STEPS.map(({ name }) => name).join(', ')}.`,
  )
  total = sum(total, { ...NOTHING, failed: 1 })
}
console.log(closingLine(total))
process.exitCode = total.failed === 0 ? 0 : 1

async function take(step: Step): Promise<void> {
  const begun = performance.now()
  const counts = await step.run(words, slow.onFileDone)
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(`  ${step.name}: ${counts.failed > 0 ? 'FAILED' : 'ok'} · ${seconds} s`)
  total = sum(total, counts)
  if (step.hasTests) tests += counts.passed + counts.failed
}

/** The steps that are named, else all of `npm test`, of these only those with tests where there are words for paths. */
function choice(args: string[]): [Step[], string[]] {
  const named = args.filter((arg) => STEPS.some(({ name }) => name === arg))
  const rest = args.filter((arg) => !named.includes(arg))
  return [
    named.length > 0
      ? STEPS.filter(({ name }) => named.includes(name))
      : STEPS.filter(({ isPart, hasTests }) => !isPart && (hasTests || rest.length === 0)),
    rest,
  ]
}
