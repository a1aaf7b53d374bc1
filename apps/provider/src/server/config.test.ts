// Production's settings: a table of good and bad environments. Every wrong one is named at once, and no value is
// printed.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { SettingsError } from '@sluis/server-kit/settings'
import { readConfig } from './config.ts'

const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64')
const good = {
  SLUIS_ISSUER: 'https://sluis.example',
  DATABASE_URL: 'postgres://sluis:geheim@db.example/sluis',
  SLUIS_SEALING_KEYS: key(1),
  SLUIS_PASSWORD_PEPPER: key(2),
  SLUIS_SMTP_URL: 'smtps://u:p@mail.example',
  SLUIS_MAIL_FROM: 'Sluis <sluis@sluis.example>',
}

test('six settings are enough, and the rest has its defaults', () => {
  const { kind, listen, issuer, database, sealingKeys, logLevel } = readConfig(good)
  assert.deepEqual(
    { kind, listen, issuer, database, keys: sealingKeys.length, logLevel },
    {
      kind: 'production',
      listen: { address: '127.0.0.1', port: 4400 },
      issuer: 'https://sluis.example',
      database: { url: good.DATABASE_URL, connections: 10 },
      keys: 1,
      logLevel: 'info',
    },
  )
})
const takes: [string, Record<string, string>][] = [
  ['a port of the issuer', { SLUIS_ISSUER: 'https://sluis.example:8443' }],
  ['postgresql:// as the scheme', { DATABASE_URL: 'postgresql://db.example/sluis' }],
  ['several sealing keys, the newest first', { SLUIS_SEALING_KEYS: `${key(3)}, ${key(1)}` }],
  ['keys in base64url', { SLUIS_PASSWORD_PEPPER: Buffer.alloc(32, 255).toString('base64url') }],
  ['networks of one’s own', { SLUIS_INTERNAL_NETWORKS: '10.20.0.0/16, fd00::/8' }],
  ['proxies by address and by network', { SLUIS_TRUSTED_PROXIES: '10.0.0.1, 192.168.0.0/16, fd00::/8' }],
  ['an empty setting as none', { SLUIS_PORT: '', SLUIS_LOG_LEVEL: '', SLUIS_DEMO_DATA: '' }],
  ['a mail address alone', { SLUIS_MAIL_FROM: 'sluis@sluis.example' }],
  [
    'two SMS gateways, and all that belongs to texts',
    {
      SLUIS_SMS_GATEWAYS:
        'kannel+http://u:p@10.0.0.5:13013/cgi-bin/sendsms\n twilio+https://AC1:tok@api.twilio.com?service=MG1',
      SLUIS_SMS_SENDER: 'Sluis 2',
      SLUIS_SMS_COUNTRIES: 'NL, BE',
      SLUIS_SMS_PRICE: '0.07',
      SLUIS_SMS_OPERATOR_MAIL: 'ops@sluis.example',
    },
  ],
  ['several processes', { SLUIS_PROCESSES: '4' }],
  ['variables of others', { PATH: '/bin', HOME: '/root' }],
]
for (const [rule, change] of takes)
  test(`takes ${rule}`, () => assert.equal(readConfig({ ...good, ...change }).kind, 'production'))

