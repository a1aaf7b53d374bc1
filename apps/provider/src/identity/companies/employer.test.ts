// Which company speaks: the only one, or the one that was asked for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { employerOf } from './employer.ts'

const baker = { id: 'c1', name: 'Bakkerij De Korenmolen' }
const dairy = { id: 'c2', name: 'Zuivelhuis' }

const cases: [string, Parameters<typeof employerOf>, string | null][] = [
  ['the only company of somebody is their employer', [[baker]], 'Bakkerij De Korenmolen'],
  ['of several companies none speaks', [[baker, dairy]], null],
  ['of several companies the one that was asked for speaks', [[baker, dairy], 'c2'], 'Zuivelhuis'],
  ['a company that was asked for, and where the person does not work, is not named', [[baker, dairy], 'c3'], null],
  ['two directories that know one employer are one', [[baker, { ...baker, id: 'c4' }]], 'Bakkerij De Korenmolen'],
  ['somebody who works nowhere has no employer', [[]], null],
]
for (const [rule, given, expected] of cases) test(rule, () => assert.equal(employerOf(...given), expected))
