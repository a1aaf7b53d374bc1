// What the tests use of the machine, and how it gets there.

import { spawnSync } from 'node:child_process'
import { chromium, hasHeadlessShell, hasKannel, postgresBinaries } from '@sluis/test-kit'
import { runProgram } from './run-program.ts'

/**
 * `mac`: null where macOS has none, and its tests are passed over there. `isOptional`: the tests do without it, more
 * slowly.
 */
export type Prerequisite = {
  name: string
  isThere: () => boolean
  debian: string[]
  mac: string | null
  isOptional?: boolean
}

const answers = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).error === undefined

const found = (find: () => string): boolean => {
  try {
    return find() !== ''
  } catch {
    return false
  }
}

// prettier-ignore
const PREREQUISITES: Prerequisite[] = [
  { name: 'Chromium', isThere: () => found(chromium), debian: ['chromium', 'fonts-liberation'], mac: '--cask chromium' },
  { name: 'Chromium’s headless shell', isThere: hasHeadlessShell, debian: ['chromium-headless-shell'], mac: null, isOptional: true },
  { name: 'PostgreSQL 15 or newer', isThere: () => found(postgresBinaries), debian: ['postgresql'], mac: 'postgresql@17' },
  { name: 'oathtool', isThere: () => answers('oathtool', '--version'), debian: ['oathtool'], mac: 'oath-toolkit' },
  { name: 'zbarimg', isThere: () => answers('zbarimg', '--version'), debian: ['zbar-tools'], mac: 'zbar' },
  { name: 'pdftotext', isThere: () => answers('pdftotext', '-v'), debian: ['poppler-utils'], mac: 'poppler' },
  { name: 'Kannel', isThere: hasKannel, debian: ['kannel', 'kannel-extras'], mac: null },
]

/** Installs what is missing where apt-get may be used, else says what to install. True when all is there. */
export async function installPrerequisites(): Promise<boolean> {
  const missing = PREREQUISITES.filter(
    ({ isThere, mac }) => !isThere() && (process.platform !== 'darwin' || mac !== null),
  )
  if (missing.length === 0) return true
  const root = process.platform === 'linux' && answers('apt-get', '--version') ? asRoot() : null
  if (!root) return tellWithout(missing)
  console.log(`  apt-get installs ${missing.map(({ name }) => name).join(', ')} …`)
  const apt = (...args: string[]): Promise<boolean> => {
    const [program = 'apt-get', ...rest] = [
      ...root,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-qq',
      '-o',
      'DPkg::Lock::Timeout=300',
      '-o',
      'Acquire::http::Timeout=20',
      ...args,
    ]
    return runProgram(program, rest)
  }
  await apt('update')
  // Apart, since apt-get installs none of what it is asked for where it does not know one of them.
  for (const isOptional of [false, true]) {
    const packages = missing.filter((each) => isOptional === (each.isOptional ?? false)).flatMap(({ debian }) => debian)
    if (packages.length > 0) await apt('install', '-y', '--no-install-recommends', ...packages)
  }
  return tellWithout(missing.filter(({ isThere }) => !isThere()))
}

/** Says what is missing; true where it is nothing that the tests cannot do without. */
function tellWithout(missing: Prerequisite[]): boolean {
  const required = missing.filter(({ isOptional }) => !isOptional)
  for (const { name } of missing.filter(({ isOptional }) => isOptional))
    console.log(`  Without ${name} the tests take longer.`)
  if (required.length > 0) console.log(advice(required, process.platform))
  return required.length === 0
}

/** How to become root without being asked for a password; null when that cannot be. */
function asRoot(): string[] | null {
  if (process.getuid?.() === 0) return []
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : null
}

/** The sentence for a person who must install it. */
export function advice(missing: Pick<Prerequisite, 'name' | 'debian' | 'mac'>[], platform: NodeJS.Platform): string {
  const names = missing.map(({ name }) => name).join(', ')
  if (platform === 'darwin')
    return `  Missing: ${names}. Install with: ${missing.map(({ mac }) => `brew install ${mac}`).join(' && ')}`
  const packages = missing.flatMap(({ debian }) => debian).join(' ')
  return `  Missing: ${names}. On Debian or Ubuntu: sudo apt-get install ${packages}; elsewhere by your system's packages.`
}
