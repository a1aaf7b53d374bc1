// Where Sluis cannot be asked, a stage or page ends in a page that says so: nobody is let in on a guess.
import type { MiddlewareHandler } from 'hono'
import { plainPage } from '#page/plain-page.ts'
import type { Parts } from '#parts'
import { SluisUnreachable } from '#sluis/unreachable.ts'
import type { Env } from './visit.ts'

export const withoutSluis =
  ({ frames, log }: Parts, work: MiddlewareHandler<Env>): MiddlewareHandler<Env> =>
  async (c, next) => {
    try {
      return await work(c, next)
    } catch (error) {
      if (!(error instanceof SluisUnreachable)) throw error
      const say = c.get('say')
      log.warn({ reference: c.get('reference'), why: error.why }, 'Sluis is out of reach')
      c.header('retry-after', '30')
      return c.html(
        plainPage(frames, c, {
          title: say('unreachable.title'),
          text: say('unreachable.text'),
          reference: c.get('reference'),
        }),
        503,
      )
    }
  }
