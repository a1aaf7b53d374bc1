// Passkeys on a real database: whatever of an answer is altered, it is refused and nothing has changed; each challenge
// works once, for what and whom it was made.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import { type Alterations, encodeCbor, softPasskey, type SoftPasskey } from '@sluis/test-kit'
import { createNotify } from '#messaging/mail/notify.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import { aPerson, later, migrated, NOW } from '#testing/migrated-database.ts'
import { translatorFor } from '#testing/translators.ts'
import { addPasskey, registrationOptions, MAX_PASSKEYS } from '#use-cases/manage-factors/add-passkey.ts'
import { CODES_PER_SIGN_IN } from '#identity/attempts/rate-limits.ts'
import { userHandleOf } from './passkey-responses.ts'
import {
  passwordlessOptions,
  proofOptions,
  provePasskey,
  signInByPasskey,
} from '#use-cases/prove-factor/prove-passkey.ts'

const ORIGIN = 'http://localhost:4400'
const MINUTE = 60_000
const BROWSER = 'a-browser'
const { identity, database } = await migrated()
const sentMails: string[] = []
const deps = {
  identity,
  issuer: ORIGIN,
  notify: createNotify(
    { send: (_db, { to, subject }) => Promise.resolve(void sentMails.push(`${to}: ${subject}`)) },
    ORIGIN,
    translatorFor,
  ),
}

type SignedIn = { person: Person; session: Session }
async function newSession(personId?: string): Promise<SignedIn> {
  const id = personId ?? (await aPerson(identity))
  const { id: sessionId } = await identity.sessions.begin(id, 'Firefox', { password: true }, NOW)
  return { person: (await identity.people.findById(id))!, session: (await identity.sessions.findById(sessionId))! }
}
async function add(signedIn: SignedIn, passkey: SoftPasskey, alter?: Alterations, now = NOW): Promise<string> {
  const options = await registrationOptions(deps, signedIn.session, signedIn.person, BROWSER, now)
  const added = await addPasskey(
    deps,
    signedIn.session,
    signedIn.person,
    { text: JSON.stringify(passkey.register(options, alter)), name: 'Phone', browserId: BROWSER, origin: '127.0.0.1' },
    now,
  )
  return added.ok ? 'added' : added.refusal
}
async function withPasskey(options?: Parameters<typeof softPasskey>[1]): Promise<SignedIn & { passkey: SoftPasskey }> {
  const [signedIn, passkey] = [await newSession(), softPasskey(ORIGIN, options)]
  assert.equal(await add(signedIn, passkey), 'added')
  return { ...signedIn, passkey }
}
async function prove(
  { session, passkey }: { session: Session; passkey: SoftPasskey },
  alter?: Alterations,
): Promise<string> {
  const proved = await provePasskey(
    deps,
    session,
    JSON.stringify(passkey.sign(await proofOptions(deps, session, BROWSER, NOW), alter)),
    BROWSER,
    NOW,
  )
  return proved.ok ? 'proved' : proved.refusal
}
async function signInPasswordless(passkey: SoftPasskey, alter?: Alterations): Promise<string> {
  const text = JSON.stringify(passkey.sign(await passwordlessOptions(deps, BROWSER, NOW), alter))
  const got = await signInByPasskey(
    deps,
    text,
    { browserId: BROWSER, browser: 'Firefox', origin: `2001:db8:${randomBytes(2).toString('hex')}::1`, before: null },
    NOW,
  )
  return got.ok ? 'in' : got.refusal
}
const count = async (): Promise<number> => (await database.db.selectFrom('passkey').select('id').execute()).length
const factorOf = async ({ session }: SignedIn) => (await identity.sessions.findById(session.id))!

