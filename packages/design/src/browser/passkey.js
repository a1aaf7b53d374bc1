// Passkeys: shows what needs script and a capable browser, asks the device, and posts what it says as an ordinary form.

const MAX_WAITING_MS = 240_000

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0))
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '')

// What newer browsers do themselves.
const described = (list) => list?.map((one) => ({ ...one, id: toBytes(one.id) }))
const parsed = {
  get: (o) =>
    PublicKeyCredential.parseRequestOptionsFromJSON?.(o) ?? {
      ...o,
      challenge: toBytes(o.challenge),
      allowCredentials: described(o.allowCredentials),
    },
  create: (o) =>
    PublicKeyCredential.parseCreationOptionsFromJSON?.(o) ?? {
      ...o,
      challenge: toBytes(o.challenge),
      user: { ...o.user, id: toBytes(o.user.id) },
      excludeCredentials: described(o.excludeCredentials),
    },
}
function answerOf({ id, rawId, type, response }) {
  const answer = { id, rawId: toText(rawId), type, response: {} }
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'])
    if (response[name]) answer.response[name] = toText(response[name])
  if (response.getTransports) answer.response.transports = response.getTransports()
  return JSON.stringify(answer)
}

async function optionsFrom(form) {
  const reply = await fetch(form.dataset.options, {
    method: 'POST',
    body: new URLSearchParams({ csrf: form.elements.csrf.value }),
  })
  // The visit has ended meanwhile: the page, asked anew, leads to where it goes on.
  if (!reply.ok || !reply.headers.get('content-type')?.includes('json')) throw new DOMException('', 'ReloadError')
  return reply.json()
}

const ERROR_KEYS = {
  AbortError: 'cancelled',
  NotAllowedError: 'cancelled',
  InvalidStateError: 'known',
  SecurityError: 'unfit',
  NotSupportedError: 'unfit',
  ConstraintError: 'unfit',
}
let waiting

for (const form of document.querySelectorAll('[data-passkey]')) if (window.PublicKeyCredential) void prepare(form)

async function prepare(form) {
  const { passkey: does, errors, capable, autofill } = form.dataset
  const alert = form.querySelector('[role=alert]')
  form.hidden = false
  for (const other of document.querySelectorAll('[data-without-passkey]')) other.hidden = true

  async function ask(more) {
    const options = await optionsFrom(form)
    const credential = await navigator.credentials[does]({ ...more, publicKey: parsed[does](options) })
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
    } catch ({ name }) {
      if (name === 'ReloadError') location.assign(location.href)
      // Browsers do not tell "no" from "nothing happened in time", so that pages cannot find out who has a passkey.
      const key =
        name === 'NotAllowedError' && performance.now() - beganAt > MAX_WAITING_MS
          ? 'late'
          : (ERROR_KEYS[name] ?? 'failed')
      alert.textContent = JSON.parse(errors)[key]
      isAsking = false
      if (autofill && waiting) void listInField()
    }
  })
  addEventListener('pageshow', ({ persisted }) => persisted && (isAsking = false))

  // A later page offers a passkey only where this device can make one.
  if (capable && (await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()))
    document.cookie = `${capable}=yes; path=/; secure; samesite=lax; max-age=7776000`
  // The address field lists passkeys among the addresses it knows. Asked anew before the challenge is too old.
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
