// A terminal with oidc-agent: let in by a code, goes on by refreshing, and is out when its person ends it at Sluis.
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientWorld } from './client-world.ts'
import { folderOf, startProgram } from './program.ts'
import { ISSUER, readRecipe } from './recipe.ts'

export async function driveOidcAgent(world: ClientWorld): Promise<void> {
  const recipe = readRecipe('oidc-agent')
  const secret = await world.register(recipe, 'http://localhost')
  const home = folderOf({})
  mkdirSync(join(home, '.config'))
  const place = { HOME: home, TMPDIR: home, OIDC_ENCRYPTION_PW: 'for tests alone', CLIENT_SECRET: secret }
  const started = spawnSync('oidc-agent', ['--json', '--quiet', '--no-autoreauthenticate'], {
    env: { ...process.env, ...place },
  })
  const { socket, dpid } = JSON.parse(started.stdout.toString()) as { socket: string; dpid: string }
  const environment = { ...place, OIDC_SOCK: socket, OIDCD_PID: dpid }
  // Without blocking: the provider that it asks runs in this process.
  const token = () =>
    new Promise<{ stdout: string; stderr: string }>((resolve) => {
      const options = { env: { ...process.env, ...environment } }
      execFile('oidc-token', ['--time=3600', 'sluis'], options, (_, stdout, stderr) => resolve({ stdout, stderr }))
    })
  try {
    await logIn(world, recipe.files['login.sh']!.replaceAll(ISSUER, world.issuer), environment)
    // Both asked for a token that lives longer than any: each is a refresh.
    for (let time = 0; time < 2; time++) {
      const { stdout, stderr } = await token()
      const headers = { authorization: `Bearer ${stdout.trim()}` }
      const told = await (await fetch(`${world.issuer}/oidc/userinfo`, { headers })).text()
      assert.ok(told.includes(world.anna.email), `${told} ${stderr}`)
    }
    await world.anna.endSession({ where: 'everywhere' })
    assert.match((await token()).stderr, /invalid_grant/u)
  } finally {
    spawnSync('oidc-agent', ['--kill'], { env: { ...process.env, ...environment } })
    rmSync(home, { recursive: true })
  }
}

async function logIn(world: ClientWorld, command: string, environment: Record<string, string>): Promise<void> {
  const { browser, arrive, visit } = world.anna
  const shown = /enter the code: ([A-Z]{4}-[A-Z]{4})/u
  const login = await startProgram(folderOf({ 'login.sh': command }), ['sh', 'login.sh'], environment, shown)
  try {
    const page = await visit('/device')
    const [, code = ''] = shown.exec(login.output())!
    const question = await arrive(await browser.submit(page, { user_code: code }, page.form('/device')))
    assert.match(question.text, /Terminal/u)
    await arrive(await browser.submit(question, { answer: 'allow' }, question.form('answer')))
    assert.equal(await login.ended, 0, login.output())
  } finally {
    await login.stop()
  }
}
