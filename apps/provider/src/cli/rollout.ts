// Plans a roll-out for one company.
import { isUniqueViolation } from '@sluis/server-kit/database'
import { startOfDay } from '#identity/rollouts/local-day.ts'
import { type Command, stringOf, wrong } from './command-line.ts'

export const planRollout: Command = async ({ identity, clock }, values, print) => {
  const application = await identity.applications.findByClientId(stringOf(values['app']))
  const companyId =
    application &&
    (await identity.companies.idsOf(application.id, [stringOf(values['company'])])).get(stringOf(values['company']))
  if (!application || !companyId)
    return wrong(print, ['--app and --company: that application has sent no such company'])
  const timezone = await identity.companies.timezoneOf(companyId)
  const [announceAt, promptAt, requiredAt] = ['announce', 'prompt', 'required'].map((name) =>
    startOfDay(stringOf(values[name]), timezone),
  )
  if (!announceAt || !promptAt || !requiredAt)
    return wrong(print, ['--announce, --prompt and --required are days as YYYY-MM-DD'])
  if (announceAt > promptAt || promptAt > requiredAt)
    return wrong(print, ['announce comes before prompt, and prompt before required'])
  if (requiredAt <= clock.now()) return wrong(print, ['--required lies in the past: nobody would have been told'])
  const planned = identity.transaction(async (stores) => {
    await stores.rollouts.create({ companyId, applicationId: application.id, announceAt, promptAt, requiredAt })
    await stores.audit.append(
      {
        action: 'rollout-planned',
        result: 'done',
        actor: 'operator',
        companyId,
        applicationId: application.id,
        detail: { required: requiredAt.toISOString() },
      },
      clock.now(),
    )
  })
  try {
    await planned
  } catch (error) {
    if (!isUniqueViolation(error, 'rollout_company_id_application_id_key')) throw error
    return wrong(print, ['that company has a date already; it is moved at /admin'])
  }
  print(`Planned. Mandatory from ${requiredAt.toISOString()} (${timezone}).`)
  return 0
}
