// npm run test:clients: programs of others that npm test does without, as their pages in docs/recipes have them. Prints
// what each was seen to do, with its version; passes over what this machine does not have.
import { spawnSync } from 'node:child_process'
import { driveApache } from './apache.ts'
import { type ClientWorld, clientWorld } from './client-world.ts'
import { driveOidcAgent } from './oidc-agent.ts'
import { refuseForgedLogouts } from './forged-logouts.ts'
import { driveProgram } from './program-client.ts'

/** `packages`: of Debian; the first is the one whose version counts. */
type Client = {
  name: string
  packages: string[]
  drive: (world: ClientWorld) => Promise<void>
  seen: string
}

// prettier-ignore
const CLIENTS: Client[] = [
  { name: 'mod_auth_openidc', packages: ['libapache2-mod-auth-openidc', 'apache2'], drive: driveApache, seen: 'login · step-up · logout · back-channel' },
  { name: 'authlib', packages: ['python3-authlib', 'python3-requests'], drive: (world) => driveProgram(world, 'authlib', { backChannel: 'by sid and sub', keeps: 'table' }).then(() => refuseForgedLogouts('authlib')), seen: 'login · step-up · logout · back-channel' },
  { name: 'omniauth', packages: ['ruby-omniauth-openid-connect', 'ruby-webrick'], drive: (world) => driveProgram(world, 'omniauth', { backChannel: 'no', keeps: 'cookie' }), seen: 'login · step-up · logout' },
  { name: 'oidc-agent', packages: ['oidc-agent-cli'], drive: driveOidcAgent, seen: 'login · refresh · ended at Sluis' },
]

/** Null where it is not installed. */
function versionOf(name: string): string | null {
  const asked = spawnSync('dpkg-query', ['--show', '--showformat', '${db:Status-Status} ${Version}', name])
  const [status, version] = asked.error ? [] : asked.stdout.toString().split(' ')
  return status === 'installed' && version !== undefined ? version : null
}

const words = process.argv.slice(2)
const chosen = CLIENTS.filter(({ name }) => words.every((word) => name.includes(word)))
const world = await clientWorld()
const counts = { passed: 0, failed: 0, skipped: 0 }
for (const { name, packages, drive, seen } of chosen) {
  const missing = packages.filter((each) => versionOf(each) === null)
  if (missing.length > 0) {
    counts.skipped += 1
    console.log(`- ${name} · not run: apt-get install ${missing.join(' ')}`)
    continue
  }
  try {
    await drive(world)
    counts.passed += 1
    console.log(`✔ ${name} · ${versionOf(packages[0]!)} · ${seen}`)
  } catch (error) {
    counts.failed += 1
    console.log(`✖ ${name} · ${versionOf(packages[0]!)}`)
    console.error(error)
  }
}
await world.stop()
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed === 0 ? 0 : 1
