// One of several processes that share a line: asks for a place where it is told to, and passes on what it was told.
import { lineOfParent } from '../server/shared-line.ts'

const line = lineOfParent({ perSecond: 1e-9, learned: 5, burst: 1 })
process.on('message', (message: { since: number | null }) => {
  if ('since' in message)
    void line
      .arrive(message.since)
      .then((arrival) => process.send!({ arrival, length: line.length(), letIn: line.letIn() }))
})
// Who started it is gone: it goes on to its end, in which nobody waits for an answer.
process.once('disconnect', () => {
  line.setPace({ perSecond: 1, learned: 1, burst: 1 })
  void line.arrive(null).then((arrival) => process.exit(arrival === null ? 0 : 1))
})
process.send!('started')
