// npm start as a person meets it: first start, refusals, stop, second start, starting over, and no process left behind.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { cookieBrowser, freePort, softPhone } from '@sluis/test-kit'
import { people } from './world/people.ts'

const entry = fileURLToPath(new URL('./start.ts', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'sluis-demo-'))
const data = join(directory, 'data')
const LIMIT_MS = 90_000

type Ports = { SLUIS_PORT: string; HR_PORT: string; DESK_PORT: string }
type Started = {
  process: ChildProcess
  output(): string
  waitForOutput(words: RegExp): Promise<void>
  ended: Promise<number | null>
}
let ports: Ports
let address: (program: keyof Ports, path?: string) => string
const all: ChildProcess[] = []

const somePorts = async (): Promise<Ports> => ({
  SLUIS_PORT: String(await freePort()),
  HR_PORT: String(await freePort()),
  DESK_PORT: String(await freePort()),
})
before(async () => {
  ports = await somePorts()
  address = (program, path = '/') => `http://localhost:${ports[program]}${path}`
})
after(() => {
  for (const each of all) each.kill('SIGKILL')
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
})

function start(settings: Partial<Ports> & { SLUIS_DEMO_DATA?: string } = {}, ...args: string[]): Started {
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...process.env, SLUIS_DEMO_DATA: data, ...ports, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  all.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => void (text += piece.toString()))
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const waitForOutput = (words: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`did not say ${words} but:\n${text}`)), LIMIT_MS)
      const check = () => words.test(text) && (clearTimeout(limit), resolve())
      for (const stream of [child.stdout, child.stderr]) stream.on('data', check)
      void ended.then(
        () => (clearTimeout(limit), words.test(text) ? resolve() : reject(new Error(`ended with:\n${text}`))),
      )
      check()
    })
  return { process: child, output: () => text, waitForOutput, ended }
}

const RUNNING = /Ctrl-C stops everything/
const answers = async (url: string): Promise<number | null> =>
  fetch(url).then(
    (response) => response.status,
    () => null,
  )
const allAnswer = async () => [
  await answers(address('SLUIS_PORT', '/readyz')),
  await answers(address('HR_PORT')),
  await answers(address('DESK_PORT')),
]
/** Their process ids, from the files beside the locks of their data. */
const programs = (): number[] =>
  ['provider', 'hr'].map((name) => Number(readFileSync(join(data, name, 'in-use-by.txt'), 'utf8')))
