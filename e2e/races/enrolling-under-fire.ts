// Somebody who sets up two-step verification while processes die under them: at each page that is lost they load it
// again, as people do, and they keep book of what was acknowledged.
import { type CookieBrowser, cookieBrowser, type Page, softPhone } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { asked, arrive, codeOf, fill, outcome, passwordOn, recoveryCodesOn, secretOn } from './acting.ts'
import type { Fire, Shot } from './fire.ts'
import { recordOf } from './race-world.ts'
import { NoAnswer } from './sending.ts'
import { halves, type Told, WHOLENESS } from './wholeness.ts'

export type Life = Told & {
  id: string
  secret: string
  codes: string[]
  /** What was shown and accepted, with an answer to say so. */
  spentCodes: string[]
  spentRecovery: string[]
  redeemed: { code: string; verifier: string }[]
  /** Answers that never came. */
  lost: string[]
}

const MOST_PAGES = 60
const MOST_LOSSES = 10

/** From the first request to tokens, then once more with a recovery code. Each shot falls at its stage. */
export async function liveThrough(fire: Fire, id: string, shots: readonly Shot[]): Promise<Life> {
  const life: Life = {
    id,
    email: `${id}@example.org`,
    secret: '',
    codes: [],
    confirmed: false,
    spentCodes: [],
    spentRecovery: [],
    redeemed: [],
    lost: [],
  }
  const loaded = new Set(shots)
  const at = async (stage: string): Promise<void> => {
    const shot = [...loaded].find((each) => each.stage === stage)
    if (!shot) return
    loaded.delete(shot)
    await fire.shoot(shot)
  }
  const put = await fire.app.call('PUT', `/api/directory/people/${id}`, recordOf(id, ['required']))
  assert.equal(put.status, 200, JSON.stringify(put.body))

  const browser = cookieBrowser(fire.place.issuer, { send: fire.send })
  while (life.redeemed.length === 0) {
    const asking = await unlessLost(fire, life, 'voucher', () => fire.app.call('POST', '/api/vouchers', { person: id }))
    if (!asking) continue
    const request = asked(fire.place.issuer, {
      voucher: asking.body['voucher'] as string,
      acr_values: 'urn:sluis:acr:two-factor',
    })
    const code = await walk(fire, life, browser, request.address, at)
    await at('redeem')
    // An answer that was lost: whether the code is spent, only asking once more can tell; if it is, the application
    // sends its person once more.
    const said =
      (await unlessLost(fire, life, 'redeem', () => fire.app.redeem(code, request.verifier))) ??
      (await unlessLost(fire, life, 'redeem', () => fire.app.redeem(code, request.verifier)))
    if (said?.status === 200) life.redeemed.push({ code, verifier: request.verifier })
    else assert.equal(said?.body['error'] ?? 'lost', said ? 'invalid_grant' : 'lost')
  }
  await useRecoveryCode(fire, life, at)
  return life
}

/** Page by page, by what each page asks, until the application gets its code. */
async function walk(
  fire: Fire,
  life: Life,
  browser: CookieBrowser,
  address: string,
  at: (stage: string) => Promise<void>,
): Promise<string> {
  let here: string | URL = address
  let page = null as Page | null
  for (let count = 0; count < MOST_PAGES; count++) {
    const seen = page
    page = await unlessLost(fire, life, seen?.url.pathname.replace(/[\w-]{20,}/, '…') ?? 'load', async () =>
      seen ? goOn(fire, life, browser, seen, at) : arrive(browser, await browser.get(here)),
    )
    if (!page) {
      // Who was typing the code looks at the key once more: it must be the same.
      here = new URL(String(here).replace('/enrol/code', '/enrol/key'))
      continue
    }
    assert.ok(page.status < 500, `${page.status} ${page.heading} at ${page.url.pathname}\n${fire.faults().join('\n')}`)
    const code = codeOf(page)
    if (code) return code
    assert.notEqual(page.url.pathname, '/enrol/email', 'the voucher was lost')
    here = page.url
    // The request itself was lost with the answer that its cookie came in: the application's link is pressed again.
    if (page.status === 410) [here, page] = [address, null]
  }
  throw new Error(
    `${life.id} does not get through: ${page?.url.href ?? ''} ${page?.status} ${page?.heading} ${page?.text.slice(0, 200)}; lost: ${life.lost.join(', ')}`,
  )
}

