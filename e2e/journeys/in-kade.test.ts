// Between Kade and Sluis: changing accounts and companies, cancelling, and what Home shows.
import { test } from 'node:test'
import { clockOff, fromHome, readsHelp } from './at-home.journey.ts'
import { changesAccount, manyCompanies, turnsBack, twoEmployers } from './inside-kade.journey.ts'

for (const { name, run } of [clockOff, fromHome, readsHelp, changesAccount, manyCompanies, turnsBack, twoEmployers])
  test(name, run)
