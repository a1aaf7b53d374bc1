// Lets a person use /admin.
import { type Command, EMAIL, personOf, printable, refuse, wrongEmail } from './command-shape.ts'

export const grantAdministrator: Command = {
  purpose: 'lets a person use /admin: move dates and unlock accounts',
  options: { email: EMAIL },
  wrongValues: wrongEmail,
  run: async ({ identity, clock }, values, print) => {
    const person = await personOf(identity, values)
    if (!person) return refuse(print, '--email: nobody has that address, or several claim it and none has proved it.')
    await identity.transaction(async (stores) => {
      await stores.people.makeAdministrator(person.id, clock.now())
      await stores.audit.append(
        { action: 'administrator-named', result: 'done', actor: 'operator', personId: person.id },
        clock.now(),
      )
    })
    print(printable(`${person.name} may use /admin.`))
    return 0
  },
}
