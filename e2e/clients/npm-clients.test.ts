// Libraries for JavaScript that others wrote, each as its page in docs/recipes has it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { clientWorld } from './client-world.ts'
import { refuseForgedLogouts } from './forged-logouts.ts'
import { driveProgram } from './program-client.ts'

const world = await clientWorld()
after(() => world.stop())

for (const [name, features] of [
  ['openid-client', { backChannel: 'by sid and sub', keeps: 'table' }],
  ['oauth4webapi', { backChannel: 'no', keeps: 'table' }],
  ['passport-openidconnect', { backChannel: 'no', keeps: 'table' }],
  ['authjs', { backChannel: 'no', keeps: 'cookie' }],
] as const)
  test(`${name} lets in, steps up and logs out as its recipe says`, () => driveProgram(world, name, features))

test('openid-client believes no logout token but a right one, once (Back-Channel Logout 1.0 §2.6)', () =>
  refuseForgedLogouts('openid-client'))

test('what a client without PKCE costs is said wherever it is listed, and to the strict setting it is refused', async () => {
  assert.match(await world.command(['application', 'list']), /! takes codes without PKCE \(nonce required\)/u)
  await world.command(['application', 'update', '--id', 'passport', '--pkce', 'required'])
  const query = { client_id: 'passport', response_type: 'code', scope: 'openid', nonce: 'n', state: 's' }
  const back = /http:\S+:\d+\/callback/u.exec(await world.command(['application', 'show', '--id', 'passport']))![0]
  const page = await world.anna.browser.get(`/oidc/auth?${new URLSearchParams({ ...query, redirect_uri: back })}`)
  assert.equal(page.location?.searchParams.get('error'), 'invalid_request')
})

test('the table of recipes names the versions that were run', () => {
  const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  const table = read('docs/recipes/README.md')
  for (const name of ['openid-client', 'oauth4webapi', '@auth/core', 'passport-openidconnect']) {
    const { version } = JSON.parse(read(`node_modules/${name}/package.json`)) as { version: string }
    const row = table.split('\n').find((line) => line.startsWith('|') && line.includes(name))
    assert.equal(row?.split('|')[2]?.trim(), version, name)
  }
})
