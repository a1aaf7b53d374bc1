// After a recovery code: is what is usually used elsewhere, or gone? What is gone is dead at once, and the way leads
// into setting up the new one (edge cases 1, 2, 4).
import { actions, button, notice, radios, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { LOW_THRESHOLD } from '#identity/recovery/recovery-codes.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { FactorKind } from '#identity/sessions/assurance.ts'
import { form, withNext } from '../forms.ts'
import { atStep, type Env, type KnownWay, type Needs, onwardAfter } from '../way.ts'

type Answer = 'elsewhere' | 'gone' | 'everything'
/** What somebody has that can be gone: a phone takes apps and texts with it, a passkey may be elsewhere. */
type Has = 'phone' | 'passkey' | 'both'

const LOST: Record<Has, Record<Answer, readonly FactorKind[]>> = {
  phone: { elsewhere: [], gone: ['totp', 'sms'], everything: [] },
  passkey: { elsewhere: [], gone: ['passkey'], everything: [] },
  both: { elsewhere: [], gone: ['totp', 'sms'], everything: ['totp', 'sms', 'passkey'] },
}
const ANSWERS: Record<Has, readonly Answer[]> = {
  phone: ['elsewhere', 'gone'],
  passkey: ['elsewhere', 'gone'],
  both: ['elsewhere', 'gone', 'everything'],
}

export function findPhone(needs: Needs) {
  const { identity } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    atStep(needs, 'find-phone', async (c, way) => c.html(await page(c, way, false))),
  )
  routes.post(
    '/',
    atStep(needs, 'find-phone', async (c, way) => {
      const { session, person, now } = way
      const typed = c.get('form').text('phone')
      const has = await whatIsThere(person.id)
      const answer = ANSWERS[has].find((each) => each === typed)
      if (answer === undefined) return c.html(await page(c, way, true), 422)
      const phoneAnswer = answer === 'elsewhere' ? 'elsewhere' : 'gone'
      await identity.transaction(async (stores) => {
        await stores.sessions.setPhoneAnswer(session.id, phoneAnswer)
        if (answer === 'elsewhere') return
        // It still counts as a second factor until a new one replaces it, so that nobody gets by with less in between.
        await stores.factors.markLost(person.id, LOST[has][answer], now)
        await stores.remembered.endAll(person.id, now)
        // Whoever has the phone may be signed in with it, and would be led into setting up a new one: every other visit
        // ends (edge case 4).
        await stores.sessions.endAll(person.id, now, session.id)
        await stores.audit.append(
          {
            action: 'second-factor-lost',
            result: 'done',
            actor: person.id,
            personId: person.id,
            sessionId: session.id,
            origin: session.origin,
          },
          now,
        )
      })
      return c.redirect(
        await onwardAfter(needs, { ...way, stand: { ...way.stand, session: { ...session, phoneAnswer } } }, null),
        303,
      )
    }),
  )
  return routes

  async function whatIsThere(personId: string): Promise<Has> {
    const kinds = new Set((await identity.factors.listByPerson(personId)).filter(isUsable).map(({ kind }) => kind))
    return !kinds.has('passkey') ? 'phone' : kinds.size === 1 ? 'passkey' : 'both'
  }

  async function page(c: Context<Env>, way: KnownWay, unanswered: boolean): Promise<Html> {
    const { t, next, person } = way
    const has = await whatIsThere(person.id)
    const left = (await identity.recovery.findByPerson(person.id))?.left ?? 0
    const error = unanswered ? t('phone.unanswered') : undefined
    const title = t(has === 'passkey' ? 'phone.device-title' : 'phone.title')
    const texts: Record<Answer, { text: string; hint: string }> = {
      elsewhere: {
        text: t('phone.elsewhere'),
        hint: t(has === 'passkey' ? 'phone.device-elsewhere-hint' : 'phone.elsewhere-hint'),
      },
      gone: {
        phone: { text: t('phone.gone'), hint: t('phone.gone-hint') },
        passkey: { text: t('phone.device-gone'), hint: t('phone.device-gone-hint') },
        both: { text: t('phone.gone-passkey'), hint: t('phone.gone-passkey-hint') },
      }[has],
      everything: { text: t('phone.everything'), hint: t('phone.everything-hint') },
    }
    const content = html`<h1>${title}</h1>
${notice({ kind: left <= LOW_THRESHOLD ? 'warning' : 'info', kindText: t(left <= LOW_THRESHOLD ? 'notice.warning' : 'notice.info'), content: t('phone.left', { left }) })}
${form(
  withNext('/sign-in/phone', next),
  c.get('csrfToken'),
  html`
${radios({ name: 'phone', legend: t(has === 'passkey' ? 'phone.device-question' : 'phone.question'), error, options: ANSWERS[has].map((value) => ({ value, ...texts[value] })) })}
${actions([button({ text: t('page.next'), wide: true })])}`,
)}`
    return needs.draw.step(c, t, {
      title,
      content,
      error: error ? { text: error, field: 'phone' } : undefined,
      progress: { total: 2, done: 2 },
      bodyId: 'find-phone',
      help: 'find-phone',
    })
  }
}
