// What the terminal shows once everything runs: the addresses, and one journey to begin with.
import type { DemoSettings } from './settings.ts'
import { people } from './world/people.ts'

/** Short enough to be read. */
export function welcome({ origins }: Pick<DemoSettings, 'origins'>): string {
  const { name, email, password } = people.find((person) => person.situation === 'new-in-prompt-phase')!
  return `
  Sluis is running.

    Kade, the HR app       ${origins.hr}
    Sluis Home             ${origins.provider}
    Demo desk              ${origins.desk}    people and passwords, mail, the clock

  Begin with ${name}, whose employer makes two-step verification mandatory in a week:
    1. Open ${origins.hr} and log in with ${email} and ${password}
    2. (The pages are Dutch: English is at the foot.) Choose "Set up 2FA" in the pop-up, grant access, and add the green code to any authenticator app
    3. Open ${origins.desk}/clock, go to one minute after the date, and log in again

  Ctrl-C stops everything.
`
}
