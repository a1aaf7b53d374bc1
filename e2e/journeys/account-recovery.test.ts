// Account recovery, and signing out.
import { test } from 'node:test'
import { recovers } from './recover.journey.ts'
import { signsOut } from './sign-out.journey.ts'
import { forgetsPassword } from './account-recovery.journey.ts'

for (const { name, run } of [recovers, signsOut, forgetsPassword]) test(name, run)
