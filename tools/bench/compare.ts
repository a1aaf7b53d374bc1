// A sign-in with better-auth (password and a code of an app, no OpenID Connect) beside ours, in turns on one machine
// and one PostgreSQL server.

import { decodeBase32, codeAt, stepAt } from '@sluis/otp'
import { ARGON2ID } from '@sluis/provider/passwords'
import { freePort } from '@sluis/test-kit'
import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Answer, type Visitor, visitorsOf } from './client.ts'
import { hashMeter } from './hashes.ts'
import { PEPPER } from './instance.ts'
import { inLanes, sum } from './lanes.ts'
import { type Figures, figuresLine, measurement, ms } from './measure.ts'
import { PASSWORD, people, signIn, warmUp } from './people.ts'
import { benchWorld, type World } from './world.ts'

/** `theirs`: with the hash it comes with. `withOurHash`: with ours, so that only the rest is compared. */
export type CompareFigures = { ours: Figures; theirs: Figures; withOurHash: Figures; hashMs: number }

const HERE = fileURLToPath(new URL('better-auth', import.meta.url))
const INSTALLED = fileURLToPath(new URL('../../.cache/bench-better-auth', import.meta.url))
const FILES = ['package.json', 'package-lock.json', 'serve.mjs']
const AT_ONCE = 8
const BATCHES = 8
const HASHES_PER_BATCH = 50

/** `count`: people of each. */
export async function measureCompare(count: number): Promise<CompareFigures> {
  install()
  const world = await benchWorld()
  const others = [await betterAuth(world, null), await betterAuth(world, ARGON2ID)] as const
  try {
    const ours = await people(world, count)
    await warmUp(world, ours)
    const theirs = others.map((other) => Array.from({ length: count }, (_, number) => other.person(number)))
    for (const all of theirs) {
      await inLanes(AT_ONCE, all, (person) => person.enrol())
      await inLanes(AT_ONCE, all, (person) => person.signIn())
    }
    const hash = await hashMeter()
    const hashes: number[] = []
    const ofOurs = measurement(world)
    const ofTheirs = others.map(({ pid, statements }) => measurement({ statements, cost: () => world.cost(pid) }))
    const perBatch = Math.ceil(count / BATCHES)
    for (let from = 0; from < count; from += perBatch) {
      hashes.push(await hash(HASHES_PER_BATCH))
      await ofOurs.batch(AT_ONCE, ours.slice(from, from + perBatch), (person) => signIn(world, person))
      for (const [at, measured] of ofTheirs.entries())
        await measured.batch(AT_ONCE, theirs[at]!.slice(from, from + perBatch), (person) => person.signIn())
    }
    const [asItComes, withOurHash] = ofTheirs.map((measured) => measured.figures(0)) as [Figures, Figures]
    return { ours: ofOurs.figures(0), theirs: asItComes, withOurHash, hashMs: sum(hashes) / hashes.length }
  } finally {
    for (const other of others) await other.stop()
    await world.stop()
  }
}

/** Into a folder that is no part of the tree, and only where the lock file is another than what is there. */
function install(): void {
  const lock = 'package-lock.json'
  const isThere =
    existsSync(join(INSTALLED, 'node_modules')) &&
    readFileSync(join(INSTALLED, lock), 'utf8') === readFileSync(join(HERE, lock), 'utf8')
  mkdirSync(INSTALLED, { recursive: true })
  for (const file of FILES) copyFileSync(join(HERE, file), join(INSTALLED, file))
  if (isThere) return
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['ci', ...quiet], { cwd: INSTALLED, stdio: ['ignore', 'ignore', 'inherit'] })
}

type OtherPerson = { enrol(): Promise<void>; signIn(): Promise<void> }

/** `work`: of our hash; null for the one it comes with. */
async function betterAuth(world: World, work: typeof ARGON2ID | null) {
  const [port, database] = [await freePort(), await world.another()]
  const settings = { url: database.url, port, pepper: PEPPER.toString('base64'), work }
  const child = fork(join(INSTALLED, 'serve.mjs'), [JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error('better-auth did not start')
    }),
  ])
  const visitors = visitorsOf(`http://localhost:${port}`)

  /** A person with a browser of their own, who comes back without a session. */
  function person(number: number): OtherPerson {
    const email = `b-${number}@example.org`
    const visitor = visitors.visitor({ address: '192.0.2.4' })
    let secret: Uint8Array = new Uint8Array()
    const code = (): string => codeAt(secret, stepAt(new Date()))
    return {
      async enrol() {
        await post(visitor, 'sign-up/email', { name: email, email, password: PASSWORD })
        const { body } = await post(visitor, 'two-factor/enable', { password: PASSWORD })
        const { totpURI: uri } = JSON.parse(body) as { totpURI: string }
        const read = decodeBase32(new URL(uri).searchParams.get('secret') ?? '')
        if (!read.ok) throw new Error(`no secret in ${uri}`)
        secret = read.bytes
        await post(visitor, 'two-factor/verify-totp', { code: code() })
      },
      async signIn() {
        visitor.forget()
        await post(visitor, 'sign-in/email', { email, password: PASSWORD })
        const { body } = await post(visitor, 'two-factor/verify-totp', { code: code() })
        if (!('token' in (JSON.parse(body) as object))) throw new Error(`not signed in: ${body}`)
      },
    }
  }

  async function post(visitor: Visitor, path: string, fields: object): Promise<Answer> {
    const answer = await visitor.ask(`/api/auth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: `http://localhost:${port}` },
      body: JSON.stringify(fields),
    })
    if (answer.status >= 400) throw new Error(`better-auth ${path}: ${answer.status} ${answer.body}`)
    return answer
  }

  return {
    pid: child.pid!,
    statements: database.statements,
    person,
    async stop(): Promise<void> {
      visitors.close()
      child.kill()
      await ended
      await database.statements.close()
    },
  }
}

const processor = ({ provider, database }: Figures): number => provider + database

export const compareReport = ({ ours, theirs, withOurHash, hashMs }: CompareFigures): string =>
  [
    `one password hash of ours: ${ms(hashMs)}`,
    figuresLine('Sluis, with OpenID Connect', ours),
    figuresLine('better-auth as it comes (scrypt), without', theirs),
    figuresLine('better-auth with our hash, without', withOurHash),
    `better-auth as it comes ÷ ours: ${(processor(theirs) / processor(ours)).toFixed(2)}; with our hash: ${(processor(withOurHash) / processor(ours)).toFixed(2)}`,
  ].join('\n')
