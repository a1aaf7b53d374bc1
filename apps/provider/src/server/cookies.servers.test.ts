// What the provider sets behind https: pages and engine alike.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { freePort } from '@sluis/test-kit'
import { authorizationRequest } from '#testing/openid-driver.ts'
import { ownServerDatabase } from '#testing/prepared-database.ts'
import { movableClock, plan, testSettings } from '#testing/running-world.ts'
import { startProvider } from './main.ts'
import { seedPlan } from './seed.ts'

test('behind https every cookie has a name and flags that bind it to this host (ASVS 3.3.1, 3.3.3)', async (t) => {
  const issuer = 'https://sluis.example'
  const [port, clock] = [await freePort(), movableClock()]
  const provider = await startProvider(
    { ...testSettings(port, 'smtp://127.0.0.1:9', await ownServerDatabase()), issuer },
    { clock },
  )
  t.after(() => provider.stop())
  await seedPlan(provider, plan(clock.now()))

  const cookiesOf = (path: string): Promise<string[]> =>
    new Promise((resolve, reject) => {
      request({ port, path, headers: { host: 'sluis.example', 'x-forwarded-proto': 'https' } }, (answer) => {
        answer.resume()
        resolve(answer.headers['set-cookie'] ?? [])
      })
        .on('error', reject)
        .end()
    })
  const ofPage = await cookiesOf('/sign-in')
  const ofEngine = await cookiesOf(authorizationRequest(issuer).address.slice(issuer.length))
  const all = [...ofPage, ...ofEngine].map((cookie) => [cookie.split('=')[0], cookie.toLowerCase()] as const)
  assert.deepEqual(
    [...new Set(all.map(([name]) => name ?? ''))].toSorted((one, other) => one.localeCompare(other)),
    [
      '__Host-sluis-browser',
      '__Host-sluis-journey-language',
      '__Host-sluis-place',
      '__Secure-sluis-interaction',
      '__Secure-sluis-resume',
    ],
  )
  for (const [name, cookie] of all)
    for (const flag of ['; secure', '; httponly', '; samesite=lax']) assert.ok(cookie.includes(flag), `${name} ${flag}`)
})