const refuses: [string, Record<string, string | undefined>, string][] = [
  ['no issuer', { SLUIS_ISSUER: undefined }, 'SLUIS_ISSUER: is missing'],
  ['an issuer by http', { SLUIS_ISSUER: 'http://sluis.example' }, 'SLUIS_ISSUER: must be the public https address'],
  ['an issuer with a user', { SLUIS_ISSUER: 'https://user@sluis.example' }, 'SLUIS_ISSUER'],
  ['an issuer in capitals', { SLUIS_ISSUER: 'https://SLUIS.example' }, 'SLUIS_ISSUER'],
  ['an issuer on this machine', { SLUIS_ISSUER: 'https://localhost' }, 'SLUIS_ISSUER'],
  ['an issuer below localhost', { SLUIS_ISSUER: 'https://sluis.localhost' }, 'SLUIS_ISSUER'],
  ['an issuer at a loopback address', { SLUIS_ISSUER: 'https://127.0.0.1' }, 'SLUIS_ISSUER'],
  ['an issuer at the IPv6 loopback address', { SLUIS_ISSUER: 'https://[::1]' }, 'SLUIS_ISSUER'],
  ['an issuer with a path', { SLUIS_ISSUER: 'https://sluis.example/login' }, 'SLUIS_ISSUER'],
  ['an issuer with a slash at its end', { SLUIS_ISSUER: 'https://sluis.example/' }, 'SLUIS_ISSUER'],
  ['an issuer with a query', { SLUIS_ISSUER: 'https://sluis.example?a=b' }, 'SLUIS_ISSUER'],
  ['no database: PGlite is not for production', { DATABASE_URL: undefined }, 'DATABASE_URL: is missing'],
  ['a directory in the place of a database', { DATABASE_URL: './data' }, 'DATABASE_URL: must be postgres://'],
  ['one connection', { SLUIS_DATABASE_CONNECTIONS: '1' }, 'SLUIS_DATABASE_CONNECTIONS'],
  ['a number of connections that is none', { SLUIS_DATABASE_CONNECTIONS: 'many' }, 'SLUIS_DATABASE_CONNECTIONS'],
  ['no sealing key', { SLUIS_SEALING_KEYS: undefined }, 'SLUIS_SEALING_KEYS: is missing'],
  [
    'a short sealing key',
    { SLUIS_SEALING_KEYS: Buffer.alloc(31).toString('base64') },
    'SLUIS_SEALING_KEYS: each key is 32 bytes',
  ],
  ['a good sealing key beside a short one', { SLUIS_SEALING_KEYS: `${key(1)},c2hvcnQ=` }, 'SLUIS_SEALING_KEYS'],
  ['a comma too many', { SLUIS_SEALING_KEYS: `${key(1)},` }, 'SLUIS_SEALING_KEYS'],
  ['no pepper', { SLUIS_PASSWORD_PEPPER: undefined }, 'SLUIS_PASSWORD_PEPPER: is missing'],
  ['two peppers', { SLUIS_PASSWORD_PEPPER: `${key(1)},${key(2)}` }, 'SLUIS_PASSWORD_PEPPER: is one key'],
  ['mail by something else than SMTP', { SLUIS_SMTP_URL: 'https://mail.example' }, 'SLUIS_SMTP_URL: must be smtp'],
  ['a sender that is no address', { SLUIS_MAIL_FROM: 'Sluis' }, 'SLUIS_MAIL_FROM: must be an address'],
  ['a sender with a second header', { SLUIS_MAIL_FROM: 'a@b.example\r\nbcc: c@d.example' }, 'SLUIS_MAIL_FROM'],
  ['a port past the last', { SLUIS_PORT: '65536' }, 'SLUIS_PORT: is not a port'],
  ['a port that is no number', { SLUIS_PORT: 'web' }, 'SLUIS_PORT: is not a port'],
  ['no process at all', { SLUIS_PROCESSES: '0' }, 'SLUIS_PROCESSES'],
  ['half a process', { SLUIS_PROCESSES: '1.5' }, 'SLUIS_PROCESSES'],
  ['as many processes as people', { SLUIS_PROCESSES: '1000' }, 'SLUIS_PROCESSES'],
  ['a number of processes that is none', { SLUIS_PROCESSES: 'all' }, 'SLUIS_PROCESSES'],
  ['half a port', { SLUIS_PORT: '44.5' }, 'SLUIS_PORT: is not a port'],
  [
    'a proxy that is no address',
    { SLUIS_TRUSTED_PROXIES: '10.0.0.1,proxy.example' },
    'SLUIS_TRUSTED_PROXIES: must be addresses or networks',
  ],
  ['a network of one’s own by name', { SLUIS_INTERNAL_NETWORKS: 'office' }, 'SLUIS_INTERNAL_NETWORKS'],
  ['a network with too many bits', { SLUIS_TRUSTED_PROXIES: '10.0.0.0/33' }, 'SLUIS_TRUSTED_PROXIES'],
  ['a network without its bits', { SLUIS_TRUSTED_PROXIES: '10.0.0.0/' }, 'SLUIS_TRUSTED_PROXIES'],
  ['a log level that says everything', { SLUIS_LOG_LEVEL: 'trace' }, 'SLUIS_LOG_LEVEL: must be'],
  ['a gateway of no kind', { SLUIS_SMS_GATEWAYS: 'https://u:geheim@sms.example' }, 'SLUIS_SMS_GATEWAYS: must be'],
  [
    'a gateway without a login',
    { SLUIS_SMS_GATEWAYS: 'kannel+https://sms.example/cgi-bin/sendsms' },
    'SLUIS_SMS_GATEWAYS: must be',
  ],
  [
    'a good gateway beside a broken one',
    { SLUIS_SMS_GATEWAYS: 'kannel+https://u:geheim@sms.example/cgi-bin/sendsms twilio+https://' },
    'SLUIS_SMS_GATEWAYS: must be',
  ],
  [
    'a password that is not written as one',
    { SLUIS_SMS_GATEWAYS: 'kannel+https://u:100%25%zz@sms.example/' },
    'SLUIS_SMS_GATEWAYS: must be',
  ],
  ['a sender that phones do not show', { SLUIS_SMS_SENDER: 'Sluis Sign-in' }, 'SLUIS_SMS_SENDER: must be at most 11'],
  ['an app name that makes each text cost twice', { SLUIS_SMS_APP_NAME: 'Sluis’' }, 'SLUIS_SMS_APP_NAME: has a sign'],
  [
    'an app name that is too long',
    { SLUIS_SMS_APP_NAME: 'Sluis voor allen!' },
    'SLUIS_SMS_APP_NAME: must be at most 16',
  ],
  ['countries by name', { SLUIS_SMS_COUNTRIES: 'Nederland' }, 'SLUIS_SMS_COUNTRIES: must be country codes'],
  ['texts for nothing', { SLUIS_SMS_PRICE: '0' }, 'SLUIS_SMS_PRICE: must be'],
  ['money that is no amount', { SLUIS_SMS_DAILY_SPEND: 'veel' }, 'SLUIS_SMS_DAILY_SPEND: must be'],
  [
    'two operators',
    { SLUIS_SMS_OPERATOR_MAIL: 'ops@sluis.example,more@sluis.example' },
    'SLUIS_SMS_OPERATOR_MAIL: must be one address',
  ],
  ['the demo’s data', { SLUIS_DEMO_DATA: './data' }, 'SLUIS_DEMO_DATA: belongs to the demo'],
]
for (const [rule, change, line] of refuses) {
  test(`refuses ${rule}, by name and without its value`, () => {
    const output = refusal({ ...good, ...change })
    assert.ok(output.includes(line), output)
    assert.equal(output.split('\n').length, 3, `one line for one fault: ${output}`)
    for (const value of Object.values({ ...good, ...change }))
      if (value !== undefined && value.length > 4 && !output.split(value).join('').includes('postgres://…'))
        assert.ok(!output.includes(value), output)
  })
}

