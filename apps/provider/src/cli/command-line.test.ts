// A wrong command line: a sentence says what is wrong, exit code 2, and neither settings nor a database are asked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCommand } from './command.ts'

const ALL = [
  'audit verify',
  'signing-key rotate',
  'application register',
  'application update',
  'application list',
  'application show',
  'application rotate-secret',
  'application end-secret',
  'application remove',
  'rollout plan',
  'administrator grant',
  'account unlock',
  'person find',
  'person show',
  'person sessions',
  'person unlock',
  'mail failures',
  'mail resend',
  'sessions end-all',
  'keys reseal',
]

async function run(args: readonly string[], caller = { name: 'npm run here', isDemo: false }) {
  const lines: string[] = []
  const settings = () => assert.fail('the settings were read')
  const code = await runCommand(args, settings, (line) => void lines.push(line), caller)
  const output = lines.join('\n')
  const usageAt = output.search(/^npm run .* -- NOUN VERB …$/mu)
  const helps = /^See npm run here -- (.*) ?--help$/mu.exec(output)
  const sentences = (usageAt < 0 ? output : '').split('\n').filter((line) => line && !line.startsWith('See '))
  const named = (name: string) =>
    helps ? `${name} `.startsWith(helps[1]!) : new RegExp(`^  ${name}( |$)`, 'mu').test(output)
  const about = usageAt < 0 && !helps ? null : ALL.filter(named)
  return { code, sentences, about, lines }
}

const help: [string, string[], string[]][] = [
  ['alone', ['--help'], ALL],
  ['in short', ['-h'], ALL],
  ['behind a noun', ['mail', '--help'], ['mail failures', 'mail resend']],
  ['behind a noun and a verb', ['account', 'unlock', '-h'], ['account unlock']],
  ['behind a noun that is none', ['help', '--help'], ALL],
  ['among options that are wrong', ['mail', 'resend', '--al', '--help'], ['mail resend']],
]
for (const [where, args, about] of help)
  test(`help ${where} is the usage, with exit code 0`, async () => {
    const { code, about: shown, lines } = await run(args)
    assert.deepEqual([code, shown], [0, about])
    assert.match(lines[0]!, /^npm run here -- NOUN VERB …\n/u)
  })

test('without a name the caller is npm run provider:command', async () => {
  const lines: string[] = []
  await runCommand(
    ['--help'],
    () => assert.fail(),
    (line) => void lines.push(line),
  )
  assert.match(lines[0]!, /^npm run provider:command -- NOUN VERB …\n/u)
})

test('the usage has each option: what is needed, what is not, and what may stand several times', async () => {
  const { lines } = await run(['application', 'register', '--help'])
  assert.equal(
    lines[0]!.replaceAll(/\s+/gu, ' ').split(' registers ')[0],
    'npm run here -- NOUN VERB … application register --id ID --name NAME [--name-nl NAME] [--name-en NAME] ' +
      '[--redirect-uri URI …] [--post-logout-redirect-uri URI …] [--home URI] [--terms URI] [--privacy URI] ' +
      '[--backchannel-logout-uri URI] [--scope SCOPE …] [--api-scope SCOPE …] [--kind web|native] ' +
      '[--authentication METHOD] [--jwks FILE] [--jwks-uri URI] [--pkce required|nonce-instead|optional] ' +
      '[--id-token-algorithm ES256|RS256] [--access-token-format opaque|jwt] [--access-token-seconds SECONDS] ' +
      '[--refresh-token-days DAYS] [--introspects ID …] [--device-grant yes|no] [--known-people-only yes|no] ' +
      '[--separate-companies yes|no] [--logo FILE] [--expires DAYS] [--secret-from-stdin]',
  )
  for (const line of lines[0]!.split('\n')) assert.ok(line.length <= 120, line)
})

const kade = (change: Record<string, string | string[]> = {}) => [
  'application',
  'register',
  ...Object.entries({
    id: 'kade',
    name: 'Kade',
    'redirect-uri': 'https://kade.example.org/signed-in',
    ...change,
  }).flatMap(([name, value]) => [value].flat().map((each) => `--${name}=${each}`)),
]
const plan = (announce: string, prompt: string, required: string) =>
  `rollout plan --app a --company c --announce ${announce} --prompt ${prompt} --required ${required}`.split(' ')
