// After a recovery code: are the usual factors elsewhere, or gone? What is gone stops working, and the person sets up
// something new (edge cases 1, 2, 4).
import { actions, button, notice, radios, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { LOW_THRESHOLD } from '#identity/recovery/recovery-codes.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { FactorKind } from '#identity/second-factors/factor-kinds.ts'
import { answerFindPhone } from '#use-cases/sign-in/answer-find-phone.ts'
import { form, withNext } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { requireStep } from '../flow/require-step.ts'
import { type Env, type AuthenticatedFlow, type Deps, nextUrlAfterProof } from '../flow/sign-in-flow.ts'

const NOTES = pageNotes<{ refusal: 'unanswered' }>()

const PATH = '/sign-in/phone'
type Answer = 'elsewhere' | 'gone' | 'everything'
/** What somebody has that can be gone: a phone takes apps and SMS with it, a passkey may be elsewhere. */
type Owned = 'phone' | 'passkey' | 'both'

const LOST_KINDS: Record<Owned, Record<Answer, readonly FactorKind[]>> = {
  phone: { elsewhere: [], gone: ['totp', 'sms'], everything: [] },
  passkey: { elsewhere: [], gone: ['passkey'], everything: [] },
  both: { elsewhere: [], gone: ['totp', 'sms'], everything: ['totp', 'sms', 'passkey'] },
}
const ANSWERS: Record<Owned, readonly Answer[]> = {
  phone: ['elsewhere', 'gone'],
  passkey: ['elsewhere', 'gone'],
  both: ['elsewhere', 'gone', 'everything'],
}

export function findPhone(deps: Deps) {
  const { identity } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'find-phone', async (c, flow) => {
      const unanswered = NOTES.read(c, deps) !== null
      return c.html(await page(c, flow, unanswered), unanswered ? 422 : 200)
    }),
  )
  routes.post(
    '/',
    requireStep(deps, 'find-phone', async (c, flow) => {
      const { session, person, now } = flow
      const typed = c.get('form').text('phone')
      const owned = await findOwned(person.id)
      const answer = ANSWERS[owned].find((each) => each === typed)
      if (answer === undefined) return NOTES.redirect(c, deps, withNext(PATH, flow.next), { refusal: 'unanswered' })
      const answered = await answerFindPhone(identity, session, LOST_KINDS[owned][answer], now)
      if (!answered.ok) return c.redirect(withNext('/sign-in', flow.next), 303)
      return c.redirect(
        await nextUrlAfterProof(
          c,
          deps,
          { ...flow, signIn: { ...flow.signIn, session: { ...session, phoneAnswer: answered.value } } },
          null,
        ),
        303,
      )
    }),
  )
  return routes

  async function findOwned(personId: string): Promise<Owned> {
    const kinds = new Set((await identity.factors.listByPerson(personId)).filter(isUsable).map(({ kind }) => kind))
    return !kinds.has('passkey') ? 'phone' : kinds.size === 1 ? 'passkey' : 'both'
  }

  async function page(c: Context<Env>, flow: AuthenticatedFlow, unanswered: boolean): Promise<Html> {
    const { t, next, person } = flow
    const owned = await findOwned(person.id)
    const left = (await identity.recovery.findByPerson(person.id))?.left ?? 0
    const error = unanswered ? t('phone.unanswered') : undefined
    const title = t(owned === 'passkey' ? 'phone.device-title' : 'phone.title')
    const labels: Record<Answer, { text: string; hint: string }> = {
      elsewhere: {
        text: t('phone.elsewhere'),
        hint: t(owned === 'passkey' ? 'phone.device-elsewhere-hint' : 'phone.elsewhere-hint'),
      },
      gone: {
        phone: { text: t('phone.gone'), hint: t('phone.gone-hint') },
        passkey: { text: t('phone.device-gone'), hint: t('phone.device-gone-hint') },
        both: { text: t('phone.gone-passkey'), hint: t('phone.gone-passkey-hint') },
      }[owned],
      everything: { text: t('phone.everything'), hint: t('phone.everything-hint') },
    }
    const content = html`<h1>${title}</h1>
${notice({ kind: left <= LOW_THRESHOLD ? 'warning' : 'info', kindText: t(left <= LOW_THRESHOLD ? 'notice.warning' : 'notice.info'), content: t('phone.left', { left }) })}
${form(
  withNext(PATH, next),
  c.get('csrfToken'),
  html`
${radios({ name: 'phone', legend: t(owned === 'passkey' ? 'phone.device-question' : 'phone.question'), error, options: ANSWERS[owned].map((value) => ({ value, ...labels[value] })) })}
${actions([button({ text: t('phone.confirm'), wide: true })])}`,
)}`
    return deps.renderer.step(c, t, {
      title,
      content,
      error: error ? { text: error, field: 'phone' } : undefined,
      progress: { total: 2, done: 2 },
      bodyId: 'find-phone',
      help: 'find-phone',
    })
  }
}