test('gateways are read in their order, logins decoded, and without one there are no SMS', () => {
  assert.equal(readConfig(good).sms, null)
  const { sms } = readConfig({
    ...good,
    SLUIS_SMS_GATEWAYS:
      'kannel+http://slu%40is:g%2Fheim@10.0.0.5:13013/cgi-bin/sendsms twilio+https://AC1:tok@api.twilio.com?service=MG1',
  })
  assert.deepEqual(sms?.gateways, [
    {
      kind: 'kannel',
      name: 'kannel-1',
      url: 'http://10.0.0.5:13013/cgi-bin/sendsms',
      username: 'slu@is',
      password: 'g/heim',
    },
    { kind: 'twilio', name: 'twilio-2', url: 'https://api.twilio.com', account: 'AC1', token: 'tok', service: 'MG1' },
  ])
  assert.deepEqual(
    [sms?.sender, sms?.price, sms?.dailySpend, sms?.countries.length, sms?.operatorMail],
    ['Sluis', 0.1, 50, 30, null],
  )
})

test('names every wrong setting at once', () => {
  const output = refusal({ SLUIS_ISSUER: 'http://x', SLUIS_PORT: 'web', SLUIS_DEMO_DATA: 'x' })
  for (const name of [
    'SLUIS_ISSUER',
    'DATABASE_URL',
    'SLUIS_SEALING_KEYS',
    'SLUIS_PASSWORD_PEPPER',
    'SLUIS_SMTP_URL',
    'SLUIS_MAIL_FROM',
    'SLUIS_PORT',
    'SLUIS_DEMO_DATA',
  ])
    assert.ok(output.includes(name), name)
})

test('says where the settings are explained, and there they are', () => {
  const output = refusal({
    SLUIS_PORT: 'web',
    SLUIS_LOG_LEVEL: 'loud',
    SLUIS_TIME_ZONE: 'x',
    SLUIS_TRUSTED_PROXIES: 'x',
  })
  assert.match(output, /\nEach is explained in \.env\.example\.$/u)
  const explained = readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8')
  const named = output.match(/^ {2}[A-Z_]+(?=:)/gmu) ?? []
  assert.equal(named.length, 10)
  for (const name of named) assert.match(explained, new RegExp(`^${name.trim()}=`, 'mu'), name)
})

function refusal(environment: NodeJS.ProcessEnv): string {
  try {
    readConfig(environment)
  } catch (error) {
    assert.ok(error instanceof SettingsError)
    return error.message
  }
  return assert.fail('it was taken')
}