async function goOn(
  fire: Fire,
  life: Life,
  browser: CookieBrowser,
  page: Page,
  at: (stage: string) => Promise<void>,
): Promise<Page> {
  const path = page.url.pathname
  const now = () => softPhone(life.secret).codeAt(new Date(fire.place.phoneAt))
  switch (path) {
    case '/sign-in':
    case '/sign-in/password':
      await at('password')
      return passwordOn(browser, page, life.email)
    case '/sign-in/code': {
      // The code that is on the screen was used, with an answer that was lost: the next one.
      if (page.status === 422) await fire.movePhones()
      await at('code')
      const code = now()
      const posted = await browser.submit(page, { code }, page.form('code'))
      if (posted.status === 303) life.spentCodes.push(code)
      return arrive(browser, posted)
    }
    case '/enrol':
      await at('choose')
      return fill(browser, page, { app: 'have' }, 'app')
    case '/enrol/key': {
      await at('key')
      const secret = secretOn(page)
      assert.ok(life.secret === '' || life.secret === secret, 'the secret changed after it had been shown')
      life.secret = secret
      return browser.get(page.links.find(({ href }) => href.startsWith('/enrol/code'))!.href)
    }
    case '/enrol/code': {
      await at('first-code')
      const code = now()
      const posted = await browser.submit(page, { code }, page.form('code'))
      if (posted.status === 303 && posted.location!.pathname !== '/enrol/key') {
        life.confirmed = true
        life.spentCodes.push(code)
      }
      return arrive(browser, posted)
    }
    case '/enrol/recovery-codes': {
      await at('keep')
      const codes = recoveryCodesOn(page)
      assert.equal(codes.length, 10)
      assert.ok(
        life.codes.length === 0 || life.codes.join() === codes.join(),
        'the recovery codes changed after they had been shown',
      )
      life.codes = codes
      return fill(browser, page, { kept: 'yes' }, 'kept')
    }
    case '/enrol/done':
      await at('continue')
      return arrive(browser, await browser.get(page.links.find(({ href }) => href.startsWith('/continue/'))!.href))
    default:
      assert.match(path, /\/access$/, `nobody said what to do at ${path} (${page.status} ${page.heading})`)
      await at('access')
      return fill(browser, page, {}, 'csrf')
  }
}

/**
 * Signs in with recovery codes until an answer says yes; a code whose answer was lost is tried once more before it is
 * given up.
 */
async function useRecoveryCode(fire: Fire, life: Life, at: (stage: string) => Promise<void>): Promise<void> {
  const left = life.codes.flatMap((code) => [code, code])
  for (let losses = 0; losses < MOST_LOSSES; losses++) {
    const posted = await unlessLost(fire, life, 'recovery', async () => {
      const { browser, page } = await beforeTheCode(fire, life.email, '/sign-in/recovery')
      await at('recovery')
      return browser.submit(page, { 'recovery-code': left[0]! }, page.form('recovery-code'))
    })
    if (posted?.status === 303) {
      life.spentRecovery.push(left[0]!)
      return
    }
    left.shift()
  }
  throw new Error(`${life.id} does not get in with a recovery code`)
}

/** A new browser, the password proved, in front of a page that asks for a code. */
async function beforeTheCode(fire: Fire, email: string, path: string): Promise<{ browser: CookieBrowser; page: Page }> {
  const browser = cookieBrowser(fire.place.issuer, { send: fire.send })
  await passwordOn(browser, await arrive(browser, await browser.get('/sign-in?next=%2Faccount')), email)
  const page = await browser.get(`${path}?next=%2Faccount`)
  assert.equal(page.status, 200, `${page.status} at ${path}, ${page.location?.href}`)
  return { browser, page }
}

/** Null where no answer came; then by the next call somebody answers again. */
async function unlessLost<Value>(
  fire: Fire,
  life: Life,
  what: string,
  act: () => Promise<Value>,
): Promise<Value | null> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    life.lost.push(what)
    assert.ok(life.lost.length <= MOST_LOSSES, `too many answers were lost: ${life.lost.join(', ')}`)
    await fire.oneIsUp()
    assert.deepEqual(halves(await fire.rows(WHOLENESS), [life]), [], `after an answer of "${what}" was lost`)
    return null
  }
}

/** What an answer said was spent is refused for ever after: codes, recovery codes, authorization codes. */
export async function assertSpent(fire: Fire, life: Life): Promise<void> {
  for (const { code, verifier } of life.redeemed)
    assert.equal(
      (await fire.app.redeem(code, verifier)).body['error'],
      'invalid_grant',
      `${life.id}: a code of the application was redeemed twice`,
    )
  const { browser, page } = await beforeTheCode(fire, life.email, '/sign-in/code')
  for (const code of life.spentCodes)
    assert.equal(
      (await browser.submit(page, { code }, page.form('code'))).status,
      422,
      `${life.id}: a code was accepted twice`,
    )
  const recovery = await browser.get('/sign-in/recovery?next=%2Faccount')
  for (const code of life.spentRecovery)
    assert.equal(
      outcome(await browser.submit(recovery, { 'recovery-code': code }, recovery.form('recovery-code'))),
      'wrong',
      `${life.id}: a recovery code was accepted twice`,
    )
}
