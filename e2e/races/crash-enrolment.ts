// Enrols somebody while processes are killed: reloads each lost page, as people do, and records what was acknowledged.
import { type CookieBrowser, cookieBrowser, type Page, softPhone } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { authorizationRequest, arrive, codeOf, fill, outcome, passwordOn, recoveryCodesOn, secretOn } from './driver.ts'
import type { CrashRunner, Kill } from './crash-runner.ts'
import { recordOf } from './race-world.ts'
import { NoAnswer, showingErrors } from './http-client.ts'
import { findPartial, type Confirmation, INVARIANTS_SQL } from './invariants.ts'

export type RunRecord = Confirmation & {
  id: string
  secret: string
  codes: string[]
  /** Codes that were acknowledged as accepted. */
  consumedCodes: string[]
  consumedRecoveryCodes: string[]
  redeemed: { code: string; verifier: string }[]
  /** Requests that got no response. */
  lost: string[]
}

const MAX_PAGES = 60
const MAX_LOSSES = 10

/** From the first request to tokens, then once more with a recovery code. Each kill happens at its step. */
export async function enrolUnderCrashes(
  runner: CrashRunner,
  id: string,
  planKills: readonly Kill[],
): Promise<RunRecord> {
  const record: RunRecord = {
    id,
    email: `${id}@example.org`,
    secret: '',
    codes: [],
    confirmed: false,
    consumedCodes: [],
    consumedRecoveryCodes: [],
    redeemed: [],
    lost: [],
  }
  const pending = new Set(planKills)
  const at = async (step: string): Promise<void> => {
    const kill = [...pending].find((each) => each.step === step)
    if (!kill) return
    pending.delete(kill)
    await runner.scheduleKill(kill)
  }
  const created = await runner.app.call('PUT', `/api/directory/people/${id}`, recordOf(id, ['required']))
  assert.equal(created.status, 200, JSON.stringify(created.body))

  const browser = showingErrors(cookieBrowser(runner.instance.issuer, { send: runner.send }))
  while (record.redeemed.length === 0) {
    const voucher = await unlessLost(runner, record, 'voucher', () =>
      runner.app.call('POST', '/api/vouchers', { person: id }),
    )
    if (!voucher) continue
    const request = authorizationRequest(runner.instance.issuer, {
      voucher: voucher.body['voucher'] as string,
      acr_values: 'urn:sluis:acr:two-factor',
    })
    const code = await driveToCode(runner, record, browser, request.address, at)
    await at('redeem')
    // After a lost response only a second attempt can tell whether the code is consumed; if it is, the application
    // starts a new request.
    const response =
      (await unlessLost(runner, record, 'redeem', () => runner.app.redeem(code, request.verifier))) ??
      (await unlessLost(runner, record, 'redeem', () => runner.app.redeem(code, request.verifier)))
    if (response?.status === 200) record.redeemed.push({ code, verifier: request.verifier })
    else assert.equal(response?.body['error'] ?? 'lost', response ? 'invalid_grant' : 'lost')
  }
  await useRecoveryCode(runner, record, at)
  return record
}

/** Answers page after page until the application gets its code. */
async function driveToCode(
  runner: CrashRunner,
  record: RunRecord,
  browser: CookieBrowser,
  address: string,
  at: (step: string) => Promise<void>,
): Promise<string> {
  let here: string | URL = address
  let page = null as Page | null
  for (let count = 0; count < MAX_PAGES; count++) {
    const seen = page
    page = await unlessLost(runner, record, seen?.url.pathname.replace(/[\w-]{20,}/, '…') ?? 'load', async () =>
      seen ? answerPage(runner, record, browser, seen, at) : arrive(browser, await browser.get(here)),
    )
    if (!page) {
      // Whoever was typing the code looks at the key again: it must be the same.
      here = new URL(String(here).replace('/enrol/code', '/enrol'))
      continue
    }
    assert.ok(
      page.status < 500,
      `${page.status} ${page.heading} at ${page.url.pathname}\n${runner.faults().join('\n')}`,
    )
    const code = codeOf(page)
    if (code) return code
    assert.notEqual(page.url.pathname, '/enrol/email', 'the voucher was lost')
    here = page.url
    // The request was lost together with its cookie: start again from the application's link.
    if (page.status === 410) [here, page] = [address, null]
  }
  throw new Error(
    `${record.id} does not finish: ${page?.url.href ?? ''} ${page?.status} ${page?.heading} ${page?.text.slice(0, 200)}; lost: ${record.lost.join(', ')}`,
  )
}

