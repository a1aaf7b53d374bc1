// What the date of a roll-out does, and who may move it.
import { test } from 'node:test'
import { movesDate } from './not-me.journey.ts'
import { passesTheDate, usedUpLater } from './pass-the-date.journey.ts'

for (const { name, run } of [movesDate, passesTheDate, usedUpLater]) test(name, run)
