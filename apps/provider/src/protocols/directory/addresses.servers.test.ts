// Whose an address is, where two directories name people by it: nothing of it shows to them, and who proves to read the
// mailbox has it (decision 0026, rule 7). Besides: what is sent to an address that changed hands, and records that are
// deleted or move.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { hashSync } from '@node-rs/bcrypt'
import { createHashQueue } from '@sluis/server-kit/hash-queue'
import { PASSWORD as PASSWORD_LIMIT } from '#identity/attempts/rate-limits.ts'
import { createPasswords } from '#identity/passwords/passwords.ts'
import { proveAddress } from '#use-cases/prove-address.ts'
import { provePassword, resetTries } from '#use-cases/sign-in/prove-password.ts'
import { isProblem, personRecord } from '#testing/api-driver.ts'
import { authorizationRequest, begin, fill, redeem } from '#testing/openid-driver.ts'
import { chooseNewPassword, linkIn, mailsTo, mailTo, RESET, requestReset } from '#testing/recovery-driver.ts'
import { apiClient, CLIENT, PASSWORD, runningWorld } from '#testing/running-world.ts'
import { driveSignIn, signInWithTokens, type TestPerson, userinfo } from '#testing/sign-in-driver.ts'
import { until } from '#testing/until.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity, clock } = world
const { issuer } = world.settings
const { pool } = world.provider.database
const HOUR = 3_600_000
const OTHER = 'other'
const kade = (await identity.applications.findByClientId(CLIENT.id))!
await identity.applications.upsert({ ...kade, secret: CLIENT.secret, clientId: OTHER, name: 'Uurwerk' }, clock.now())
const other = apiClient(issuer, OTHER)
await other.call('PUT', '/api/directory/companies/none', { name: 'Molen De Hoop', timezone: 'Europe/Amsterdam' })

const OTHER_PASSWORD = 'een heel andere lange zin'
const hash = (text: string) => ({ format: 'bcrypt', hash: hashSync(text, { cost: 4 }) })
const HASHES: Record<string, { format: string; hash: string }> = {
  [PASSWORD]: hash(PASSWORD),
  [OTHER_PASSWORD]: hash(OTHER_PASSWORD),
}
type Directory = Pick<typeof other, 'call'>
const put = (directory: Directory, id: string, email: string, more: Record<string, unknown> = {}) =>
  directory.call(
    'PUT',
    `/api/directory/people/${id}`,
    personRecord(email, {
      name: `Persoon ${id}`,
      language: 'en',
      memberships: [{ employee_login: id, company: 'none', role: 'employee', active: true }],
      ...more,
    }),
  )
async function putPerson(directory: Directory, id: string, email: string, password = PASSWORD): Promise<TestPerson> {
  const answer = await put(directory, id, email, { password: HASHES[password] })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return { id, email, password, sub: (answer.body as { sub: string }).sub }
}
/** Signs in at the other application; the claims that it reads. */
async function claimsAt(
  clientId: string,
  who: TestPerson,
  browser = world.browser(),
): Promise<Record<string, unknown>> {
  const request = authorizationRequest(issuer, { client_id: clientId })
  const page = await driveSignIn(browser, world, await begin(browser, request), who)
  const { accessToken } = await redeem(issuer, request, page, clientId)
  return (await (await userinfo(world, accessToken)).json()) as Record<string, unknown>
}
const mailsAreDone = () =>
  until(
    pool,
    'no mail waits',
    async () =>
      (await pool.query(`select 1 from pgboss.job where name = 'mail' and state < 'completed' limit 1`)).rows.length ===
      0,
  )
const mailsFor = (to: string) => world.mail.messages.filter((mail) => mail.to.includes(to))

test('an address that a colleague has left is refused for 72 hours (docs/api.md), and then theirs: nothing about the one before reaches it, and links that lie there are dead', async () => {
  await putPerson(world.api, 'before', 'desk@example.org')
  await put(world.api, 'before', 'elsewhere@example.org')
  const link = linkIn(world, await mailTo(world, 'desk@example.org', /address was changed/u), 'not-me')
  isProblem(await put(world.api, 'after', 'DESK@example.org'), 409, 'email-taken')
  clock.moveBy(71 * HOUR)
  isProblem(await put(world.api, 'after', 'desk@example.org'), 409, 'email-taken')
  assert.equal((await world.browser().get(link)).status, 200, 'while it is nobody else’s, its reader can say no')
  clock.moveBy(2 * HOUR)
  assert.equal((await put(world.api, 'after', 'desk@example.org')).status, 200)
  await mailsAreDone()
  const sent = mailsFor('desk@example.org').length
  await put(world.api, 'before', 'further@example.org')
  await mailTo(world, 'elsewhere@example.org', /address was changed/u)
  await mailsAreDone()
  assert.equal(mailsFor('desk@example.org').length, sent)
  assert.equal((await world.browser().get(link)).status, 410)
})

