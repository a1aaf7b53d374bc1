// Runs a recipe whose program is one file, in whatever language.
import assert from 'node:assert/strict'
import { freePort } from '@sluis/test-kit'
import type { ClientWorld } from './client-world.ts'
import { driveClient, type Features } from './drive-client.ts'
import { folderOf, type Program, startProgram } from './program.ts'
import { readRecipe } from './recipe.ts'

// What runs a file of this name.
const RUNNERS: Record<string, string> = { 'app.mjs': process.execPath, 'app.py': '/usr/bin/python3', 'app.rb': 'ruby' }
const OWN_SECRET = 'for tests alone and of no use anywhere else, long enough for each of them'

type Issuer = Pick<ClientWorld, 'issuer' | 'register'>

/** `page`: of docs/recipes, without its ending. */
export async function startRecipe(
  page: string,
  { issuer, register }: Issuer,
): Promise<{ origin: string; file: string; program: Program }> {
  const recipe = readRecipe(page)
  const file = Object.keys(recipe.files).find((name) => name in RUNNERS)!
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const environment = {
    // With a slash at its end, which is easily typed and makes no difference.
    ISSUER: `${issuer}/`,
    CLIENT_SECRET: await register(recipe, origin),
    AUTH_SECRET: OWN_SECRET,
    SESSION_SECRET: OWN_SECRET,
    ORIGIN: origin,
    PORT: String(port),
  }
  const program = await startProgram(folderOf(recipe.files), [RUNNERS[file]!, file], environment, /^Open /mu)
  return { origin, file, program }
}

export async function driveProgram(world: ClientWorld, page: string, features: Features): Promise<void> {
  const { origin, file, program } = await startRecipe(page, world)
  try {
    const at = { home: `${origin}/`, login: `${origin}/login`, stepUp: `${origin}/step-up`, logout: `${origin}/logout` }
    await driveClient(world, at, features)
    if (file === 'app.mjs') assert.equal(program.output(), `Open ${origin}\n`, 'and it has nothing to complain of')
  } catch (error) {
    console.error(program.output())
    throw error
  } finally {
    await program.stop()
  }
}
