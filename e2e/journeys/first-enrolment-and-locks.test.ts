// Setting it up for the first time: from the pop-up, on one phone, by keyboard, at home. And accounts that their owners
// lock, and how they are unlocked.
import { test } from 'node:test'
import { movesAddress } from './account-recovery.journey.ts'
import { asksFromKade } from './at-home.journey.ts'
import { onSmallPhone } from './first-enrolment-counted.journey.ts'
import { byKeyboard } from './keyboard-without-script.journey.ts'
import { enrolsAtHome } from './my-details.journey.ts'
import { notMe } from './not-me.journey.ts'
import { onOnePhone } from './on-one-phone.journey.ts'
import { fromPopUp } from './set-up-from-pop-up.journey.ts'

const journeys = [byKeyboard, enrolsAtHome, onOnePhone, fromPopUp, asksFromKade, onSmallPhone, notMe, movesAddress]
for (const { name, run } of journeys) test(name, run)
