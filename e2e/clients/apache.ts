// Apache with mod_auth_openidc: the configuration of its page, in a server of its own on a loopback port.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@sluis/test-kit'
import type { ClientWorld } from './client-world.ts'
import { arriveAsNewcomer, driveClient } from './drive-client.ts'
import { folderOf, startProgram } from './program.ts'
import { APP, ISSUER, readRecipe } from './recipe.ts'

const MODULES =
  'mpm_event authn_core authz_core authz_user authz_host dir mime alias env setenvif include filter rewrite auth_openidc'

/** What a virtual host of Debian has around the page's part. */
const around = (port: number): string => `
ServerRoot \${FOLDER}
PidFile \${FOLDER}/apache.pid
Listen 127.0.0.1:${port}
ServerName localhost:${port}
${MODULES.split(' ')
  .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  .join('\n')}
User www-data
Group www-data
DocumentRoot \${FOLDER}/site
TypesConfig /dev/null
DirectoryIndex index.shtml
AddType text/html .shtml .html
AddOutputFilter INCLUDES .shtml
ErrorLog "|/bin/cat"
LogLevel notice
<Directory \${FOLDER}/site>
    Options +Includes
    Require all granted
</Directory>
Include \${FOLDER}/sluis.conf
`

export async function driveApache(world: ClientWorld): Promise<void> {
  const recipe = readRecipe('mod_auth_openidc')
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const secret = await world.register(recipe, origin)
  const configuration = recipe.files['sluis.conf']!.replaceAll(APP, origin)
    .replaceAll(ISSUER, world.issuer)
    .replace('CLIENT_SECRET', secret)
    .replace('PASSPHRASE', 'for tests alone, of no use elsewhere'.replaceAll(' ', '-'))
  const folder = folderOf({ 'apache.conf': around(port), 'sluis.conf': configuration })
  const page = recipe.files['index.shtml']!
  mkdirSync(join(folder, 'site/safe'), { recursive: true })
  writeFileSync(join(folder, 'site/safe/index.shtml'), page)
  for (const name of ['index.shtml', 'goodbye.html', 'stopped.html'])
    writeFileSync(join(folder, 'site', name), recipe.files[name]!)
  const apache = ['apache2', '-f', join(folder, 'apache.conf'), '-D', 'FOREGROUND'] as const
  const at = {
    home: `${origin}/`,
    login: `${origin}/`,
    stepUp: `${origin}/safe/`,
    logout: `${origin}/oidc?logout=${encodeURIComponent(`${origin}/goodbye.html`)}`,
  }
  const program = await startProgram(folder, [...apache], { FOLDER: folder }, /resuming normal operations/u)
  try {
    await driveClient(world, at, { backChannel: 'by sid', keeps: 'table' })
    // It asks a minute before the end of an access token: from here on, each time.
    await world.command(['application', 'update', '--id', 'apache', '--access-token-seconds', '60'])
    await arriveAsNewcomer(world, at, { backChannel: 'by sid and sub' })
  } catch (error) {
    console.error(program.output())
    throw error
  } finally {
    await program.stop()
  }
}