test('an address of another directory is answered as any other (rule 7), nobody is merged, and each signs in where they are known', async () => {
  const one = await putPerson(world.api, 'two-jobs', 'two@example.org')
  const free = await put(other, 'free', 'free@example.org')
  const claimed = await put(other, 'two-jobs', 'Two@example.org', { password: HASHES[OTHER_PASSWORD] })
  const { sub } = claimed.body as { sub: string }
  assert.deepEqual(
    [claimed.status, Object.keys(claimed.body as object)],
    [200, Object.keys(free.body as object)],
    'it shows nowhere',
  )
  assert.notEqual(sub, one.sub)
  const two = { ...one, sub, password: OTHER_PASSWORD }
  assert.equal((await claimsAt(OTHER, two))['sub'], sub)
  const browser = world.browser()
  assert.equal((await claimsAt(CLIENT.id, one, browser))['sub'], one.sub)
  assert.equal(
    (await claimsAt(OTHER, two, browser))['sub'],
    sub,
    'and is asked who they are, with a session of the one',
  )
})

test('email_verified is true where the application’s own directory says the address, or a link or code proved it here', async () => {
  const one = await putPerson(world.api, 'vouched', 'vouched@example.org')
  const verified = async (clientId: string) => (await claimsAt(clientId, one))['email_verified']
  assert.deepEqual([await verified(CLIENT.id), await verified(OTHER)], [true, false])
  await requestReset(world, one.email)
  await chooseNewPassword(
    world.browser(),
    linkIn(world, await mailTo(world, one.email, RESET), 'forgotten'),
    PASSWORD + '!',
  )
  one.password = PASSWORD + '!'
  assert.equal(await verified(OTHER), true)
})

test('who proves to read a claimed mailbox has it: the mail names nobody, the other one loses what lies there and gets nothing more, and signs in as before', async () => {
  const one = await putPerson(world.api, 'owner', 'mailbox@example.org')
  await requestReset(world, one.email)
  const lies = linkIn(world, await mailTo(world, one.email, RESET), 'forgotten')
  const two = await putPerson(other, 'reader', one.email, OTHER_PASSWORD)
  assert.deepEqual(
    [(await identity.people.findById(one.sub))?.hasEmail, (await identity.people.findById(two.sub))?.hasEmail],
    [true, false],
  )
  // From the sign-in of the other application.
  const browser = world.browser()
  const atPassword = await fill(
    browser,
    await begin(browser, authorizationRequest(issuer, { client_id: OTHER })),
    { username: one.email },
    'username',
  )
  const forgotten = await browser.get(atPassword.links.find(({ href }) => href.startsWith('/forgotten'))!.href)
  await fill(browser, forgotten, {}, 'username')
  const mail = await mailTo(world, one.email, RESET, 1)
  assert.doesNotMatch(mail.text, /Persoon/u)
  assert.match(mail.text, /the one for Uurwerk/u)
  const done = await chooseNewPassword(world.browser(), linkIn(world, mail, 'forgotten'))
  assert.equal(done.heading, 'Log in with your new password')
  assert.deepEqual(
    [(await identity.people.findById(one.sub))?.hasEmail, (await identity.people.findById(two.sub))?.emailProved],
    [false, true],
  )
  assert.equal((await world.browser().get(lies)).status, 410)
  assert.equal((await claimsAt(CLIENT.id, one))['sub'], one.sub)
  await mailsAreDone()
  assert.ok(!mailsFor(one.email).some(({ text }) => text.includes('Persoon owner') && /new device/u.test(text)))
  // A claim from before the proof gets no link; the owner does, from anywhere.
  await identity.attempts.prune(new Date(clock.now().getTime() + 100 * HOUR))
  const before = mailsTo(world, one.email, RESET)
  await requestReset(world, one.email)
  assert.match((await mailTo(world, one.email, RESET, before)).text, /Persoon reader/u)
  assert.equal(await identity.addresses.mayReach(one.sub, one.email, 'proof'), false)
})

