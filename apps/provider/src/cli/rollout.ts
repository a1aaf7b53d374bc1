// Plans a roll-out for one company.
import { DAY_MS } from '@sluis/server-kit/time'
import { isUniqueViolation } from '@sluis/server-kit/database'
import { dateFormatter } from '@sluis/server-kit/messages'
import { startOfDay } from '#identity/rollouts/local-day.ts'
import { type Command, type Option, refuse, stringOf, type Values } from './command-shape.ts'

const DAY: Option = { value: 'DAY', isRequired: true }
const DAYS = ['announce', 'prompt', 'required'] as const

export const planRollout: Command = {
  purpose: "days as YYYY-MM-DD in the company's zone; a date once published can only be moved later, at /admin",
  options: {
    app: { value: 'ID', isRequired: true },
    company: { value: 'ID', isRequired: true },
    announce: DAY,
    prompt: DAY,
    required: DAY,
  },
  wrongValues,
  run: async ({ identity, clock }, values, print) => {
    const application = await identity.applications.findByClientId(stringOf(values['app']))
    if (!application) return refuse(print, '--app: no application is registered under that id.')
    const companyId = (await identity.companies.idsOf(application.id, [stringOf(values['company'])])).get(
      stringOf(values['company']),
    )
    if (!companyId)
      return refuse(
        print,
        (await identity.companies.hasAny(application.id))
          ? '--company: the application has sent no company with that id.'
          : '--company: the application has sent no company yet. It sends them with its people, by the API (docs/api.md).',
      )
    const timezone = await identity.companies.timezoneOf(companyId)
    const [announceAt, promptAt, requiredAt] = DAYS.map((name) => startOfDay(stringOf(values[name]), timezone))
    if (!announceAt || !promptAt || !requiredAt) throw new Error('a day that was checked is none')
    if (requiredAt <= clock.now()) return refuse(print, '--required lies in the past: nobody would have been told.')
    if (requiredAt.getTime() - clock.now().getTime() > MAX_YEARS * 366 * DAY_MS)
      return refuse(
        print,
        `--required lies more than ${MAX_YEARS} years ahead; a date once published only moves later.`,
      )
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
      return refuse(print, 'That company has a date already; it is moved at /admin.')
    }
    print(`Planned. Mandatory from ${dateFormatter('en', timezone).dayAndTime(requiredAt)} (${timezone}).`)
    return 0
  },
}

/** Further ahead it is a slip of the hand, which nobody could take back. */
const MAX_YEARS = 10

function wrongValues(values: Values): string[] {
  const [announce = '', prompt = '', required = ''] = DAYS.map((name) => stringOf(values[name]))
  const wrong = DAYS.filter((name) => startOfDay(stringOf(values[name]), 'UTC') === null)
  if (wrong.length > 0) return wrong.map((name) => `--${name} must be a day as YYYY-MM-DD.`)
  // Days written so are in order when their text is.
  return announce <= prompt && prompt <= required
    ? []
    : ['--announce must not come after --prompt, nor --prompt after --required.']
}
