// The two-factor page of before the change: gone, and it says where the second step is now (E8).
import type { Handler } from '#journeys/request-context.ts'
import { plainPage } from '#page/plain-page.ts'

export const oldTwoFactor: Handler =
  ({ frames }) =>
  (c) => {
    if (c.req.method === 'POST') return c.redirect('/two-factor', 303)
    const t = c.get('t')
    return c.html(
      plainPage(frames, c, {
        title: t('gone.title'),
        text: [t('gone.text'), t('gone.old-code')],
        help: 'old-code',
      }),
      410,
    )
  }
