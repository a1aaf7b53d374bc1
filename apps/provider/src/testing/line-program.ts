// One of several processes that share a line: asks for a place where it is told to, and passes on what it was told.
import { lineOfParent } from '../server/shared-line.ts'

const line = lineOfParent((message) => void process.send!(message), { perSecond: 1e-9, learned: 5, burst: 1 })
process.on('message', (message: { since: number | null }) => {
  if ('since' in message)
    void line
      .arrive(message.since)
      .then((arrival) => process.send!({ arrival, length: line.length(), letIn: line.letIn() }))
})
process.send!('started')
