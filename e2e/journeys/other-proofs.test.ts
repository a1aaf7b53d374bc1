// Proofs besides an app: passkeys, SMS, recovery codes.
import { test } from 'node:test'
import { usesPasskeys, withoutScript } from './passkeys.journey.ts'
import { addsBackup, bySms, withoutSmartphone } from './sms.journey.ts'

for (const { name, run } of [usesPasskeys, withoutScript, addsBackup, bySms, withoutSmartphone]) test(name, run)
