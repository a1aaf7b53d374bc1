// Takes an application out for good, with its directory where that is said.
import { createMailQueue } from '#messaging/mail/mail-queue.ts'
import { createNotify } from '#messaging/mail/notify.ts'
import { OPERATOR } from '#use-cases/administer/registrar.ts'
import { countPeople, removeApplication } from '#use-cases/administer/remove-application.ts'
import { removePerson } from '#use-cases/sync-directory/remove-person.ts'
import { type Command, refuse, stringOf } from './command-shape.ts'
import { withJobs } from './with-jobs.ts'

const BATCH = 100

export const removeRegistration: Command = {
  purpose:
    'takes an application out for good: its secrets, tokens, the access that people gave it, its companies and their dates\n--yes: that is meant\n--with-directory: also takes out the people whom its directory names; each is signed out, and told',
  options: { id: { value: 'ID', isRequired: true }, yes: {}, 'with-directory': {} },
  wrongValues: (values) => (values['yes'] ? [] : ['--yes is missing: what is removed does not come back.']),
  run: async (provider, values, print, settings) => {
    const { identity, clock, sealer, translatorFor } = provider
    const application = await identity.applications.findByClientId(stringOf(values['id']))
    if (!application) return refuse(print, '--id: no application is registered under it.')
    let people = 0
    if (values['with-directory'])
      await withJobs(provider, async (jobs) => {
        const notify = createNotify(createMailQueue(jobs, sealer), settings.issuer, translatorFor)
        const by = { actor: OPERATOR.actor, reason: 'the application is removed' }
        for (let before = -1; before < people;) {
          before = people
          for (const id of await identity.companies.listActive(application.id, BATCH, clock.now()))
            if ((await removePerson({ identity, notify }, application, id, by, clock.now())).ok) people += 1
        }
      })
    const removed = await identity.transaction(async (stores) => {
      const current = await stores.applications.lock(application.clientId, 'to-remove')
      return current && removeApplication(stores, current, OPERATOR, clock.now())
    })
    if (removed && !removed.ok)
      return refuse(
        print,
        removed.refusal === 'has-people'
          ? `Active in its directory: ${countPeople(removed.people)}. --with-directory takes them out too, and tells each.`
          : 'It cannot be removed.',
      )
    print(`${application.clientId} is removed${people > 0 ? `, and ${countPeople(people)} with it` : ''}.`)
    return 0
  },
}
