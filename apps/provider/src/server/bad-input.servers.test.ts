// Bad input at every address: the right 4xx, never a 5xx, and nothing changed; the process goes on (docs/threats.md).
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { pageAddresses } from '#testing/addresses.ts'
import { runningWorld } from '#testing/running-world.ts'
import { arrive, authorizationRequest, begin } from '#testing/openid-driver.ts'
import { enrolledPerson, signInAs, signInWithTokens, navigate, driveSignIn } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const FORM = 'application/x-www-form-urlencoded'
const admin = await enrolledPerson(world, 'admin', ['prompt'], { administrator: true })
const half = await enrolledPerson(world, 'half', ['required'])
const rollout = (await world.identity.rollouts.overview())[0]!

// Somebody who may do the most, so that a slip would show.
const { browser } = await signInWithTokens(world, admin)
const csrfIn = (body: string): string => /name="csrf" value="([^"]+)"/u.exec(body)?.[1] ?? assert.fail('no form')
const csrf = csrfIn((await navigate(browser, '/account')).body)
const pending = world.browser()
const atCode = await driveSignIn(pending, world, await begin(pending, authorizationRequest(issuer)), {
  ...half,
  secret: undefined as never,
})
const pendingCsrf = csrfIn(atCode.body)
const uid = /[\w-]{43}$/u.exec(atCode.url.searchParams.get('next') ?? '')![0]

