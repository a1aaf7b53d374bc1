// Ways in which a mail server may misbehave, as hooks of a real one.

import type { SMTPServerOptions } from 'smtp-server'

export type SmtpBehaviour =
  | 'takes'
  /** Takes connections and never sends anything. */
  | 'silent'
  /** Takes all of the mail and never answers: the sender cannot know whether it was kept. */
  | 'silent-after-data'
  /** Closes the connection in the middle of the mail. */
  | 'hangs-up'
  /** Keeps the mail and closes the connection before it says so: the sender cannot know. */
  | 'keeps-and-hangs-up'
  /** Nothing listens: the connection is refused. */
  | 'down'
  /** Answers each address with 451 this many times, and takes it from then on. */
  | { greylists: number }
  /** Answers with this code to every recipient, every mail or every sender. */
  | { refuses: number; at?: 'recipient' | 'mail' | 'sender' }

export type Handlers = Required<Pick<SMTPServerOptions, 'onConnect' | 'onMailFrom' | 'onRcptTo' | 'onData'>>

/** `onAttempt`: called with the address of every delivery attempt, whatever its outcome. */
export function smtpHandlers(
  hangUp: (remotePort: number) => void,
  behaviour: () => SmtpBehaviour,
  receive: Handlers['onData'],
  onAttempt: (address: string) => void,
): Handlers {
  const seen = new Map<string, number>()
  const isRefused = (at: string): Error | null => {
    const now = behaviour()
    return typeof now === 'object' && 'refuses' in now && (now.at ?? 'recipient') === at
      ? answer(now.refuses, `${String(now.refuses)[0]}.${at === 'recipient' ? '1.1' : '7.1'} Not this ${at}`)
      : null
  }
  return {
    onConnect: (_session, next) => {
      if (behaviour() !== 'silent') next()
    },
    // Also on a connection from before it went silent.
    onMailFrom: (_address, _session, next) => {
      if (behaviour() !== 'silent') next(isRefused('sender'))
    },
    onRcptTo: ({ address }, _session, next) => {
      onAttempt(address)
      const now = behaviour()
      if (typeof now !== 'object' || !('greylists' in now)) return next(isRefused('recipient'))
      const times = seen.get(address) ?? 0
      seen.set(address, times + 1)
      next(times < now.greylists ? answer(451, '4.7.1 Greylisted, come back later') : null)
    },
    onData: (stream, session, done) => {
      const now = behaviour()
      if (now === 'hangs-up') return hangUp(session.remotePort)
      if (now === 'silent-after-data') return void stream.resume()
      const refused = isRefused('mail')
      if (refused) {
        stream.on('end', () => done(refused)).resume()
        return
      }
      receive(stream, session, (...result) => {
        if (now === 'keeps-and-hangs-up') hangUp(session.remotePort)
        else done(...result)
      })
    },
  }
}

const answer = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode })
