// The tables of people in the READMEs match the world: people, addresses, passwords and keys, row by row.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { translatorFor, situationOf } from './desk/i18n.ts'
import { people } from './world/people.ts'
import { worldAt } from './world.ts'

const world = worldAt(new Date('2026-11-22T11:00:00Z'))

/** The rows as they should be. */
const rows = people.map(
  (person) =>
    `| ${person.name} | ${situationOf(translatorFor('en'), world, person)} | \`${person.email}\` | \`${person.password}\` | ${person.totpSecret === null ? '–' : `\`${person.totpSecret}\``} |`,
)

for (const [name, place] of [
  ['the README', '../../README.md'],
  ["the demo's README", './README.md'],
] as const) {
  const readme = readFileSync(new URL(place, import.meta.url), 'utf8')

  test(`every person is in ${name} as in the world, in the same order`, () => {
    const table = readme.split('\n').filter((line) => line.startsWith('| ') && line.includes('@'))
    assert.deepEqual(table, rows, `the rows should be:\n${rows.join('\n')}`)
  })

  test(`the known recovery codes are in ${name}`, () => {
    for (const code of people.flatMap((person) => person.recoveryCodes)) assert.ok(readme.includes(code), code)
  })
}
