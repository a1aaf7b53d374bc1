// For tests: a program with a fixed behaviour. PLAIN=fails: does not start; PLAIN=stuck: does not stop.
import { demoClock } from '../clock/preload.ts'
import { runChild } from '../programs/child-process.ts'

await runChild(async () => {
  if (process.env['PLAIN'] === 'fails') throw new Error('no bread today')
  const beat = setInterval(() => undefined, 1_000)
  return {
    stop: async () => {
      clearInterval(beat)
      if (process.env['PLAIN'] === 'stuck') await new Promise(() => undefined)
    },
    handlers: {
      double: (value) => (value as number) * 2,
      refuse: () => Promise.reject(new Error('not with me')),
      'time-ahead': () => demoClock.now().getTime() - demoClock.phoneTime().getTime(),
      die: () => process.exit(7),
    },
  }
})
