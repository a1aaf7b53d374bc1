// npm test: every check, step by step, and one closing line that sums them up. Named steps run alone: node
// tools/with-node24.mjs tools/test/run.ts types lint. Further words choose test files by their path.

import { closingLine, NOTHING, sum } from './counts.ts'
import { STEPS, type Step } from './steps.ts'

const [chosen, words] = choice(process.argv.slice(2))
let total = NOTHING
let tests = 0
for (const step of chosen) {
  console.log(`▸ ${step.name}: ${step.title}`)
  const begun = performance.now()
  const counts = await step.run(words)
  console.log(`  ${counts.failed > 0 ? 'FAILED' : 'ok'} · ${((performance.now() - begun) / 1000).toFixed(1)} s\n`)
  total = sum(total, counts)
  if (step.hasTests) tests += counts.passed + counts.failed
}

if (tests === 0 && chosen.some(({ hasTests }) => hasTests)) {
  console.log('No test ran.')
  total = sum(total, { ...NOTHING, failed: 1 })
}
console.log(closingLine(total))
process.exitCode = total.failed === 0 ? 0 : 1

/** The steps named first, else all, and the words after them. */
function choice(args: string[]): [Step[], string[]] {
  const named = args.filter((arg) => STEPS.some(({ name }) => name === arg))
  const rest = args.filter((arg) => !named.includes(arg))
  return [
    named.length > 0 ? STEPS.filter(({ name }) => named.includes(name)) : STEPS.filter(({ isPart }) => !isPart),
    rest,
  ]
}
