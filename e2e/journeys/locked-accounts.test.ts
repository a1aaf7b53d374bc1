// Accounts that their owners lock, and how they are unlocked.
import { test } from 'node:test'
import { notMe } from './not-me.journey.ts'
import { movesAddress } from './account-recovery.journey.ts'

for (const { name, run } of [notMe, movesAddress]) test(name, run)
