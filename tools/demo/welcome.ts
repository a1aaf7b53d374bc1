// What the terminal shows once everything runs: the addresses, and one journey to begin with.
import type { DemoSettings } from './settings.ts'
import { people } from './world/people.ts'

/** Short enough to be read. */
export function welcome({ origins }: Pick<DemoSettings, 'origins'>): string {
  const { name, email, password } = people.find((person) => person.situation === 'start-here')!
  return `
  Sluis is running.

    Kade, the HR app       ${origins.hr}
    Sluis Home             ${origins.provider}
    Demo desk              ${origins.desk}    people and passwords, mail, a phone, the clock

  Begin with ${name}, whose employer makes two-step verification mandatory in a week:
    1. Open ${origins.hr} and log in with ${email} and ${password}
    2. Choose "Set up 2FA" in the pop-up, then "Grant access", and add the green code to any authenticator app, or to the desk's phone: ${origins.desk}/phone
    3. Open ${origins.desk}/clock, go to one minute after the date, and log in again

  Ctrl-C stops everything.
`
}
