// For tests: starts a program, says its process id, and waits to be killed.
import { startProgram } from '../programs/program.ts'

const program = startProgram({
  name: 'orphan',
  entry: new URL('./plain-program.ts', import.meta.url),
  environment: {},
  logFile: process.env['LOG']!,
})
await program.ready
process.send!(program.pid)
