// npm run bench: what a sign-in and its kin cost, measured on this machine. docs/performance.md says what is measured.

import { listSignIn } from './list.ts'
import { measureSignIn, signInReport } from './sign-in.ts'

const USAGE = `npm run bench -- sign-in            what one costs, beside its password hash
npm run bench -- sign-in --list     its statements, request by request
--quick: fewer people, for a look`

const words = process.argv.slice(2)
const isQuick = words.includes('--quick')
const flow = words.find((word) => !word.startsWith('--'))

async function run(): Promise<string> {
  if (flow === 'sign-in' && words.includes('--list')) return listSignIn()
  if (flow === 'sign-in') return signInReport(await measureSignIn({ count: isQuick ? 40 : 200 }))
  process.exitCode = 1
  return USAGE
}

try {
  console.log(await run())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
// Connections that are kept would hold the process.
process.exit()