const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('the demo, from the first start to the last', async (t) => {
  let demo = start()
  await t.test('a first start makes its data and says where to go', async () => {
    await demo.waitForOutput(RUNNING)
    for (const program of ['SLUIS_PORT', 'HR_PORT', 'DESK_PORT'] as const)
      assert.ok(demo.output().includes(address(program, '')))
    assert.deepEqual(await allAnswer(), [200, 200, 200])
  })

  await t.test('keys, secrets and state are readable by their owner only', () => {
    assert.equal(statSync(data).mode & 0o077, 0)
    for (const name of ['secrets.json', 'demo.json', 'provider.log', 'hr.log'])
      assert.equal(statSync(join(data, name)).mode & 0o777, 0o600, name)
  })

  await t.test('a second demo on the same data ends immediately, and says so', async () => {
    const second = start(await somePorts())
    assert.equal(await second.ended, 1)
    assert.match(second.output(), /data directory .* is in use by process \d+/)
    assert.deepEqual(await allAnswer(), [200, 200, 200])
  })

  await t.test('a port that is taken ends it immediately, and it says which setting gives another', async () => {
    const third = start({ ...(await somePorts()), HR_PORT: ports.HR_PORT, SLUIS_DEMO_DATA: join(directory, 'third') })
    assert.equal(await third.ended, 1)
    assert.match(third.output(), new RegExp(`Port ${ports.HR_PORT} is taken.*HR_PORT=`))
  })

  await t.test('a wrong setting is named', async () => {
    const wrong = start({ SLUIS_PORT: 'here' })
    assert.equal(await wrong.ended, 1)
    assert.match(wrong.output(), /SLUIS_PORT: is not a port/)
  })

  const mees = people.find((person) => person.situation === 'enrolled-with-recovery-codes')!
  await t.test('an enrolled person signs in with the code of the phone, also while the clock is moved', async () => {
    const desk = cookieBrowser(address('DESK_PORT'))
    const csrf = (await desk.get('/clock')).form('at').fields.find((field) => field.name === 'csrf')!.value
    assert.match((await desk.follow(await desk.post('/clock', { csrf, days: '30' }))).text, /The clock is moved/)

    const visitor = cookieBrowser(address('SLUIS_PORT'))
    const first = await visitor.follow(await visitor.get('/'))
    const password = await visitor.follow(await visitor.submit(first, { username: mees.email }, first.form('username')))
    const code = await visitor.follow(
      await visitor.submit(password, { password: mees.password }, password.form('password')),
    )
    const home = await visitor.follow(
      await visitor.submit(code, { code: softPhone(mees.totpSecret!).codeAt(new Date()) }, code.form('code')),
    )
    assert.match(home.text, new RegExp(mees.name))
  })

  await t.test('SIGTERM stops it in order, and leaves nothing behind', async () => {
    const left = programs()
    assert.deepEqual(left.map(isThere), [true, true])
    demo.process.kill('SIGTERM')
    assert.equal(await demo.ended, 0)
    assert.deepEqual(left.map(isThere), [false, false])
    assert.deepEqual(await allAnswer(), [null, null, null])
  })

  await t.test('a second start remembers everything, the moved clock too', async () => {
    const secrets = readFileSync(join(data, 'secrets.json'), 'utf8')
    demo = start()
    await demo.waitForOutput(RUNNING)
    assert.equal(readFileSync(join(data, 'secrets.json'), 'utf8'), secrets)
    assert.match(await (await fetch(address('DESK_PORT', '/clock'))).text(), /The clock is moved|De klok is verzet/)
  })

  await t.test('starting over at the desk makes a fresh world', async () => {
    const secrets = readFileSync(join(data, 'secrets.json'), 'utf8')
    const desk = cookieBrowser(address('DESK_PORT'))
    await desk.submit(await desk.get('/start-over'))
    assert.equal(await answers(address('DESK_PORT', '/people')), 503)
    await demo.waitForOutput(/A fresh world is ready/)
    assert.notEqual(readFileSync(join(data, 'secrets.json'), 'utf8'), secrets)
    assert.doesNotMatch(
      await (await fetch(address('DESK_PORT', '/clock'))).text(),
      /The clock is moved|De klok is verzet/,
    )
    assert.deepEqual(await allAnswer(), [200, 200, 200])
  })

  await t.test('a program that dies ends the demo, with its reason', async () => {
    process.kill(programs()[1]!, 'SIGKILL')
    assert.equal(await demo.ended, 1)
    assert.match(demo.output(), /The demo stops, since hr ended \(SIGKILL\)/)
    assert.deepEqual(await allAnswer(), [null, null, null])
  })

  await t.test('after a kill without warning (kill -9) its programs end, and the next start works', async () => {
    demo = start()
    await demo.waitForOutput(RUNNING)
    const left = programs()
    demo.process.kill('SIGKILL')
    await demo.ended
    const until = Date.now() + 15_000
    while (left.some(isThere)) {
      assert.ok(Date.now() < until, 'programs were left behind')
      await answers(address('HR_PORT'))
    }
    demo = start()
    await demo.waitForOutput(RUNNING)
    assert.deepEqual(await allAnswer(), [200, 200, 200])
    demo.process.kill('SIGINT')
    assert.equal(await demo.ended, 0)
    assert.ok(readdirSync(data).includes('provider'))
  })
})
