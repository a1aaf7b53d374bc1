// "Remind": one colleague, or all who are not ready. Sluis sends the mail, and decides whether there is one to send.
import { withFlash } from '@sluis/server-kit/flash'
import { withParameter } from '@sluis/server-kit/local-path'
import { notFound } from '#journeys/not-found.ts'
import type { Handler } from '#journeys/request-context.ts'
import { loadColleagues } from './colleagues.ts'

const CONCURRENCY = 5

export const remind: Handler = (deps) => async (c) => {
  const { companyId } = c.get('membership')
  const { login } = c.get('access')
  const form = c.get('form')
  const who = form.text('who')
  const { colleagues } = await loadColleagues(deps, companyId, deps.clock.now())
  const asked = who === 'all' ? colleagues : colleagues.filter(({ id }) => id === who)
  if (who !== 'all' && asked.length === 0) return notFound(deps, c)

  let sent = 0
  const waiting = asked.filter(({ canRemind }) => canRemind)
  const rest = waiting.values()
  const worker = async () => {
    for (const { id, loginId } of rest) {
      if (!(await deps.api.remind(loginId, companyId))) continue
      sent += 1
      await deps.employeeLogins.recordReminder(id, login.id, deps.clock.now())
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  const said = sent === 0 ? 'not-reminded' : sent < waiting.length ? 'reminded-some' : 'reminded'
  const page = /^[1-9]\d{0,3}$/.test(form.text('page')) ? form.text('page') : '1'
  return c.redirect(withFlash(c, withParameter(`/employees?page=${page}`, 'flash', said)), 303)
}
