// Asks for /livez every 50 ms in a process of its own, so that what the bench itself is busy with is not measured.

import { visitorsOf } from './client.ts'

const EVERY_MS = 50

const visitor = visitorsOf(process.argv[2]!).visitor({ address: '192.0.2.2' })
const asked: Promise<number>[] = []
// It goes on asking while no answer comes, as a load balancer does.
const timer = setInterval(() => {
  const answered = visitor.ask('/livez').then(({ ms }) => ms)
  answered.catch(() => undefined)
  asked.push(answered)
}, EVERY_MS)

process.once('message', () => {
  clearInterval(timer)
  void Promise.all(asked).then((spans) => process.send!(spans))
})
process.on('disconnect', () => process.exit(0))