const altered: [string, Alterations][] = [
  ['the type of the ceremony', { clientData: { type: 'webauthn.other' } }],
  [
    'a challenge that the client chose (CVE-2026-28787)',
    { clientData: { challenge: Buffer.alloc(32, 1).toString('base64url') } },
  ],
  ['another origin', { clientData: { origin: 'https://evil.example' } }],
  ['an origin that ends like ours', { clientData: { origin: 'http://evil-localhost:4400' } }],
  ['an origin that begins like ours', { clientData: { origin: `${ORIGIN}.evil.example` } }],
  ['our host at another port', { clientData: { origin: 'http://localhost:4401' } }],
  ['our host by another scheme', { clientData: { origin: 'https://localhost:4400' } }],
  ['an answer from a frame', { clientData: { crossOrigin: true } }],
  ['an answer from a frame that names its top', { clientData: { crossOrigin: true, topOrigin: ORIGIN } }],
  ['a top origin without a frame', { clientData: { topOrigin: ORIGIN } }],
  ['another rpId', { rpId: 'evil.example' }],
  ['nobody was present', { flags: { up: false } }],
  ['copied, though it cannot be (BE=0, BS=1)', { flags: { be: false, bs: true } }],
  ['bytes behind the end', { leftover: Buffer.of(1, 2, 3) }],
  ['another kind of credential', { answer: (answer) => void (answer.type = 'password') }],
  [
    'an id that is not the rawId (CVE-2026-0723)',
    { answer: (answer) => void (answer.id = `${answer.id.slice(0, -2)}AA`) },
  ],
  [
    'a rawId that is not the id (CVE-2026-0723)',
    { answer: (answer) => void (answer.rawId = `${answer.rawId.slice(0, -2)}AA`) },
  ],
  [
    'another id than was signed',
    { answer: (answer) => void (answer.id = answer.rawId = randomBytes(32).toString('base64url')) },
  ],
  ['an empty id', { answer: (answer) => void (answer.id = answer.rawId = '') }],
  ['padding in an id', { answer: (answer) => void (answer.id = answer.rawId = `${answer.id}=`) }],
  ['client data that is no JSON', { answer: (answer) => void (answer.response.clientDataJSON = 'AAAA') }],
  [
    'client data that is null',
    { answer: (answer) => void (answer.response.clientDataJSON = Buffer.from('null').toString('base64url')) },
  ],
]
const deep = Buffer.concat([Buffer.alloc(8_000, 0x81), Buffer.of(0)])
const alteredRegistration: [string, Alterations][] = [
  ...altered,
  ['the type of signing in', { clientData: { type: 'webauthn.get' } }],
  ['no key in it', { flags: { at: false } }],
  ['a statement of another kind', { format: 'fido-u2f' }],
  [
    'a statement with certificates, whose addresses would be fetched',
    {
      format: 'packed',
      statement: new Map<string, number | Uint8Array>([
        ['alg', -7],
        ['sig', randomBytes(70)],
        ['x5c', randomBytes(10)],
      ]),
    },
  ],
  ['a statement where there should be none', { statement: new Map([['sig', randomBytes(70)]]) }],
  ['a key that is no key', { publicKey: encodeCbor(new Map([[1, 2]])) }],
  [
    'a key without its algorithm',
    {
      publicKey: encodeCbor(
        new Map<number, number | Uint8Array>([
          [1, 2],
          [-1, 1],
          [-2, randomBytes(32)],
          [-3, randomBytes(32)],
        ]),
      ),
    },
  ],
  ['a credential id of 1024 bytes (WebAuthn L3 §7.1)', { credentialId: randomBytes(1024) }],
  ['CBOR as deep as it gets', { attestationObject: deep }],
  [
    'CBOR that claims to be huge',
    { attestationObject: Buffer.of(0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0) },
  ],
  ['CBOR larger than any answer', { attestationObject: Buffer.alloc(60_000, 0x80) }],
  ['no attestation object', { answer: (answer) => void delete answer.response.attestationObject }],
]
for (const [what, alter] of alteredRegistration) {
  test(`no passkey is added by an answer with: ${what}`, async () => {
    const before = await count()
    assert.notEqual(await add(await newSession(), softPasskey(ORIGIN), alter), 'added')
    assert.equal(await count(), before)
  })
}
const alteredProof: [string, Alterations][] = [
  ...altered,
  ['the type of adding', { clientData: { type: 'webauthn.create' } }],
  ['a passkey that may be copied, where it could not be before', { flags: { be: false, bs: false } }],
  [
    'the user handle of somebody else',
    { answer: (answer) => void (answer.response.userHandle = userHandleOf(randomId())) },
  ],
  [
    'a signature of another key',
    {
      answer: (answer) =>
        void (answer.response.signature = softPasskey(ORIGIN).sign({ challenge: 'x' }).response.signature!),
    },
  ],
  ['no signature', { answer: (answer) => void delete answer.response.signature }],
  [
    'flags changed after the signature',
    {
      answer: (answer) =>
        void (answer.response.authenticatorData = flipped(answer.response.authenticatorData!, 32, 0x80)),
    },
  ],
  [
    'a count changed after the signature',
    {
      answer: (answer) =>
        void (answer.response.authenticatorData = flipped(answer.response.authenticatorData!, 36, 0x07)),
    },
  ],
  [
    'authenticator data of 36 bytes',
    { answer: (answer) => void (answer.response.authenticatorData = Buffer.alloc(36).toString('base64url')) },
  ],
  [
    'a user handle that is no text',
    { answer: (answer) => void ((answer.response as { userHandle: unknown }).userHandle = { a: 1 }) },
  ],
]
for (const [what, alter] of alteredProof) {
  test(`no passkey is proved by an answer with: ${what}`, async () => {
    const { passkey, ...signedIn } = await withPasskey()
    assert.notEqual(await prove({ ...signedIn, passkey }, alter), 'proved')
    assert.notEqual(await signInPasswordless(passkey, alter), 'in')
    const { factorAt, verifiedAt } = await factorOf(signedIn)
    assert.deepEqual({ factorAt, verifiedAt }, { factorAt: null, verifiedAt: null })
    assert.equal(await prove({ ...signedIn, passkey }), 'proved', 'its owner still gets in')
  })
}
const flipped = (text: string, at: number, bits: number): string => {
  const bytes = Buffer.from(text, 'base64url')
  bytes[at]! ^= bits
  return bytes.toString('base64url')
}

