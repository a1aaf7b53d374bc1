// The two-factor page of before the change: gone, and it says where the second step is now (E8).
import type { Handler } from '#journeys/visit.ts'
import { plainPage } from '#page/plain-page.ts'

export const oldTwoFactor: Handler =
  ({ frames }) =>
  (c) => {
    const say = c.get('say')
    return c.html(
      plainPage(frames, c, {
        title: say('gone.title'),
        text: [say('gone.text'), say('gone.old-code')],
        help: 'old-code',
      }),
      410,
    )
  }