const words = (line: string) => line.split(' ')
const ADDRESS = 'must be an absolute address: https://….'

/** With the line that leads to the usage: of which commands; null where the sentences are enough. */
const wrong: [rule: string, args: string[], sentences: string[], about: string[] | null][] = [
  ['no command is answered with all there are', [], [], ALL],
  ['a noun that is none is named', ['verify-audit'], ['There is no command "verify-audit".'], ALL],
  ['a noun that every object has is none', ['constructor'], ['There is no command "constructor".'], ALL],
  [
    'a noun alone is answered with its verbs',
    ['mail'],
    ['"mail" is followed by a verb: failures, resend.'],
    ['mail failures', 'mail resend'],
  ],
  [
    'a verb that the noun does not have, too',
    ['audit', 'walk'],
    ['"audit" has no verb "walk", but: verify.'],
    ['audit verify'],
  ],
  [
    'a word too many is not repeated, since it may be half a secret',
    words('audit verify twice'),
    ['"audit verify" is followed by a word that belongs to no option. A value with spaces stands in quotes.'],
    ['audit verify'],
  ],

  [
    'a second address after one option is told by the option, and how it is written',
    words('application update --id a --redirect-uri https://a.example/ https://b.example/'),
    [
      'The value of --redirect-uri is followed by a second one. Each has the option before it: --redirect-uri URI --redirect-uri URI',
    ],
    ['application update'],
  ],
  [
    'a name of two words without quotes',
    words('application update --id a --name Bakery roster'),
    ['The value of --name is followed by a word that belongs to no option. A value with spaces stands in quotes.'],
    ['application update'],
  ],
  ['a word after a flag', words('mail resend --all yes'), ['--all takes no value.'], ['mail resend']],

  ['an option that no command has', ['--destroy'], ['There is no option --destroy.'], ALL],
  ['a short option', ['-x'], ['There is no option -x.'], ALL],
  [
    'a long option with one dash',
    words('account unlock -email a@b.example'),
    ['"account unlock" has no option -email.'],
    ['account unlock'],
  ],
  [
    'a mistyped option, without its value',
    words('application register --secrt=hidden'),
    ['"application register" has no option --secrt.'],
    ['application register'],
  ],
  [
    'an option that every object has',
    words('audit verify --constructor --__proto__'),
    ['"audit verify" has no option --constructor.', '"audit verify" has no option --__proto__.'],
    ['audit verify'],
  ],
  [
    'an option of another command',
    words('audit verify --email a@b.example'),
    ['"audit verify" has no option --email.'],
    ['audit verify'],
  ],
  [
    'a second value for an option that takes one',
    words('sessions end-all --reason a --reason=b'),
    ['--reason takes one value, and has several here.'],
    ['sessions end-all'],
  ],
  ['a value for an option that takes none', words('mail resend --all=yes'), ['--all takes no value.'], ['mail resend']],

  [
    'every missing option is named',
    words('account unlock'),
    ['--email is missing.', '--reason is missing.'],
    ['account unlock'],
  ],
  [
    'what is missing is named before what is wrong',
    words('account unlock --email nobody'),
    ['--reason is missing.'],
    ['account unlock'],
  ],
  [
    'every missing option of a registration',
    words('application register'),
    ['--id is missing.', '--name is missing.'],
    ['application register'],
  ],
  [
    'every missing option of a roll-out',
    words('rollout plan --app a --prompt 2030-01-01'),
    ['--company is missing.', '--announce is missing.', '--required is missing.'],
    ['rollout plan'],
  ],
  [
    'an administrator without an address',
    words('administrator grant'),
    ['--email is missing.'],
    ['administrator grant'],
  ],
  ['ending all sessions without a reason', words('sessions end-all'), ['--reason is missing.'], ['sessions end-all']],
  [
    'an option without its value',
    words('sessions end-all --reason'),
    ['--reason is missing its value.'],
    ['sessions end-all'],
  ],
  ...[
    ['a value of more characters than a request may carry', 'a'.repeat(2_001)],
    ['a value that writes to the terminal', 'a\u001b[31mb'],
    ['a value that turns the direction of text', 'a\u202eb'],
    ['a value of several lines', 'a\nb'],
    ['a value that is not UTF-8', 'a\ufffd'],
  ].map(([rule, value]): [string, string[], string[], string[]] => [
    rule!,
    ['sessions', 'end-all', '--reason', value!],
    ['--reason must be readable text of at most 2000 characters, on one line.'],
    ['sessions end-all'],
  ]),
  ['a blank value', ['sessions', 'end-all', '--reason', ' '], ['--reason is missing its value.'], ['sessions end-all']],
  [
    'an option in the place of a value',
    words('account unlock --email --reason x'),
    ['--email is missing its value. One that begins with "-" is written --email=ADDRESS.'],
    ['account unlock'],
  ],

  [
    'several wrong values of a registration are all named',
    kade({
      id: 'two words',
      name: 'n'.repeat(101),
      expires: '0',
      'redirect-uri': ['https://kade.example.org/', 'https://*.example.org/', 'http://kade.example.org/#part'],
      authentication: 'private_key_jwt',
    }),
    [
      '--id must have 1 to 64 signs: letters without accents, digits, ".", "_" and "-".',
      '--name is longer than 100 characters.',
      '--redirect-uri, no. 2, has a wildcard (*): addresses are compared whole.',
      '--redirect-uri, no. 3, has a fragment (#), which never reaches a server.',
      '--jwks is needed for private_key_jwt, or jwks_uri in its place: one of the two.',
      '--expires must be a number of days from 1 to 3650.',
    ],
    null,
  ],
  [
    'other addresses of a registration',
    kade({ home: '/home', 'post-logout-redirect-uri': 'ftp://kade.example.org/' }),
    [`--home ${ADDRESS}`, `--post-logout-redirect-uri ${ADDRESS}`],
    null,
  ],
  [
    'a logout address by http',
    kade({ 'backchannel-logout-uri': 'http://localhost/out' }),
    ['--backchannel-logout-uri is by http; use https.'],
    null,
  ],
  [
    'a scope that no application can have, and "none" beside one',
    kade({ 'api-scope': ['directory', 'none'] }),
    ['--api-scope, no. 2, must be directory or obligation or applications.'],
    null,
  ],
  ['a change of nothing', words('application update --id kade'), ['There is nothing to change beside --id.'], null],
  [
    'wrong values of a change are all named',
    words('application update --id kade --home x --api-scope admin --device-grant maybe --refresh-token-days 31'),
    [
      `--home ${ADDRESS}`,
      '--refresh-token-days must be a whole number from 1 to 30.',
      '--api-scope must be directory or obligation or applications.',
      '--device-grant must be yes or no.',
    ],
    null,
  ],
  [
    'an address that is none',
    words('administrator grant --email nobody'),
    ['--email must be an e-mail address.'],
    null,
  ],
  [
    'days that are none',
    plan('2030-02-30', 'tomorrow', '2030-03-01'),
    ['--announce must be a day as YYYY-MM-DD.', '--prompt must be a day as YYYY-MM-DD.'],
    null,
  ],
  [
    'days out of order',
    plan('2030-02-01', '2030-01-01', '2030-03-01'),
    ['--announce must not come after --prompt, nor --prompt after --required.'],
    null,
  ],
  ['a resend of nothing', words('mail resend'), ['--id or --all is missing.'], null],
  ['a resend of one and of all', words('mail resend --all --id x'), ['--id and --all: one of them, not both.'], null],
  [
    'a resend by an address',
    words('mail resend --id a@b.example'),
    ['--id must be an id as "mail failures" prints it.'],
    null,
  ],
]
for (const [rule, args, sentences, about] of wrong)
  test(`exit code 2: ${rule}`, async () => {
    const { lines: _, ...result } = await run(args)
    assert.deepEqual(result, { code: 2, sentences, about })
  })

test('what is right goes on to the settings: a logout address by http on this machine, in the demo', async () => {
  const args = kade({ 'backchannel-logout-uri': 'http://localhost/out' })
  await assert.rejects(run(args, { name: 'npm run demo:command', isDemo: true }), /the settings were read/u)
})
test('a value that begins with a dash is taken where it is written with =', async () => {
  await assert.rejects(run(kade({ name: '-x' })), /the settings were read/u)
})