for (const algorithm of ['ES256', 'EdDSA', 'RS256'] as const) {
  test(`a passkey with ${algorithm} is added, proves the second factor, and signs in alone`, async () => {
    const { passkey, ...signedIn } = await withPasskey({ algorithm })
    assert.deepEqual([await prove({ ...signedIn, passkey }), await signInPasswordless(passkey)], ['proved', 'in'])
    const { factorKind, keyKind, verifiedAt } = await factorOf(signedIn)
    assert.deepEqual({ factorKind, keyKind, verifiedAt }, { factorKind: 'passkey', keyKind: 'swk', verifiedAt: NOW })
  })
}
test('a self attestation, which browsers let through, is read; one of another key is not (WebAuthn L3 §8.2)', async () => {
  assert.equal(await add(await newSession(), softPasskey(ORIGIN), { attests: 'self' }), 'added')
  assert.equal(
    await add(await newSession(), softPasskey(ORIGIN), {
      format: 'packed',
      statement: new Map<string, number | Uint8Array>([
        ['alg', -7],
        ['sig', randomBytes(70)],
      ]),
    }),
    'not-verified',
  )
})
test('an algorithm that we did not ask for is refused here, whatever the page says (CVE-2026-8830)', async () => {
  assert.equal(await add(await newSession(), softPasskey(ORIGIN, { algorithm: 'ES384' })), 'not-verified')
})
test('a security key that checks nobody is a second factor, and never stands in for the password (GHSA-h4fw-6r7f-w494)', async () => {
  const { passkey, ...signedIn } = await withPasskey({ verifies: false, synced: false })
  assert.deepEqual(
    [await prove({ ...signedIn, passkey }), await signInPasswordless(passkey)],
    ['proved', 'not-verified'],
  )
  const { keyKind, verifiedAt } = await factorOf(signedIn)
  assert.deepEqual({ keyKind, verifiedAt }, { keyKind: 'hwk', verifiedAt: null })
})
test('alone, an answer must say whose passkey it is (WebAuthn L3 §7.2)', async () => {
  const { passkey } = await withPasskey()
  assert.equal(
    await signInPasswordless(passkey, { answer: (answer) => void delete answer.response.userHandle }),
    'not-verified',
  )
})
test('a passkey of somebody else proves nothing for this person', async () => {
  const [mine, theirs] = [await withPasskey(), await withPasskey()]
  assert.equal(await prove({ session: mine.session, passkey: theirs.passkey }), 'unknown-passkey')
})
test('a credential that somebody has already is refused, no matter who brings it (WebAuthn L3 §7.1)', async () => {
  const { passkey, ...signedIn } = await withPasskey()
  const before = await count()
  assert.deepEqual(
    [await add(signedIn, passkey), await add(await newSession(), passkey)],
    ['already-registered', 'already-registered'],
  )
  assert.equal(await count(), before)
})
test('the count of a security key only rises: a copy of it is refused, and its owner is told', async () => {
  const { passkey, ...signedIn } = await withPasskey({ counts: true })
  assert.equal(await prove({ ...signedIn, passkey }), 'proved')
  passkey.count = 0
  sentMails.length = 0
  assert.equal(await prove({ ...signedIn, passkey }), 'counter-regression')
  assert.deepEqual(sentMails, [`${signedIn.person.email}: A key to your account was refused`])
  assert.equal(await signInPasswordless(passkey, { count: 0 }), 'counter-regression')
  passkey.count = 5
  assert.equal(await prove({ ...signedIn, passkey }), 'proved')
})
test('a challenge is for one purpose, one browser, one session and five minutes, and works once', async () => {
  const { passkey, person, session } = await withPasskey()
  const other = await newSession(person.id)
  const [forProof, forAdding] = [
    async () => proofOptions(deps, session, BROWSER, NOW),
    async () => registrationOptions(deps, session, person, BROWSER, NOW),
  ]
  const tried = async (
    options: { challenge: string },
    { signedIn = session, browserId = BROWSER, now = NOW } = {},
  ): Promise<string> => {
    await identity.sessions.prove(signedIn.id, { password: true }, NOW)
    const proved = await provePasskey(deps, signedIn, JSON.stringify(passkey.sign(options)), browserId, now)
    return proved.ok ? 'proved' : proved.refusal
  }
  const gone = 'challenge-gone'
  assert.equal(await tried(await forAdding()), gone, 'of another purpose')
  assert.equal(await tried(await passwordlessOptions(deps, BROWSER, NOW)), gone, 'of signing in alone')
  assert.equal(await tried(await forProof(), { signedIn: other.session }), gone, 'of another session')
  assert.equal(await tried(await forProof(), { browserId: 'another-browser' }), gone, 'of another browser')
  assert.equal(await tried(await forProof(), { now: later(5 * MINUTE) }), gone, 'too old')
  const options = await forProof()
  assert.deepEqual([await tried(options), await tried(options)], ['proved', gone])
  const spoiled = await forProof()
  await provePasskey(
    deps,
    session,
    JSON.stringify(passkey.sign(spoiled, { clientData: { origin: 'https://evil.example' } })),
    BROWSER,
    NOW,
  )
  assert.equal(await tried(spoiled), gone, 'a wrong answer uses it up too')
})
test('of five that answer one challenge at once, one gets in', async () => {
  const { passkey, session } = await withPasskey()
  const options = await proofOptions(deps, session, BROWSER, NOW)
  const all = await Promise.all(
    Array.from({ length: 5 }, () => provePasskey(deps, session, JSON.stringify(passkey.sign(options)), BROWSER, NOW)),
  )
  assert.equal(all.filter(({ ok }) => ok).length, 1)
})
test('wrong answers are counted with the codes: after five the sign-in is used up', async () => {
  const { passkey, ...signedIn } = await withPasskey()
  for (let tries = 0; tries < CODES_PER_SIGN_IN; tries++)
    assert.equal(await prove({ ...signedIn, passkey }, { rpId: 'evil.example' }), 'not-verified')
  assert.equal(await prove({ ...signedIn, passkey }), 'sign-in-used-up')
})
test('a passkey that is lost or quarantined proves nothing more', async () => {
  for (const set of [
    (personId: string) => identity.factors.markLost(personId, ['passkey'], NOW),
    (personId: string) => identity.factors.quarantine(personId, NOW, NOW),
  ]) {
    const { passkey, ...signedIn } = await withPasskey()
    await set(signedIn.person.id)
    assert.deepEqual(
      [await prove({ ...signedIn, passkey }), await signInPasswordless(passkey)],
      ['unknown-passkey', 'unknown-passkey'],
    )
  }
})
test('the owner of a locked account does not sign in with a passkey', async () => {
  const { passkey, person } = await withPasskey()
  await database.db.updateTable('person').set({ locked_at: NOW }).where('id', '=', person.id).execute()
  assert.equal(await signInPasswordless(passkey), 'locked')
})
test('a session that ended while the device was asked adds nothing: a lock of the account is not overtaken', async () => {
  const [signedIn, passkey] = [await newSession(), softPasskey(ORIGIN)]
  const options = await registrationOptions(deps, signedIn.session, signedIn.person, BROWSER, NOW)
  await identity.sessions.end(signedIn.session.id, NOW)
  const before = await count()
  const added = await addPasskey(
    deps,
    signedIn.session,
    signedIn.person,
    { text: JSON.stringify(passkey.register(options)), name: '', browserId: BROWSER, origin: '127.0.0.1' },
    NOW,
  )
  assert.deepEqual([added.ok, await count()], [false, before])
})
test('nobody has more passkeys than there is room for in one question', async () => {
  const signedIn = await newSession()
  const tried = []
  for (let number = 0; number <= MAX_PASSKEYS; number++) tried.push(await add(signedIn, softPasskey(ORIGIN)))
  assert.deepEqual(
    tried.filter((each) => each !== 'added'),
    ['too-many'],
  )
})
test('the owner is told of each passkey that is added', async () => {
  sentMails.length = 0
  const { person } = await withPasskey()
  assert.equal(sentMails.length, 1)
  assert.ok(sentMails[0]!.startsWith(`${person.email}: `))
})
