// Another way: a recovery code in place of the second factor.
import { actions, button, field, notice, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { parseRecoveryCode } from '#identity/recovery/recovery-codes.ts'
import { useRecoveryCode } from '#identity/recovery/use-recovery-code.service.ts'
import { form, withNext } from '../forms.ts'
import { atStep, type Env, keepSession, type KnownWay, type Needs, onwardAfter } from '../way.ts'
import { startAgain } from './enter-code.ts'
import { otherWay, waysHere } from './second-factor.ts'
import { sentenceOf, statusOf, type ToldRefusal } from './refusals.ts'

export function enterRecoveryCode(needs: Needs) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    atStep(needs, 'enter-code', async (c, way) => c.html(await page(c, way, null))),
  )
  routes.post(
    '/',
    atStep(needs, 'enter-code', async (c, way) => {
      const typed = parseRecoveryCode(c.get('form').text('recovery-code').slice(0, 200))
      if (!typed.ok && typed.refusal === 'empty') return c.html(await page(c, way, { refusal: 'empty' }), 422)
      // A code of the wrong length is no guess; it is said without being counted.
      if (!typed.ok)
        return c.html(
          await page(c, way, {
            refusal: 'wrong-recovery-code',
            left: (await needs.identity.recovery.findByPerson(way.person.id))?.left ?? 0,
          }),
          422,
        )
      const used = await useRecoveryCode(needs, way.session, typed.value, needs.clock.now())
      if (used.ok) {
        keepSession(c, used.value)
        return c.redirect(await onwardAfter(needs, way, used.value), 303)
      }
      if (used.refusal === 'sign-in-used-up') return startAgain(c, needs, way)
      return c.html(await page(c, way, used), statusOf(used))
    }),
  )
  return routes

  async function page(c: Context<Env>, way: KnownWay, told: ToldRefusal | null): Promise<Html> {
    const { t, next } = way
    const ways = await waysHere(needs, way)
    const error = told
      ? told.refusal === 'empty'
        ? t('recovery.empty')
        : sentenceOf(t, told, { issuer: 'Sluis', account: way.person.email })
      : undefined
    const content = html`<h1>${t('recovery.title')}</h1>
<p class="lead">${t('recovery.lead')}</p>
${form(
  withNext('/sign-in/recovery', next),
  c.get('csrfToken'),
  html`
${field({ id: 'recovery-code', label: t('recovery.label'), hint: t('recovery.hint'), error, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', required: true })}
${actions([button({ text: t('code.log-in'), wide: true })])}`,
)}
${way.stand.facts.hasUsableFactor ? otherWay(way, ways, 'recovery') : notice({ kind: 'info', kindText: t('notice.info'), content: t('recovery.lost') })}
<p class="small muted">${t('recovery.none')} <a href="/help?at=recovery#no-phone">${t('recovery.none-link')}</a></p>`
    return needs.draw.step(c, t, {
      title: t('recovery.title'),
      content,
      error: error ? { text: error, field: 'recovery-code' } : undefined,
      progress: { total: 2, done: 1 },
      bodyId: 'recovery',
      help: 'recovery',
    })
  }
}
