// What is in a log line, and what never is. In a process of its own, since the log writes to the terminal.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'

function logged(statement: string, level = 'info'): Record<string, unknown>[] {
  const code = `import { createLog } from ${JSON.stringify(new URL('log.ts', import.meta.url).href)}\nconst log = createLog('sluis', ${JSON.stringify(level)})\n${statement}`
  return execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('a line is JSON with time, program and message', () => {
  const [line] = logged("log.info({ reference: 'r-1' }, 'request')")
  assert.deepEqual(
    [line?.['program'], line?.['reference'], line?.['msg'], line?.['level']],
    ['sluis', 'r-1', 'request', 30],
  )
  assert.match(String(line?.['time']), /^\d{4}-\d\d-\d\dT/u)
})
for (const name of [
  'password',
  'code',
  'secret',
  'token',
  'email',
  'authorization',
  'cookie',
  'csrf',
  'phone',
  'hash',
  'voucher',
  'client_secret',
  'refresh_token',
  'access_token',
  'id_token',
]) {
  test(`no ${name} is written, however deep it is`, () => {
    const text = JSON.stringify(
      logged(
        `log.info({ ${name}: 'geheim', body: { ${name}: 'geheim', inner: { ${name}: 'geheim' } }, list: [{ ${name}: 'geheim' }] }, 'x')`,
      ),
    )
    assert.ok(!text.includes('geheim') && text.includes('[taken out]'), text)
  })
}
test('an address in an error’s message or stack is blanked, and a database’s values are not written at all', () => {
  const text = JSON.stringify(
    logged(
      "log.error({ err: Object.assign(new Error('duplicate key (sanne@example.org) of zoë@bücher.example'), { code: '23505', detail: 'Key (email)=(sanne@example.org)', parameters: ['geheim'] }) }, 'fault')",
    ),
  )
  for (const secret of ['sanne', 'zoë', 'geheim', 'Key (email)'])
    assert.ok(!text.includes(secret), `${secret}: ${text}`)
  assert.ok(text.includes('23505') && text.includes('[address]'))
})
test('the cause of an error is not written past the blanking', () => {
  const text = JSON.stringify(
    logged("log.error({ err: new Error('outer', { cause: new Error('inner sanne@example.org') }) }, 'fault')"),
  )
  assert.ok(!text.includes('sanne@'), text)
})
test('a line break in a value begins no line of its own (ASVS 16.4.1)', () => {
  const lines = logged('log.info({ path: \'a\\n{"level":50,"msg":"forged"}\' }, \'x\')')
  assert.equal(lines.length, 1)
})
test('a path is written without the words in it that open a door, and with the ids that do not', async () => {
  const { redactPath } = await import('./log.ts')
  const token = 'a-b_'.repeat(11)
  assert.deepEqual(
    [
      `/not-me/${token}`,
      `/continue/${token}/access`,
      '/admin/people/074845b0-3174-467e-aafc-d4c649547b22/open',
      '/assets/0123456789ab/all.css',
      '/sanne@example.org',
    ].map(redactPath),
    [
      '/not-me/[taken out]',
      '/continue/[taken out]/access',
      '/admin/people/074845b0-3174-467e-aafc-d4c649547b22/open',
      '/assets/0123456789ab/all.css',
      '/[address]',
    ],
  )
})
test('what fails again and again while the database is gone is told once a minute, and any other fault each time', () => {
  const failures = (code: string) =>
    logged(`const { createFailureLog } = await import(${JSON.stringify(new URL('failure-log.ts', import.meta.url).href)})
      const failed = createFailureLog(log)
      for (const job of ['a', 'b', 'a', 'b', 'a']) failed(Object.assign(new Error('x'), { code: '${code}' }), { job }, 'failed')`)
  assert.deepEqual(
    failures('08006').map(({ job, level }) => [job, level]),
    [
      ['a', 40],
      ['b', 40],
    ],
  )
  assert.equal(failures('42P01').length, 5)
})
test('silent is silent', () => assert.deepEqual(logged("log.fatal('x')", 'silent'), []))
