// My details in all its sections, what an administrator sets, account recovery, and signing out.
import { test } from 'node:test'
import { forgetsPassword } from './account-recovery.journey.ts'
import { readsActivity } from './activity.journey.ts'
import { newPhone, setsPolicy, walksDetails } from './my-details.journey.ts'
import { recovers } from './recover.journey.ts'
import { signsOut } from './sign-out.journey.ts'

for (const { name, run } of [readsActivity, newPhone, setsPolicy, walksDetails, recovers, signsOut, forgetsPassword])
  test(name, run)
