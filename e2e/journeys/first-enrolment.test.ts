// Setting it up for the first time: from the pop-up, on one phone, by keyboard, at home.
import { test } from 'node:test'
import { asksFromKade } from './at-home.journey.ts'
import { byKeyboard } from './keyboard-without-script.journey.ts'
import { enrolsAtHome } from './my-details.journey.ts'
import { onOnePhone } from './on-one-phone.journey.ts'
import { fromPopUp } from './set-up-from-pop-up.journey.ts'

for (const { name, run } of [byKeyboard, enrolsAtHome, onOnePhone, fromPopUp, asksFromKade]) test(name, run)