test('who knows one password of an address that several claim buys no tries at the other passwords', async () => {
  const one = await putPerson(world.api, 'tries', 'tries@example.org')
  const two = await putPerson(other, 'tries', one.email, OTHER_PASSWORD)
  const passwords = await createPasswords(createHashQueue(), world.settings.pepper)
  const prove = (password: string) =>
    provePassword(
      { identity, passwords },
      { email: one.email, applicationId: null, password, origin: '192.0.2.7', device: null, pass: null },
      clock.now(),
    )
  let wrong = 0
  for (let tries = 0; tries < 20; tries++) {
    const proved = await prove('nobody has this one')
    if ('refusal' in proved && proved.refusal === 'rate-limited') break
    wrong++
    const own = await prove(OTHER_PASSWORD)
    if ('refusal' in own) continue
    assert.equal(own.person.id, two.sub)
    await resetTries(identity, own)
  }
  assert.ok(wrong <= PASSWORD_LIMIT.maxFailures, `${wrong} wrong ones`)
})

test('“Forgot your password?” at Sluis itself leaves the choice to the reader where nobody has proved the address: a squatter wins nothing', async () => {
  const one = await putPerson(world.api, 'squatter', 'choice@example.org')
  await putPerson(other, 'real', one.email)
  await requestReset(world, one.email)
  await mailTo(world, one.email, RESET, 1)
  const about = mailsFor(one.email).map(({ text }) => /the one for (\w+)/u.exec(text)?.[1])
  assert.deepEqual([about.length, new Set(about)], [2, new Set(['Kade', 'Uurwerk'])])
})

test('a person may take an address that somebody of another directory never proved, and none that a colleague has', async () => {
  const one = await putPerson(world.api, 'squats', 'wanted@example.org')
  const two = await putPerson(other, 'wants', 'wants@example.org')
  const colleague = await putPerson(world.api, 'colleague', 'colleague@example.org')
  const isKept = (personId: string) => identity.addresses.isKept(one.email, personId)
  assert.deepEqual([await isKept(two.sub), await isKept(colleague.sub)], [false, true])
  await identity.addresses.prove(one.sub, clock.now())
  assert.equal(await isKept(two.sub), true)
})

test('a mail that waits is not sent when its address has become somebody else’s meanwhile', async () => {
  const one = await putPerson(world.api, 'waits', 'waits@example.org')
  const reach = (purpose: 'notice' | 'proof', email = one.email) => identity.addresses.mayReach(one.sub, email, purpose)
  assert.deepEqual([await reach('notice'), await reach('proof')], [true, true])
  const two = await putPerson(other, 'waits', one.email)
  assert.equal(await reach('notice'), true, 'a stranger’s word alone silences nobody')
  assert.equal(await identity.addresses.mayReach(two.sub, one.email, 'notice'), true, 'nor does one that came first')
  const link = (personId: string) => identity.notMe.create(personId, 'enrolled', clock.now(), one.email)
  const links = [await link(one.sub), await link(two.sub)]
  const readBy = () => Promise.all(links.map((token) => identity.notMe.personOf(token, clock.now())))
  assert.deepEqual(await readBy(), [one.sub, two.sub])
  await identity.addresses.prove(two.sub, clock.now())
  assert.deepEqual([await reach('notice'), await reach('proof')], [false, false])
  assert.deepEqual(await readBy(), [undefined, two.sub])
  assert.equal(await reach('notice', 'nobodys@example.org'), true)
})

test('a deleted record frees its address for another one at once, ends sessions and employee logins, and its person is told', async () => {
  const old = await putPerson(world.api, 'deleted', 'again@example.org')
  const { accessToken } = await signInWithTokens(world, old)
  isProblem(await put(world.api, 'created', old.email), 409, 'email-taken')
  assert.deepEqual(await world.api.call('DELETE', '/api/directory/people/deleted'), { status: 204, body: null })
  isProblem(await world.api.call('DELETE', '/api/directory/people/deleted'), 404, 'person-unknown')
  isProblem(await other.call('DELETE', '/api/directory/people/created'), 404, 'person-unknown')
  isProblem(await world.api.call('GET', `/api/directory/people?sub=${old.sub}`), 404, 'person-unknown')
  await mailTo(world, old.email, /no longer stand in Kade/u)
  assert.equal((await userinfo(world, accessToken)).status, 401)
  const created = await putPerson(world.api, 'created', old.email, OTHER_PASSWORD)
  assert.notEqual(created.sub, old.sub)
  assert.equal((await claimsAt(CLIENT.id, created))['sub'], created.sub)
  isProblem(await put(world.api, 'deleted', old.email), 409, 'email-taken')
  const back = await put(world.api, 'deleted', 'back@example.org')
  assert.equal((back.body as { sub: string }).sub, old.sub, 'an id stands for one human for ever')
})

