// Bad input below and beside the pages: bytes that are no HTTP, authorization requests, and bodies at the OpenID
// endpoints; each gets a 4xx, and the server goes on (docs/threats.md).
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { FORM_TYPE } from '#testing/bad-input-world.ts'
import { arrive, authorizationRequest } from '#testing/openid-driver.ts'
import { runningWorld } from '#testing/running-world.ts'
import { enrolledPerson, signInAs } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const admin = await enrolledPerson(world, 'admin', ['prompt'], { administrator: true })

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
    const answer = await answerTo(text)
    assert.ok(
      answer === '' || /^HTTP\/1\.1 4\d\d/u.test(answer),
      `${JSON.stringify(text.slice(0, 30))}: ${answer.slice(0, 60)}`,
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
test('bytes that are no UTF-8 are refused in every way in, and go back to nobody; a pushed age is digits too', async () => {
  const address = authorizationRequest(issuer, {}).address.replace(/state=[^&]*/u, 'state=%ff%fe')
  const fields = { method: 'POST', body: new URL(address).search.slice(1), redirect: 'manual' } as const
  const headers = { 'content-type': FORM_TYPE }
  const authorized = { ...headers, authorization: world.api.basic }
  for (const [path, request] of [
    [address, { redirect: 'manual' }],
    [`${issuer}/oidc/auth`, { ...fields, headers }],
    [`${issuer}/oidc/par`, { ...fields, headers: authorized }],
  ] as const)
    assert.equal((await fetch(path, request)).status, 400, path)
  const body = new URL(authorizationRequest(issuer, { max_age: '1e3' }).address).search.slice(1)
  const pushed = await fetch(`${issuer}/oidc/par`, { method: 'POST', headers: authorized, body })
  assert.equal(((await pushed.json()) as { error: string }).error, 'invalid_request')
})
for (const path of ['token', 'par', 'device', 'introspect', 'revoke', 'userinfo']) {
  test(`/oidc/${path} answers bad bodies with a 4xx`, async () => {
    for (const [body, type] of [
      ['', FORM_TYPE],
      ['grant_type=authorization_code&code=%00', FORM_TYPE],
      ['grant_type=refresh_token&refresh_token=%00&refresh_token=x', FORM_TYPE],
      ['%ff=%ff', FORM_TYPE],
      ['{}', 'application/json'],
      ['x'.repeat(200_000), FORM_TYPE],
      [`token=${'x'.repeat(5000)}`, FORM_TYPE],
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

/** What the server sends back to bytes of any kind; empty where it closes the connection. */
function answerTo(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(world.settings.listen.port, '127.0.0.1', () => socket.end(text))
    let answer = ''
    socket
      .setEncoding('utf8')
      .on('data', (part: string) => void (answer += part))
      .on('error', () => undefined)
      .on('close', () => resolve(answer))
  })
}
