// "Later": counted by Sluis, with the number that was on the button; with none left, for this session only. The wall
// was asked before this.
import type { Handler } from '#journeys/request-context.ts'
import { errorPage } from '#page/error-page.ts'
import { afterLater } from '#sluis/access-rules.ts'

const SAID = { last: 'later-last', tomorrow: 'later', again: 'later-again' } as const

export const later: Handler = (deps) => async (c) => {
  const { api, statuses, sessions, clock } = deps
  const { session, login } = c.get('access')
  const shown = c.get('form').text('left')
  if (!/^\d{1,3}$/.test(shown)) {
    c.status(400)
    return errorPage(deps.frames, c, 'form-broken', c.get('reference'))
  }
  if (Number(shown) === 0) {
    await sessions.passPopUp(session.id, clock.now())
    return c.redirect('/', 303)
  }
  const answer = await api.snooze(login.id, Number(shown))
  // What was kept is no longer so, whatever the answer; the start page shows what now holds, the wall included.
  statuses.forget(login.id)
  if (typeof answer === 'object') {
    statuses.save(login.id, answer)
    return c.redirect(`/?said=${SAID[afterLater(answer)]}`, 303)
  }
  return c.redirect(answer === 'no-snooze-left' || answer === 'snooze-stale' ? '/?said=number-changed' : '/', 303)
}
