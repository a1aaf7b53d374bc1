// Where Sluis cannot be asked, a stage or page ends in a page that says so: nobody is let in on a guess.
import type { MiddlewareHandler } from 'hono'
import { plainPage } from '#page/plain-page.ts'
import type { Deps } from '#deps'
import { SluisUnreachable } from '#sluis/unreachable.ts'
import type { Env } from './request-context.ts'

export const handleSluisUnavailable =
  ({ frames, log }: Deps, work: MiddlewareHandler<Env>): MiddlewareHandler<Env> =>
  async (c, next) => {
    try {
      return await work(c, next)
    } catch (error) {
      if (!(error instanceof SluisUnreachable)) throw error
      const t = c.get('t')
      log.warn({ reference: c.get('reference'), reason: error.reason }, 'Sluis is out of reach')
      c.header('retry-after', '30')
      return c.html(
        plainPage(frames, c, {
          title: t('unreachable.title'),
          text: t('unreachable.text'),
          reference: c.get('reference'),
        }),
        503,
      )
    }
  }
