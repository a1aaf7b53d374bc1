// Another way: a recovery code in place of the 6 digits. And, after it, the question where the phone is.
import { actions, button, field, notice, radios, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { FEW_LEFT, readRecoveryCode } from '#identity/recovery/recovery-codes.ts'
import { useRecoveryCode } from '#identity/recovery/use-recovery-code.service.ts'
import { form, withNext } from '../forms.ts'
import { atStep, type Env, keepSession, type KnownWay, type Needs, onwardAfter } from '../way.ts'
import { startAgain } from './enter-code.ts'
import { otherWay, waysHere } from './second-factor.ts'
import { sentenceOf, statusOf, type ToldRefusal } from './refusals.ts'

export function enterRecoveryCode(needs: Needs) {
  const routes = new Hono<Env>()
  routes.get('/', atStep(needs, 'enter-code', async (c, way) => c.html(await page(c, way, null))))
  routes.post('/', atStep(needs, 'enter-code', async (c, way) => {
    const typed = readRecoveryCode(c.get('form').text('recovery-code').slice(0, 200))
    if (!typed.ok && typed.refusal === 'empty') return c.html(await page(c, way, { refusal: 'empty' }), 422)
    // A code of the wrong length is no guess; it is said without being counted.
    if (!typed.ok) return c.html(await page(c, way, { refusal: 'wrong-recovery-code', left: (await needs.identity.recovery.ofPerson(way.person.id))?.left ?? 0 }), 422)
    const used = await useRecoveryCode(needs, way.session, typed.value, needs.clock.now())
    if (used.ok) {
      keepSession(c, used.value)
      return c.redirect(await onwardAfter(needs, way, used.value), 303)
    }
    if (used.refusal === 'sign-in-used-up') return c.html(await startAgain(c, needs, way), 429)
    return c.html(await page(c, way, used), statusOf(used))
  }))
  return routes

  async function page(c: Context<Env>, way: KnownWay, told: ToldRefusal | null): Promise<Html> {
    const { say, next } = way
    const ways = await waysHere(needs, way)
    const error = told ? (told.refusal === 'empty' ? say('recovery.empty') : sentenceOf(say, told, { issuer: 'Sluis', account: way.person.email })) : undefined
    const content = html`<h1>${say('recovery.title')}</h1>
<p class="lead">${say('recovery.lead')}</p>
${form(withNext('/sign-in/recovery', next), c.get('csrfToken'), html`
${field({ id: 'recovery-code', label: say('recovery.label'), hint: say('recovery.hint'), error, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', required: true })}
${actions([button({ text: say('code.log-in'), wide: true })])}`)}
${way.stand.facts.hasUsableFactor ? otherWay(way, ways, 'recovery') : notice({ kind: 'info', kindText: say('notice.info'), content: say('recovery.lost') })}
<p class="small muted">${say('recovery.none')} <a href="/help?at=recovery#no-phone">${say('recovery.none-link')}</a></p>`
    return needs.draw.journey(c, say, { title: say('recovery.title'), content, error: error ? { text: error, field: 'recovery-code' } : undefined, passage: { gates: 2, passed: 1 }, bodyId: 'recovery', help: 'recovery' })
  }
}

export function findPhone(needs: Needs) {
  const routes = new Hono<Env>()
  routes.get('/', atStep(needs, 'find-phone', async (c, way) => c.html(await page(c, way, false))))
  routes.post('/', atStep(needs, 'find-phone', async (c, way) => {
    const answer = c.get('form').text('phone')
    if (answer !== 'elsewhere' && answer !== 'gone') return c.html(await page(c, way, true), 422)
    await needs.identity.together(async (stores) => {
      await stores.sessions.answerPhone(way.session.id, answer)
      if (answer === 'elsewhere') return
      // Dead at once (edge case 2); it still counts as a second factor until the new one replaces it, so that nobody gets by with less in between.
      await stores.factors.markLost(way.person.id, ['totp', 'sms'], way.now)
      await stores.remembered.endAll(way.person.id, way.now)
      // Whoever has the phone may be signed in with it, and would be led into setting up a new one: every other visit ends (edge case 4).
      await stores.sessions.endAll(way.person.id, way.now, way.session.id)
      await stores.audit.append({ action: 'second-factor-lost', result: 'done', actor: way.person.id, personId: way.person.id, sessionId: way.session.id, origin: way.session.origin }, way.now)
    })
    return c.redirect(await onwardAfter(needs, { ...way, stand: { ...way.stand, session: { ...way.session, phoneAnswer: answer } } }, null), 303)
  }))
  return routes

  async function page(c: Context<Env>, way: KnownWay, unanswered: boolean): Promise<Html> {
    const { say, next } = way
    const left = (await needs.identity.recovery.ofPerson(way.person.id))?.left ?? 0
    const error = unanswered ? say('phone.unanswered') : undefined
    const content = html`<h1>${say('phone.title')}</h1>
${notice({ kind: left <= FEW_LEFT ? 'warning' : 'info', kindText: say(left <= FEW_LEFT ? 'notice.warning' : 'notice.info'), content: say('phone.left', { left }) })}
${form(withNext('/sign-in/phone', next), c.get('csrfToken'), html`
${radios({ name: 'phone', legend: say('phone.question'), error, options: [
  { value: 'elsewhere', text: say('phone.elsewhere'), hint: say('phone.elsewhere-hint') },
  { value: 'gone', text: say('phone.gone'), hint: say('phone.gone-hint') },
] })}
${actions([button({ text: say('page.next'), wide: true })])}`)}`
    return needs.draw.journey(c, say, { title: say('phone.title'), content, error: error ? { text: error, field: 'phone' } : undefined, passage: { gates: 2, passed: 2 }, bodyId: 'find-phone', help: 'find-phone' })
  }
}
