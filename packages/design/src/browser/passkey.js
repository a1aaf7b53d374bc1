// Passkeys: shows what needs script and a capable browser, asks the device, and posts its answer as an ordinary form.

/** @typedef {HTMLFormElement & { elements: { csrf: HTMLInputElement, answer: HTMLInputElement } }} PasskeyForm */

const MAX_WAITING_MS = 240_000

/** @param {string} text */
const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0))
/** @param {ArrayBuffer} bytes */
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '')

// What newer browsers do themselves.
/** @param {PublicKeyCredentialDescriptorJSON[] | undefined} list */
const described = (list) => list?.map((one) => ({ ...one, id: toBytes(one.id) }))
/** @param {Omit<PublicKeyCredentialRequestOptionsJSON, 'extensions'>} o */
const requestOptions = (o) =>
  PublicKeyCredential.parseRequestOptionsFromJSON?.(o) ??
  /** @type {PublicKeyCredentialRequestOptions} */ ({
    ...o,
    challenge: toBytes(o.challenge),
    allowCredentials: described(o.allowCredentials),
  })
/** @param {Omit<PublicKeyCredentialCreationOptionsJSON, 'extensions'>} o */
const creationOptions = (o) =>
  PublicKeyCredential.parseCreationOptionsFromJSON?.(o) ??
  /** @type {PublicKeyCredentialCreationOptions} */ ({
    ...o,
    challenge: toBytes(o.challenge),
    user: { ...o.user, id: toBytes(o.user.id) },
    excludeCredentials: described(o.excludeCredentials),
  })

const RESPONSE_PARTS = /** @type {const} */ ([
  'clientDataJSON',
  'attestationObject',
  'authenticatorData',
  'signature',
  'userHandle',
])

/** @param {Credential | null} credential */
function answerOf(credential) {
  const { id, rawId, type, response } = /** @type {PublicKeyCredential} */ (credential)
  const parts = /** @type {AuthenticatorAttestationResponse & AuthenticatorAssertionResponse} */ (response)
  /** @type {Record<string, string | string[]>} */
  const sent = {}
  for (const name of RESPONSE_PARTS) if (parts[name]) sent[name] = toText(parts[name])
  if (parts.getTransports) sent.transports = parts.getTransports()
  return JSON.stringify({ id, rawId: toText(rawId), type, response: sent })
}

/** @param {PasskeyForm} form */
async function optionsFrom(form) {
  const reply = await fetch(form.dataset.options ?? '', {
    method: 'POST',
    body: new URLSearchParams({ csrf: form.elements.csrf.value }),
  })
  // The session has ended meanwhile: the page, loaded again, leads to where it continues.
  if (!reply.ok || !reply.headers.get('content-type')?.includes('json')) throw new DOMException('', 'ReloadError')
  return reply.json()
}

/** @type {Record<string, string>} */
const ERROR_KEYS = {
  AbortError: 'cancelled',
  NotAllowedError: 'cancelled',
  InvalidStateError: 'known',
  SecurityError: 'unfit',
  NotSupportedError: 'unfit',
  ConstraintError: 'unfit',
}
/** @type {AbortController | undefined} */
let waiting

/** @type {NodeListOf<PasskeyForm>} */
const forms = document.querySelectorAll('[data-passkey]')
for (const form of forms) if (window.PublicKeyCredential) void prepare(form)

/** @param {PasskeyForm} form */
async function prepare(form) {
  const { passkey: does, errors, capable, autofill } = form.dataset
  const alert = /** @type {HTMLElement} */ (form.querySelector('[role=alert]'))
  form.hidden = false
  /** @type {NodeListOf<HTMLElement>} */
  const others = document.querySelectorAll('[data-without-passkey]')
  for (const other of others) other.hidden = true

  /** @param {{ mediation?: CredentialMediationRequirement, signal?: AbortSignal }} more */
  async function ask(more) {
    const options = await optionsFrom(form)
    const credential = await (does === 'create'
      ? navigator.credentials.create({ ...more, publicKey: creationOptions(options) })
      : navigator.credentials.get({ ...more, publicKey: requestOptions(options) }))
    form.elements.answer.value = answerOf(credential)
    form.submit()
  }
  let isAsking = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (isAsking) return
    isAsking = true
    const beganAt = performance.now()
    waiting?.abort()
    alert.textContent = ''
    try {
      await ask({})
    } catch (error) {
      const name = error instanceof Error ? error.name : ''
      if (name === 'ReloadError') location.assign(location.href)
      // Browsers do not tell "no" from "nothing happened in time", so that pages cannot find out who has a passkey.
      const key =
        name === 'NotAllowedError' && performance.now() - beganAt > MAX_WAITING_MS
          ? 'late'
          : (ERROR_KEYS[name] ?? 'failed')
      alert.textContent = JSON.parse(errors ?? '{}')[key]
      isAsking = false
      if (autofill && waiting) void listInField()
    }
  })
  addEventListener('pageshow', ({ persisted }) => persisted && (isAsking = false))

  // A later page offers a passkey only where this device can make one.
  if (capable && (await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()))
    document.cookie = `${capable}=yes; path=/; samesite=lax; max-age=7776000${location.protocol === 'https:' ? '; secure' : ''}`
  // The address field lists passkeys among the addresses it knows. Asks again before the challenge is too old.
  async function listInField() {
    const listing = (waiting = new AbortController())
    const timer = setTimeout(() => listing.abort('again'), MAX_WAITING_MS)
    try {
      await ask({ mediation: 'conditional', signal: listing.signal })
    } catch {
      if (listing.signal.reason === 'again' && !isAsking) void listInField()
    } finally {
      clearTimeout(timer)
    }
  }
  if (autofill && (await PublicKeyCredential.isConditionalMediationAvailable?.())) void listInField()
}
