// Proofs besides an app: passkeys, SMS, recovery codes; and devices without a browser.
import { test } from 'node:test'
import { letsDeviceIn } from './device.journey.ts'
import { usesPasskeys, withoutScript } from './passkeys.journey.ts'
import { addsBackup, bySms, withoutSmartphone } from './sms.journey.ts'

for (const { name, run } of [usesPasskeys, withoutScript, addsBackup, bySms, withoutSmartphone, letsDeviceIn])
  test(name, run)
