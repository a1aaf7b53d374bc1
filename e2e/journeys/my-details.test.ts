// My details in all its sections, and what an administrator sets.
import { test } from 'node:test'
import { readsActivity } from './activity.journey.ts'
import { newPhone, setsPolicy, walksDetails } from './my-details.journey.ts'

for (const { name, run } of [readsActivity, newPhone, setsPolicy, walksDetails]) test(name, run)
