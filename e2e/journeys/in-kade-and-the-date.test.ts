// Between Kade and Sluis: changing accounts and companies, cancelling, what Home shows, and what the date of a roll-out
// does. (Two subjects in a file: its demo and its browser cost as much as three journeys.)
import { test } from 'node:test'
import { clockOff, fromHome, readsHelp } from './at-home.journey.ts'
import { changesAccount, manyCompanies, turnsBack, twoEmployers } from './inside-kade.journey.ts'
import { movesDate } from './not-me.journey.ts'
import { passesTheDate, usedUpLater } from './pass-the-date.journey.ts'

for (const { name, run } of [movesDate, clockOff, fromHome, readsHelp, changesAccount, manyCompanies]) test(name, run)
for (const { name, run } of [turnsBack, twoEmployers, passesTheDate, usedUpLater]) test(name, run)