test('a deleted record takes no address that its person has proved: the next one has it once it is proved again', async () => {
  const old = await putPerson(world.api, 'proved-deleted', 'proved-again@example.org')
  const prove = (sub: string) => identity.transaction((stores) => proveAddress(stores, sub, clock.now()))
  await prove(old.sub)
  assert.equal((await world.api.call('DELETE', '/api/directory/people/proved-deleted')).status, 204)
  const created = await putPerson(world.api, 'proved-created', old.email, OTHER_PASSWORD)
  assert.equal((await claimsAt(CLIENT.id, created))['sub'], created.sub, 'each signs in where they are known')
  assert.equal((await identity.people.findByEmail(old.email))?.id, old.sub)
  await prove(created.sub)
  assert.equal((await identity.people.findByEmail(old.email))?.id, created.sub)
})

test('an employee login of somebody else is refused, and nothing of the record is kept; it moves once it has ended there, in the audit trail', async () => {
  const one = await putPerson(world.api, 'login-one', 'login-one@example.org')
  const memberships = [{ employee_login: 'login-one', company: 'none', role: 'hr', active: true }]
  isProblem(await put(world.api, 'login-two', 'login-two@example.org', { memberships }), 409, 'employee-login-taken')
  isProblem(await world.api.call('GET', '/api/obligations/login-two'), 404, 'person-unknown')
  await put(world.api, 'login-one', one.email, { memberships: [] })
  const moved = await put(world.api, 'login-two', 'login-two@example.org', { memberships })
  assert.deepEqual((moved.body as { employee_logins: string[] }).employee_logins, ['login-one'])
  const { rows } = await pool.query(
    `select entry::json #>> '{detail,from}' as source from audit_event where action = 'employee-login-moved' and person_id = $1`,
    [(moved.body as { sub: string }).sub],
  )
  assert.deepEqual(rows, [{ source: one.sub }])
})

test('a mailbox is one, in whichever form a browser sends its domain, and mail goes to the form of the domain name system', async () => {
  const anna = await putPerson(world.api, 'anna', 'Anna@bücher.example')
  const sent = { ...anna, email: 'anna@xn--bcher-kva.example' }
  assert.equal((await claimsAt(CLIENT.id, sent))['sub'], anna.sub)
  isProblem(await put(world.api, 'no-anna', 'anna@xn--bcher-kva.example'), 409, 'email-taken')
  await world.mail.waitFor((mail) => mail.header('to') === 'Anna@xn--bcher-kva.example')
})

test('keys of a version before, with the domain in the other form, are settled; where two become one, one claims it', async () => {
  const [one, two] = [
    await putPerson(world.api, 'old-form', 'old@example.org'),
    await putPerson(other, 'new-form', 'ö@xn--mhle-0ra.example'),
  ]
  await pool.query('update person set email_key = $1 where id = $2', ['ö@mühle.example', one.sub])
  const old = await putPerson(world.api, 'old-alone', 'old-alone@example.org')
  await pool.query('update person set email_key = $1 where id = $2', ['ö@müller.example', old.sub])
  await identity.addresses.settle(clock.now())
  assert.deepEqual(
    (await identity.people.listByEmail('ö@xn--mhle-0ra.example', null)).map(({ id }) => id),
    [two.sub, one.sub],
  )
  assert.equal((await identity.people.findByEmail('ö@xn--mller-kva.example'))?.id, old.sub)
})

for (const [rule, change] of [
  ['a colon in the address', { email: 'a:b@example.org' }],
  ['a name that turns the direction of text', { name: 'Sanne\u202Egnp.exe' }],
  ['a name that hides what is around it', { name: '\u2067Sanne' }],
  ['a name with a line separator', { name: 'Sanne\u2028Sluis' }],
] as const)
  test(`a record with ${rule} is refused (CVE-2021-42574)`, async () => {
    isProblem(await put(world.api, 'refused', 'refused@example.org', change), 422, 'invalid-body')
  })
