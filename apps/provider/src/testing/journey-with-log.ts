// A program for the test of the log: goes through sign-in, enrolment, recovery and refusals with the log on, and prints
// on its error output what must not be in it.
import { decodeBase32 } from '@sluis/otp'
import { once } from 'node:events'
import { connect } from 'node:net'
import { PASSWORD, runningWorld } from './running-world.ts'
import { authorizationRequest, begin, enrol, fill, redeem } from './openid-driver.ts'
import { codeSentTo, pressSend } from './sms-helpers.ts'
import {
  enrolledPerson,
  signInAs,
  refresh,
  signInWithTokens,
  navigate,
  voucherFor,
  wrongCode,
} from './sign-in-driver.ts'
import { until } from './until.ts'

const world = await runningWorld()
const secrets: string[] = [PASSWORD, world.api.basic]
const addSecrets = (...more: (string | undefined)[]): void =>
  void secrets.push(...more.filter((each) => each !== undefined))

const fresh = await world.person('vera', ['prompt'])
const voucher = await voucherFor(world, 'vera')
const first = await signInAs(world, fresh, { acr_values: 'urn:sluis:acr:two-factor', voucher, login_hint: fresh.email })
const { secret, codes, used, page } = await enrol(world, first.browser, first.page)
const tokens = await redeem(
  world.settings.issuer,
  first.request,
  await navigate(first.browser, page.links.find(({ href }) => href.startsWith('/continue'))!.href),
)
const bytes = decodeBase32(secret)
addSecrets(
  fresh.email,
  voucher,
  secret,
  used,
  ...codes,
  ...codes.map((code) => code.replaceAll('-', '')),
  tokens.accessToken,
  tokens.refreshToken,
  bytes.ok ? Buffer.from(bytes.bytes).toString('hex') : '',
)

const anna = await enrolledPerson(world, 'anna', ['none'])
const { accessToken, refreshToken, browser } = await signInWithTokens(world, anna)
const { body } = await refresh(world, refreshToken)
addSecrets(
  anna.email,
  anna.secret,
  ...anna.recoveryCodes,
  accessToken,
  refreshToken,
  body['refresh_token'] as string,
  body['id_token'] as string,
  ...browser
    .cookies()
    .filter(({ value }) => value.length > 12)
    .map(({ value }) => value),
)

const guard = await signInAs(world, await world.person('mails', ['required']))
const sent = await fill(
  guard.browser,
  guard.page,
  {},
  guard.page.forms.find(({ action }) => action.startsWith('/enrol/email/send'))!.action,
)
await fill(guard.browser, sent, { code: '987654' }, 'code')
const mail = await world.mail.waitFor((each) => each.to.includes('mails@example.org'))
addSecrets('mails@example.org', /\d{6}/u.exec(mail.subject)?.[0], '987654')

const bySms = await world.person('texted', ['none'], { phone: '+31612345678' })
const smsSignIn = await signInAs(world, bySms)
const smsPage = await pressSend(smsSignIn.browser, smsSignIn.page)
const code = await codeSentTo(world, '+31612345678')
await fill(smsSignIn.browser, smsPage, { code }, 'code')
const added = await fill(
  smsSignIn.browser,
  await navigate(smsSignIn.browser, '/account/phone'),
  { number: '0687654321', country: 'NL' },
  'number',
)
const confirmed = await codeSentTo(world, '+31687654321')
await fill(smsSignIn.browser, added, { code: confirmed }, 'code')
addSecrets('612345678', '687654321', code, confirmed)

const forgets = world.browser()
await fill(forgets, await forgets.get('/forgotten'), { username: anna.email }, '/forgotten')
const reset = /\/forgotten\/([\w-]{43})/u.exec(
  (await world.mail.waitFor((each) => each.to.includes(anna.email) && each.text.includes('/forgotten/'))).text,
)!
await fill(forgets, await forgets.get(reset[0]), { 'new-password': 'paarse fietsen rijden door' }, reset[0])
addSecrets(reset[1], 'paarse fietsen rijden door')

const stranger = world.browser()
const atPassword = await fill(
  stranger,
  await begin(stranger, authorizationRequest(world.settings.issuer)),
  { username: 'typo@example.org' },
  'username',
)
await fill(stranger, atPassword, { password: 'a wrong password that somebody typed' }, 'password')
const wrong = await begin(
  stranger,
  authorizationRequest(world.settings.issuer, { redirect_uri: 'http://evil.example/?email=typo@example.org' }),
)
addSecrets('typo@example.org', 'a wrong password that somebody typed', wrongCode(world, anna))
await stranger.get('/not-me/'.padEnd(51, 'Z'))
await stranger.get('/sign-in?next=typo@example.org')
// A fault whose database error carries an address: the same one for two people.
await world.provider.database.pool
  .query(
    "insert into person (id, name, email, email_key, language, created_at) values ('00000000-0000-4000-8000-000000000001', 'x', 'x', $1, 'en', now())",
    [anna.email],
  )
  .catch((error: unknown) => world.provider.log.error({ err: error }, 'fault'))
const { body: granted } = await world.api.token({ grant_type: 'client_credentials', scope: 'obligation' })
addSecrets(String(granted['access_token']))
// Connections that are cut, or carry what is no HTTP.
for (const path of ['/sign-in', '/oidc/token', '/api/vouchers'])
  for (const rest of ['Transfer-Encoding: chunked\r\n\r\nZZZ\r\n', 'Content-Length: 9\r\n\r\nx']) {
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost:${world.settings.listen.port}\r\nAuthorization: Bearer ${String(granted['access_token'])}\r\n`
    const socket = connect(world.settings.listen.port, '127.0.0.1').on('error', () => undefined)
    socket.write(`${head}Content-Type: application/x-www-form-urlencoded\r\n${rest}`, () => socket.end())
    await once(socket.resume(), 'close')
  }
// Their requests are still answered, to nobody: they need the database that the stop closes.
const { pool } = world.provider.database
await until(pool, 'nobody asks the database', () =>
  Promise.resolve(pool.waitingCount === 0 && pool.idleCount === pool.totalCount),
)
await world.stop()
process.stderr.write(JSON.stringify({ secrets: [...new Set(secrets)], seen: wrong.status }))
