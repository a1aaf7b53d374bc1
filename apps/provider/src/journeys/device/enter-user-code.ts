// The page where people type the code that a device shows (RFC 8628 §3.3). An address may fill it in, and never sends
// it: who compares it with the device, is not tricked by a link (RFC 8628 §5.4).
import { actions, button, codeField, type Html, linkButton, notice } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { formatUserCode, readUserCode, USER_CODE_LENGTH } from '#identity/sessions/user-code.ts'
import type { MessageKey } from '#locales/messages.ts'
import { keepLanguage, languageOf } from '#platform/language.ts'
import { type TypedCodeRefusal, enterDeviceCode } from '#use-cases/sign-in/enter-device-code.ts'
import { form, withNext } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { type Env, readSession } from '../flow/sign-in-flow.ts'
import { DEVICE_PATH, type DevicePageDeps } from './device-deps.ts'

type Refusal = 'empty' | 'no-user-code' | TypedCodeRefusal
const SENTENCE: Record<Refusal, MessageKey> = {
  empty: 'device.empty',
  'no-user-code': 'device.no-code',
  'code-unknown': 'device.unknown',
  'code-expired': 'device.expired',
  'code-used': 'device.used',
  'too-many-codes': 'device.too-many',
}

const NOTES = pageNotes<{ refusal: Refusal; isStranger?: boolean }>()

export function enterUserCode(deps: DevicePageDeps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const note = NOTES.read(c, deps)
    if (note) return c.html(await page(c, { userCode: null, ...note }), note.refusal === 'too-many-codes' ? 429 : 422)
    const sent = readUserCode(c.req.query('user_code') ?? '')
    return c.html(await page(c, { userCode: sent.ok ? sent.value : null, refusal: null }))
  })
  routes.post('/', async (c) => {
    const typed = readUserCode(c.get('form').text('user_code'))
    if (!typed.ok) return NOTES.redirect(c, deps, DEVICE_PATH, { refusal: typed.refusal })
    const now = clock.now()
    const session = await readSession(c, deps, now)
    const by = { browserId: c.get('browserId'), origin: deps.addressOf(c) }
    const personId = session?.signedInAt ? session.personId : null
    const opened = await enterDeviceCode(identity, { userCode: typed.value, personId, ...by }, now)
    if (opened.ok) return c.redirect(`${DEVICE_PATH}/${opened.value}`, 303)
    return NOTES.redirect(c, deps, DEVICE_PATH, { refusal: opened.refusal, isStranger: personId === null })
  })
  return routes

  async function page(
    c: Context<Env>,
    {
      userCode,
      refusal,
      isStranger = false,
    }: { userCode: string | null; refusal: Refusal | null; isStranger?: boolean },
  ): Promise<Html> {
    const session = await readSession(c, deps, clock.now())
    // Whose sign-in is not complete speaks the language in which it began (decision 0038).
    const person = session?.signedInAt ? await identity.people.findById(session.personId) : undefined
    const language = languageOf(c, { personLanguage: person?.language })
    keepLanguage(c, language)
    const t = deps.renderer.t(language)
    const logsInFirst = refusal === 'too-many-codes' && isStranger
    const error = refusal === null ? undefined : t(logsInFirst ? 'device.log-in-first' : SENTENCE[refusal])
    const content = html`<h1>${t('device.title')}</h1>
<p class="lead">${t(userCode === null ? 'device.lead' : 'device.compare')}</p>
${form(
  DEVICE_PATH,
  c.get('csrfToken'),
  html`${codeField({ id: 'user_code', name: 'user_code', label: t('device.label'), hint: t('device.hint'), error, kind: 'letters', length: USER_CODE_LENGTH + 1, value: userCode === null ? undefined : formatUserCode(userCode) })}
${actions([button({ text: t('page.next'), wide: true, ...(logsInFirst && { kind: 'quiet' }) })])}`,
)}
${logsInFirst ? actions([linkButton({ text: t('device.log-in'), href: withNext('/sign-in', DEVICE_PATH), wide: true })]) : ''}
${notice({ kind: 'warning', kindText: t('notice.warning'), content: t('device.beware') })}`
    return deps.renderer.step(c, t, {
      title: t('device.title'),
      content,
      error: error === undefined ? undefined : { text: error, field: 'user_code' },
      bodyId: 'device',
      help: 'device-code',
    })
  }
}