/** Every address of the table of routes, with something in the place of its parts that may well be there. */
const PARTS: Record<string, string> = { uid, token: 'A'.repeat(43), language: 'nl', id: half.sub }
const all = pageAddresses()
  .filter((each) => !/ \/(?:api|assets)\//u.test(each))
  .map((each) =>
    each
      .replace('/rollouts/:id', `/rollouts/${rollout.id}`)
      .replaceAll(/:(\w+)/gu, (_, name: string) => PARTS[name] ?? assert.fail(`nothing for ${each}`))
      .split(' '),
  )
const of = (wanted: string): string[] => all.flatMap(([method, path]) => (method === wanted ? path! : []))
const [POSTS, GETS] = [of('POST'), of('GET')]

test('the table of routes is read, so that no address is missing here', () =>
  assert.ok(POSTS.length > 50 && GETS.length > 70, `${POSTS.length} and ${GETS.length}`))

/** Everything that people have, as one text. */
async function state(): Promise<string> {
  const { rows } = await world.provider.database.pool.query<{ state: string }>(`select concat_ws('|',
    (select json_agg(t order by id) from (select id, signed_in_at, ended_at, factor_at, password_at, enrolment_authorised_at, phone_answer, token_hash, code_tries from session) t), (select json_agg(t order by id) from totp_factor t), (select json_agg(t order by id) from second_factor t),
    (select json_agg(t order by id) from recovery_code_set t), (select count(*) from recovery_code where consumed_at is null), (select json_agg(t order by id) from enrolment t), (select json_agg(t order by session_id) from mailed_code t), (select json_agg(t order by id) from sms_code t), (select json_agg(t order by id) from phone_factor t), (select json_agg(t order by person_id) from offer t),
    (select json_agg(t order by id) from rollout t), (select json_agg(t order by person_id) from consent t), (select json_agg(t order by id) from person t), (select count(*) from not_me_link where consumed_at is null)) as state`)
  return rows[0]?.state ?? ''
}
const unchanged = async (rule: string, work: () => Promise<void>): Promise<void> => {
  const before = await state()
  await work()
  assert.equal(await state(), before, rule)
}
const send = (address: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  browser.ask(`${address}?next=%2Faccount`, {
    method: 'POST',
    headers: { 'content-type': FORM, origin: issuer, 'sec-fetch-site': 'same-origin', ...headers },
    body: body as string,
  })
const field = (value: string): string =>
  [
    'username',
    'password',
    'code',
    'recovery-code',
    'phone',
    'app',
    'kept',
    'date',
    'seen',
    'reason',
    'number',
    'country',
  ]
    .map((name) => `${name}=${value}`)
    .join('&')

const broken: [string, string, Record<string, string>, number[]][] = [
  ['an empty body', '', {}, [403]],
  ['no token', field('1'), {}, [403]],
  ['a token of another browser', `csrf=${pendingCsrf}&${field('1')}`, {}, [403]],
  ['an empty token', `csrf=&${field('1')}`, {}, [403]],
  ['a token twice', `csrf=${csrf}&csrf=${csrf}`, {}, [400]],
  ['a field twice', `csrf=${csrf}&${field('1')}&code=2`, {}, [400]],
  ['NUL', `csrf=${csrf}&${field('a%00b')}`, {}, [400]],
  ['no UTF-8', `csrf=${csrf}&${field('%ff%fe')}`, {}, [400]],
  ['half a percent sign', `csrf=${csrf}&${field('%4')}`, {}, [400]],
  ['17 kB', `csrf=${csrf}&${field('x'.repeat(1800))}`, {}, [413]],
  ['a megabyte', `csrf=${csrf}&code=${'x'.repeat(1_000_000)}`, {}, [413]],
  ['a hundred fields', `csrf=${csrf}&${Array.from({ length: 100 }, (_, at) => `f${at}=1`).join('&')}`, {}, [413]],
  ['JSON', `{"csrf":"${csrf}","code":"123456"}`, { 'content-type': 'application/json' }, [415]],
  ['multipart', '--x--', { 'content-type': 'multipart/form-data; boundary=x' }, [415]],
  [
    'text/plain, which other sites’ forms can send',
    `csrf=${csrf}&${field('1')}`,
    { 'content-type': 'text/plain' },
    [415],
  ],
  ['another site’s origin', `csrf=${csrf}&${field('1')}`, { origin: 'https://evil.example' }, [403]],
  ['the origin “null”', `csrf=${csrf}&${field('1')}`, { origin: 'null' }, [403]],
  ['another port’s origin', `csrf=${csrf}&${field('1')}`, { origin: 'http://localhost:1' }, [403]],
  ['a page of another site', `csrf=${csrf}&${field('1')}`, { 'sec-fetch-site': 'cross-site' }, [403]],
  ['a page of another host of this site', `csrf=${csrf}&${field('1')}`, { 'sec-fetch-site': 'same-site' }, [403]],
  ['an unknown host', `csrf=${csrf}&${field('1')}`, { host: 'evil.example' }, [421]],
]
for (const [rule, body, headers, statuses] of broken) {
  test(`every form refuses ${rule}, with ${statuses.join(' or ')} and a page that says what to do`, () =>
    unchanged(rule, async () => {
      for (const address of POSTS) {
        const answer = await send(address, body, headers)
        assert.ok(statuses.includes(answer.status), `${address}: ${answer.status}`)
        assert.ok(
          answer.heading !== '' && /Reference: [\w-]{8}/u.test(answer.text),
          `${address}: ${answer.text.slice(0, 80)}`,
        )
      }
    }))
}

const typed: [string, string][] = [
  ['a list', 'code[]=123456&username[]=a&password[]=b'],
  ['Arabic-Indic digits', field('%D9%A1%D9%A2%D9%A3%D9%A4%D9%A5%D9%A6')],
  ['full-width digits', field('%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96')],
  ['marks of HTML', field('%3Cscript%3Ealert(1)%3C%2Fscript%3E')],
  ['SQL', field("'+or+1%3D1+--")],
  ['a line break', field('a%0D%0Ab')],
  ['half an emoji', field('%F0%9F%98')],
  ['names of every object', '__proto__=1&constructor=2&toString=3'],
  ['a thousand signs', field('x'.repeat(1000))],
]
test('a form with a good token and bad values is answered below 500 by every address, for who is half-way in, and nobody gets further', async () => {
  for (const [rule, fields] of typed)
    for (const address of POSTS.filter(
      (each) => !['/sign-out', '/account/sign-out-elsewhere'].includes(each) && !each.endsWith('/leave'),
    )) {
      const answer = await pending.ask(`${address}?next=${encodeURIComponent(`/continue/${uid}`)}`, {
        method: 'POST',
        headers: { 'content-type': FORM, origin: issuer },
        body: `csrf=${pendingCsrf}&${fields}`,
      })
      assert.ok(answer.status < 500, `${address} with ${rule}: ${answer.status}`)
      assert.ok(!answer.body.includes('<script>alert'), `${address} with ${rule}`)
    }
  assert.ok((await navigate(pending, '/account')).url.pathname.startsWith('/sign-in'))
})
test('bad values of an administrator move no date and open no account', () =>
  unchanged('admin', async () => {
    for (const [rule, fields] of typed) {
      const answer = await browser.ask(`/admin/rollouts/${rollout.id}`, {
        method: 'POST',
        headers: { 'content-type': FORM, origin: issuer },
        body: `csrf=${csrf}&${fields}`,
      })
      assert.ok([403, 404, 422, 400].includes(answer.status), `${rule}: ${answer.status}`)
    }
    for (const id of [
      '-'.repeat(36),
      'x',
      '00000000-0000-4000-8000-000000000000',
      '%00',
      "'",
      'a'.repeat(36),
      '..%2f..',
    ]) {
      for (const path of [`/admin/rollouts/${id}`, `/admin/people/${id}/open`]) {
        const answer = await browser.ask(path, {
          method: 'POST',
          headers: { 'content-type': FORM, origin: issuer },
          body: `csrf=${csrf}&date=2099-01-01&reason=x&seen=${encodeURIComponent(rollout.requiredAt.toISOString())}`,
        })
        assert.ok(answer.status < 500, `${path}: ${answer.status}`)
      }
    }
    for (const date of [
      '2020-01-01',
      rollout.requiredAt.toISOString().slice(0, 10),
      '2099-02-30',
      '',
      '99999-01-01',
      '2099-01-01T00:00',
    ]) {
      const answer = await browser.ask(`/admin/rollouts/${rollout.id}`, {
        method: 'POST',
        headers: { 'content-type': FORM, origin: issuer },
        body: `csrf=${csrf}&date=${encodeURIComponent(date)}&reason=x&seen=${encodeURIComponent(rollout.requiredAt.toISOString())}`,
      })
      assert.equal(answer.status, 422, date)
    }
  }))
test('a date moved later by an administrator is kept, once: the page of before cannot move it again (E10)', async () => {
  const move = (date: string) =>
    browser.ask(`/admin/rollouts/${rollout.id}`, {
      method: 'POST',
      headers: { 'content-type': FORM, origin: issuer },
      body: `csrf=${csrf}&date=${date}&reason=asked&seen=${encodeURIComponent(rollout.requiredAt.toISOString())}`,
    })
  assert.equal((await move('2099-01-01')).status, 303)
  assert.equal((await move('2099-06-01')).status, 422, 'somebody else changed it in the meantime')
  assert.equal((await world.identity.rollouts.find(rollout.id))?.requiredAt.toISOString(), '2098-12-31T23:00:00.000Z')
})

test('a wrong method gets 405 and the right ones, or 404', () =>
  unchanged('methods', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      for (const address of [...GETS, ...POSTS, '/assets/x/y.css', '/oidc/token', '/nowhere']) {
        const answer = await browser.ask(address, { method })
        assert.ok([400, 404, 405].includes(answer.status), `${method} ${address}: ${answer.status}`)
        if (answer.status === 405) assert.match(answer.headers.get('allow') ?? '', /GET|POST/u)
      }
  }))
// A key is made when it is first shown, and is the same ever after; nothing is switched on by it.
const PENDING = new Set(['/account/authenticators/add/key', '/account/authenticators/new-phone/key'])
test('looking, by GET or HEAD, changes nothing', () =>
  unchanged('looking', async () => {
    for (const method of ['GET', 'HEAD'])
      for (const address of GETS.filter((each) => !each.startsWith('/continue') && !PENDING.has(each)))
        assert.ok((await browser.ask(address, { method })).status < 500, address)
  }))
for (const query of [
  'next=%00',
  'next=%ff',
  'next=//evil.example',
  'next=https://evil.example',
  `next=${'x'.repeat(8000)}`,
  'next=/continue/%00',
  'next=/continue/x',
  'next=/a&next=/b',
  'next[]=/a',
  '%',
  'next',
  '=',
  'other=%00&back=%00',
]) {
  test(`?${query.slice(0, 30)} leads nowhere else and is no fault`, async () => {
    for (const who of [browser, world.browser()])
      for (const address of GETS) {
        const answer = await who.get(`${address}?${query}`)
        assert.ok(answer.status < 500, `${address}: ${answer.status}`)
        assert.ok(
          answer.location === null || answer.location.origin === issuer,
          `${address} leads to ${answer.location?.href}`,
        )
      }
  })
}
for (const host of ['evil.example', 'localhost', 'localhost:1', 'sluis.localhost']) {
  test(`as ${JSON.stringify(host)} nothing here answers (GHSA-2wmj-46rj-qm2w)`, async () => {
    for (const address of [
      '/',
      '/sign-in',
      '/oidc/auth',
      '/.well-known/openid-configuration',
      '/api/vouchers',
      '/livez',
    ]) {
      const answer = await browser.ask(address, { headers: { host } })
      assert.ok([400, 421].includes(answer.status), `${address}: ${answer.status}`)
      assert.ok(!answer.body.includes('evil.example'), address)
    }
  })
}
test('a forwarded host builds no address of ours', async () => {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`, {
    headers: {
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example;proto=https',
      'x-forwarded-proto': 'https',
    },
  })
  assert.ok(!(await answer.text()).includes('evil'))
})
test('cookies of any kind are no fault, and open nothing', async () => {
  for (const name of [
    '__Host-sluis-session',
    '__Host-sluis-browser',
    '__Host-sluis-email',
    '__Host-sluis-language',
    '__Host-sluis-openid',
    '__Secure-sluis-interaction',
    '__Secure-sluis-resume',
  ])
    for (const value of [
      '',
      'x',
      '%00',
      '%ff',
      'x'.repeat(4000),
      '"',
      'A'.repeat(43),
      'nl.99999999999999999',
      '../..',
      '{}',
    ])
      for (const address of [
        '/account',
        '/sign-in',
        '/sign-in/password',
        `/continue/${uid}`,
        new URL(authorizationRequest(issuer).address).href.slice(issuer.length),
      ]) {
        const answer = await fetch(issuer + address, { headers: { cookie: `${name}=${value}` }, redirect: 'manual' })
        assert.ok(
          (answer.status < 500 && answer.status !== 200) || address.startsWith('/sign-in') || answer.status === 410,
          `${name}=${value.slice(0, 10)} ${address}: ${answer.status}`,
        )
        await answer.arrayBuffer()
      }
})
test('requests that are no HTTP are answered 4xx or hung up on, and the server goes on', async () => {
  for (const text of [
    'GET / HTTP/1.1\r\n\r\n',
    'GET /\0 HTTP/1.1\r\nhost: x\r\n\r\n',
    'POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    '\0\0\0',
    'GET http://evil.example/ HTTP/1.1\r\nhost: evil.example\r\n\r\n',
    'CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n',
  ]) {
    const said = await spoken(text)
    assert.ok(
      said === '' || /^HTTP\/1\.1 4\d\d/u.test(said),
      `${JSON.stringify(text.slice(0, 30))}: ${said.slice(0, 60)}`,
    )
  }
  assert.equal((await fetch(`${issuer}/readyz`)).status, 200)
})
test('authorization requests of any kind are no fault', async () => {
  for (const [name, value] of [
    ['scope', '\0'],
    ['state', '\0'],
    ['nonce', '\0'],
    ['state', 'x'.repeat(9000)],
    ['claims', '{'],
    ['claims', '{"id_token":{"acr":{"essential":true,"value":"x"}}}'],
    ['request', 'x.y.z'],
    ['request_uri', 'urn:x'],
    ['request_uri', 'http://169.254.169.254/'],
    ['id_token_hint', 'x.y.z'],
    ['prompt', 'none login'],
    ['prompt', 'x'],
    ['response_mode', 'fragment'],
    ['response_mode', 'form_post'],
    ['registration', '{}'],
    ['ui_locales', '\0'],
    ['acr_values', '\0'],
    ['voucher', '\0'],
    ['company', '\0'],
    ['display', 'x'],
    ['redirect_uri', '\0'],
    ['code_challenge', '\0'],
  ] as const) {
    const page = await arrive(
      world.browser(),
      await world.browser().get(authorizationRequest(issuer, { [name]: value }).address),
    )
    assert.ok(page.status < 500, `${name}=${JSON.stringify(value.slice(0, 20))}: ${page.status}`)
  }
  const { page } = await signInAs(world, admin, { acr_values: 'urn:sluis:acr:two-factor' })
  assert.ok(page.location?.searchParams.get('code'))
})
for (const path of ['token', 'par', 'introspect', 'revoke', 'userinfo']) {
  test(`/oidc/${path} answers bad bodies with a 4xx`, async () => {
    for (const [body, type] of [
      ['', FORM],
      ['grant_type=authorization_code&code=%00', FORM],
      ['grant_type=refresh_token&refresh_token=%00&refresh_token=x', FORM],
      ['%ff=%ff', FORM],
      ['{}', 'application/json'],
      ['x'.repeat(200_000), FORM],
      [`token=${'x'.repeat(5000)}`, FORM],
    ] as const)
      for (const authorization of [
        world.api.basic,
        'Basic !!!',
        `Basic ${Buffer.from('ka\0de:x').toString('base64')}`,
        'Bearer x',
        '',
      ]) {
        const answer = await fetch(`${issuer}/oidc/${path}`, {
          method: 'POST',
          headers: { 'content-type': type, ...(authorization ? { authorization } : {}) },
          body,
        })
        assert.ok(answer.status < 500, `${body.slice(0, 30)} ${authorization.slice(0, 9)}: ${answer.status}`)
        await answer.arrayBuffer()
      }
  })
}

/** What the server answers to bytes of any kind. */
function spoken(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(world.settings.listen.port, '127.0.0.1', () => socket.end(text))
    let said = ''
    socket
      .setEncoding('utf8')
      .on('data', (part: string) => void (said += part))
      .on('error', () => undefined)
      .on('close', () => resolve(said))
  })
}