async function answerPage(
  runner: CrashRunner,
  record: RunRecord,
  browser: CookieBrowser,
  page: Page,
  at: (step: string) => Promise<void>,
): Promise<Page> {
  const path = page.url.pathname
  const now = () => softPhone(record.secret).codeAt(new Date(runner.instance.phoneAt))
  switch (path) {
    case '/sign-in':
    case '/sign-in/password':
      await at('password')
      return passwordOn(browser, page, record.email)
    case '/sign-in/code': {
      // The code on the screen was used, but its response was lost: take the next one.
      if (page.status === 422) await runner.movePhones()
      await at('code')
      const code = now()
      const posted = await browser.submit(page, { code }, page.form('code'))
      if (posted.status === 303) record.consumedCodes.push(code)
      return arrive(browser, posted)
    }
    case '/enrol': {
      await at('key')
      const secret = secretOn(page)
      assert.ok(record.secret === '' || record.secret === secret, 'the secret changed after it had been shown')
      record.secret = secret
      return fill(browser, page, { code: '' }, 'code')
    }
    case '/enrol/code': {
      await at('first-code')
      const code = now()
      const posted = await browser.submit(page, { code }, page.form('code'))
      if (posted.status === 303 && posted.location!.pathname !== '/enrol') {
        record.confirmed = true
        record.consumedCodes.push(code)
      }
      return arrive(browser, posted)
    }
    case '/enrol/recovery-codes': {
      await at('keep')
      const codes = recoveryCodesOn(page)
      assert.equal(codes.length, 10)
      assert.ok(
        record.codes.length === 0 || record.codes.join() === codes.join(),
        'the recovery codes changed after they had been shown',
      )
      record.codes = codes
      return fill(browser, page, { kept: 'yes' }, 'kept')
    }
    case '/enrol/done':
      await at('continue')
      return arrive(browser, await browser.get(page.links.find(({ href }) => href.startsWith('/continue/'))!.href))
    default:
      assert.match(path, /\/access$/, `no step is defined for ${path} (${page.status} ${page.heading})`)
      await at('access')
      return fill(browser, page, {}, 'csrf')
  }
}

/** Signs in with recovery codes until one is acknowledged; a code whose response was lost is tried once more. */
async function useRecoveryCode(
  runner: CrashRunner,
  record: RunRecord,
  at: (step: string) => Promise<void>,
): Promise<void> {
  const left = record.codes.flatMap((code) => [code, code])
  for (let losses = 0; losses < MAX_LOSSES; losses++) {
    const posted = await unlessLost(runner, record, 'recovery', async () => {
      const { browser, page } = await beforeTheCode(runner, record.email, '/sign-in/recovery')
      await at('recovery')
      return browser.submit(page, { 'recovery-code': left[0]! }, page.form('recovery-code'))
    })
    if (posted?.status === 303) {
      record.consumedRecoveryCodes.push(left[0]!)
      return
    }
    left.shift()
  }
  throw new Error(`${record.id} does not get in with a recovery code`)
}

/** A new browser with the password proved, on a page that asks for a code. */
async function beforeTheCode(
  runner: CrashRunner,
  email: string,
  path: string,
): Promise<{ browser: CookieBrowser; page: Page }> {
  const browser = showingErrors(cookieBrowser(runner.instance.issuer, { send: runner.send }))
  await passwordOn(browser, await arrive(browser, await browser.get('/sign-in?next=%2Faccount')), email)
  const page = await browser.get(`${path}?next=%2Faccount`)
  assert.equal(page.status, 200, `${page.status} at ${path}, ${page.location?.href}`)
  return { browser, page }
}

/** Null when no response came; a process is up again before the next call. */
async function unlessLost<Value>(
  runner: CrashRunner,
  record: RunRecord,
  what: string,
  act: () => Promise<Value>,
): Promise<Value | null> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    record.lost.push(what)
    assert.ok(record.lost.length <= MAX_LOSSES, `too many responses were lost: ${record.lost.join(', ')}`)
    await runner.oneIsUp()
    assert.deepEqual(
      findPartial(await runner.rows(INVARIANTS_SQL), [record]),
      [],
      `after the response to "${what}" was lost`,
    )
    return null
  }
}

/** Everything that was acknowledged as used is refused from then on: codes, recovery codes, authorization codes. */
export async function assertConsumed(runner: CrashRunner, record: RunRecord): Promise<void> {
  for (const { code, verifier } of record.redeemed)
    assert.equal(
      (await runner.app.redeem(code, verifier)).body['error'],
      'invalid_grant',
      `${record.id}: an authorization code was redeemed twice`,
    )
  const { browser, page } = await beforeTheCode(runner, record.email, '/sign-in/code')
  for (const code of record.consumedCodes)
    assert.equal(
      (await browser.submit(page, { code }, page.form('code'))).status,
      422,
      `${record.id}: a code was accepted twice`,
    )
  const recovery = await browser.get('/sign-in/recovery?next=%2Faccount')
  for (const code of record.consumedRecoveryCodes)
    assert.equal(
      outcome(await browser.submit(recovery, { 'recovery-code': code }, recovery.form('recovery-code'))),
      'wrong',
      `${record.id}: a recovery code was accepted twice`,
    )
}
