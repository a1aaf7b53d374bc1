// Lets a person use /admin.
import { type Command, personOf, wrong } from './command-line.ts'

export const grantAdministrator: Command = async ({ identity, clock }, values, print) => {
  const person = await personOf(identity, values)
  if (!person) return wrong(print, ['--email: nobody has that address'])
  await identity.transaction(async (stores) => {
    await stores.people.makeAdministrator(person.id, clock.now())
    await stores.audit.append(
      { action: 'administrator-named', result: 'done', actor: 'operator', personId: person.id },
      clock.now(),
    )
  })
  print(`${person.name} may use /admin.`)
  return 0
}
