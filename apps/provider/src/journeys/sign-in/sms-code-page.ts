// The page of a code by SMS: the button that sends one, then the field for it, with other proofs in sight.
import { actions, button, codeField, type Html, notice } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { lastDigits } from '#identity/phones/phone-number.ts'
import type { Phone } from '#identity/phones/phones.store.ts'
import type { SentCode } from '#identity/second-factors/sms-codes.store.ts'
import { RESEND_SECONDS, type SendRefusal, type SmsCodeRefusal } from '#use-cases/prove-factor/sms-code.ts'
import { offeredProofs } from '../flow/proof-pages.ts'
import { form, withNext } from '../flow/forms.ts'
import type { AuthenticatedFlow, Deps, Env } from '../flow/sign-in-flow.ts'
import { codeErrorMessage, type TypedFailure } from '../parts/code-errors.ts'
import { deliveryLine, isUndeliverable, sendErrorMessage } from '../parts/sms-delivery.ts'
import { whatFollows } from '../parts/what-follows.ts'
import { rememberBox } from './remembering.ts'
import { otherProofLink, proofLinks } from './second-factor.ts'

export type SmsCodeFailure =
  { of: 'code'; failure: TypedFailure | SmsCodeRefusal } | { of: 'sending'; failure: SendRefusal }

const PATH = '/sign-in/text'

type PageState = {
  digits: string
  /** The code that was sent to this phone and has not expired. */
  pending: SentCode | null
  delivery: Awaited<ReturnType<Deps['sms']['status']>>
  isUnavailable: boolean
  others: Awaited<ReturnType<typeof offeredProofs>>
  error: { text: string; field: 'code' } | { text: string; button: 'send' } | undefined
  remember: Html | ''
}

export async function smsCodePage(
  c: Context<Env>,
  deps: Deps,
  flow: AuthenticatedFlow,
  phone: Phone,
  failure: SmsCodeFailure | null,
): Promise<Html> {
  const { t } = flow
  const state = await readPageState(deps, flow, phone, failure)
  const title = t(state.pending ? 'text.title' : 'text.send-title')
  const content = html`<h1>${title}</h1>
${state.pending ? enterCodePart(c, flow, state, state.pending) : sendCodePart(c, flow, state)}
${otherProofs(flow, state)}`
  return deps.renderer.step(c, t, {
    title,
    content,
    error: state.error,
    progress: { total: 2, done: 1 },
    modules: ['code-entry'],
    bodyId: 'enter-text-code',
    help: 'text-message',
    forApplication: whatFollows(flow),
  })
}

async function readPageState(
  deps: Deps,
  flow: AuthenticatedFlow,
  phone: Phone,
  failure: SmsCodeFailure | null,
): Promise<PageState> {
  const now = deps.clock.now()
  const sent = await deps.identity.smsCodes.find(flow.session.id, 'sign-in')
  const pending = sent && sent.factorId === phone.id && sent.expiresAt > now ? sent : null
  const place = pending && failure?.of === 'code' ? ({ field: 'code' } as const) : ({ button: 'send' } as const)
  return {
    digits: lastDigits(phone.e164),
    pending,
    delivery: pending ? await deps.sms.status(pending.messageId) : null,
    isUnavailable: !deps.canSendSms() || failure?.failure.refusal === 'not-sent',
    others: offeredProofs(flow.signIn, deps.canSendSms()).filter((kind) => kind !== 'sms'),
    error: failure ? { text: errorText(flow, failure, now), ...place } : undefined,
    remember: pending ? await rememberBox(flow) : '',
  }
}

const errorText = ({ t, person }: AuthenticatedFlow, { of, failure }: SmsCodeFailure, now: Date): string =>
  of === 'sending' ? sendErrorMessage(t, failure, now) : codeErrorMessage(t, failure, { account: person.email })

/** Before a code is sent. */
function sendCodePart(c: Context<Env>, flow: AuthenticatedFlow, { digits, isUnavailable, error }: PageState): Html {
  const { t } = flow
  const notSent = () => notice({ kind: 'warning', kindText: t('notice.warning'), content: t('text.not-sent') })
  const lead = () => html`<p class="lead">${t('text.lead', { digits })}</p>`
  return html`${isUnavailable ? (error ? '' : notSent()) : lead()}
${sendForm(c, flow, t(isUnavailable ? 'text.try-again' : 'text.send'), isUnavailable ? 'quiet' : 'go')}`
}

/** After a code was sent. */
function enterCodePart(
  c: Context<Env>,
  flow: AuthenticatedFlow,
  { digits, delivery, error, remember }: PageState,
  { expiresAt }: SentCode,
): Html {
  const { t, next } = flow
  const here = withNext(PATH, next)
  const fieldError = error && 'field' in error ? error.text : undefined
  return html`${notice({ kind: 'info', kindText: t('notice.info'), content: t('text.sent', { digits, time: t.dates.time(expiresAt) }) })}
${form(
  here,
  c.get('csrfToken'),
  html`
${codeField({ id: 'code', label: t('text.label'), hint: t('text.hint'), error: fieldError, length: 6, autoSubmit: true, autofocus: true })}
${remember}
${actions([button({ text: t('code.log-in'), wide: true })])}`,
)}
${deliveryLine(t, delivery, here)}
<h2>${t('text.none')}</h2><p>${t('text.none-body', { seconds: RESEND_SECONDS })}</p>
${sendForm(c, flow, t('text.again'), 'quiet')}`
}

const sendForm = (c: Context<Env>, { next }: AuthenticatedFlow, text: string, kind: 'go' | 'quiet'): Html =>
  form(withNext(`${PATH}/send`, next), c.get('csrfToken'), actions([button({ id: 'send', text, kind, wide: true })]))

/** A link to the others; each of them at full length where no SMS comes. */
function otherProofs(flow: AuthenticatedFlow, { isUnavailable, delivery, others }: PageState): Html | '' {
  if (!isUnavailable && !isUndeliverable(delivery)) return otherProofLink(flow, others, 'sms')
  if (others.length > 0) return proofLinks(flow, others)
  const { t } = flow
  return html`<p>${t('text.no-other')} <a href="/help?at=text-message#text-missing">${t('recovery.none-link')}</a></p>`
}
