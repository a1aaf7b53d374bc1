// After a recovery code: is what is usually used elsewhere, or gone? What is gone is dead at once, and the way leads
// into setting up the new one (edge cases 1, 2, 4).
import { actions, button, notice, radios, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { FEW_LEFT } from '#identity/recovery/recovery-codes.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { FactorKind } from '#identity/sessions/standing.ts'
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
      await identity.together(async (stores) => {
        await stores.sessions.answerPhone(session.id, phoneAnswer)
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
    const kinds = new Set((await identity.factors.ofPerson(personId)).filter(isUsable).map(({ kind }) => kind))
    return !kinds.has('passkey') ? 'phone' : kinds.size === 1 ? 'passkey' : 'both'
  }

  async function page(c: Context<Env>, way: KnownWay, unanswered: boolean): Promise<Html> {
    const { say, next, person } = way
    const has = await whatIsThere(person.id)
    const left = (await identity.recovery.ofPerson(person.id))?.left ?? 0
    const error = unanswered ? say('phone.unanswered') : undefined
    const title = say(has === 'passkey' ? 'phone.device-title' : 'phone.title')
    const texts: Record<Answer, { text: string; hint: string }> = {
      elsewhere: {
        text: say('phone.elsewhere'),
        hint: say(has === 'passkey' ? 'phone.device-elsewhere-hint' : 'phone.elsewhere-hint'),
      },
      gone: {
        phone: { text: say('phone.gone'), hint: say('phone.gone-hint') },
        passkey: { text: say('phone.device-gone'), hint: say('phone.device-gone-hint') },
        both: { text: say('phone.gone-passkey'), hint: say('phone.gone-passkey-hint') },
      }[has],
      everything: { text: say('phone.everything'), hint: say('phone.everything-hint') },
    }
    const content = html`<h1>${title}</h1>
${notice({ kind: left <= FEW_LEFT ? 'warning' : 'info', kindText: say(left <= FEW_LEFT ? 'notice.warning' : 'notice.info'), content: say('phone.left', { left }) })}
${form(
  withNext('/sign-in/phone', next),
  c.get('csrfToken'),
  html`
${radios({ name: 'phone', legend: say(has === 'passkey' ? 'phone.device-question' : 'phone.question'), error, options: ANSWERS[has].map((value) => ({ value, ...texts[value] })) })}
${actions([button({ text: say('page.next'), wide: true })])}`,
)}`
    return needs.draw.journey(c, say, {
      title,
      content,
      error: error ? { text: error, field: 'phone' } : undefined,
      passage: { gates: 2, passed: 2 },
      bodyId: 'find-phone',
      help: 'find-phone',
    })
  }
}
