// All journeys, in this order, against one demo that is started for them.
import { test } from 'node:test'
import { readsActivity } from './activity.journey.ts'
import { asksFromKade, clockOff, fromHome, readsHelp } from './at-home.journey.ts'
import { changesAccount, manyCompanies, turnsBack, twoEmployers } from './inside-kade.journey.ts'
import { byKeyboard } from './keyboard-without-script.journey.ts'
import { enrolsAtHome, newPhone, setsPolicy, walksDetails } from './my-details.journey.ts'
import { movesDate, notMe } from './not-me.journey.ts'
import { onOnePhone } from './on-one-phone.journey.ts'
import { usesPasskeys, withoutScript } from './passkeys.journey.ts'
import { passesTheDate, usedUpLater } from './pass-the-date.journey.ts'
import { recovers } from './recover.journey.ts'
import { signsOut } from './sign-out.journey.ts'
import { fromPopUp } from './set-up-from-pop-up.journey.ts'
import { addsBackup, bySms, withoutSmartphone } from './text-message.journey.ts'
import { forgetsPassword, movesAddress } from './account-recovery.journey.ts'

// A third code within half a minute has to be waited for, so the same person comes back later; and whoever chooses a
// new password comes after those who still log in with the first.
const ALL = [
  fromPopUp,
  onOnePhone,
  byKeyboard,
  passesTheDate,
  usedUpLater,
  recovers,
  readsActivity,
  notMe,
  movesDate,
  changesAccount,
  manyCompanies,
  fromHome,
  readsHelp,
  asksFromKade,
  clockOff,
  signsOut,
  walksDetails,
  bySms,
  withoutSmartphone,
  addsBackup,
  withoutScript,
  enrolsAtHome,
  newPhone,
  forgetsPassword,
  usesPasskeys,
  turnsBack,
  twoEmployers,
  setsPolicy,
  movesAddress,
]
for (const { name, run } of ALL) test(name, run)
