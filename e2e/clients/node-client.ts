// Runs a recipe whose program is one file of JavaScript.
import assert from 'node:assert/strict'
import { freePort } from '@sluis/test-kit'
import { type ClientWorld } from './client-world.ts'
import { folderOf, startProgram } from './program.ts'
import { readRecipe } from './recipe.ts'
import { type Features, driveClient } from './drive-client.ts'

/** The paths of each recipe's program. */
export const addressesOf = (origin: string) => ({
  home: `${origin}/`,
  login: `${origin}/login`,
  stepUp: `${origin}/step-up`,
  logout: `${origin}/logout`,
})

export async function driveNodeClient(world: ClientWorld, name: string, features: Features): Promise<void> {
  const recipe = readRecipe(name)
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const environment = {
    ISSUER: world.issuer,
    CLIENT_SECRET: await world.register(recipe, origin),
    AUTH_SECRET: 'for tests alone, and of no use elsewhere',
    ORIGIN: origin,
    PORT: String(port),
  }
  const program = await startProgram(folderOf(recipe.files), [process.execPath, 'app.mjs'], environment, /^Open /mu)
  try {
    await driveClient(world, addressesOf(origin), features)
    assert.equal(program.output(), `Open ${origin}\n`, 'and it has nothing to complain of')
  } catch (error) {
    console.error(program.output())
    throw error
  } finally {
    await program.stop()
  }
}
