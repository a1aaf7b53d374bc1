// One more authenticator app beside what works already, in the pages of the wizard: at its own address, and as the
// first half of "New phone?".
import { actions, button, codeField, linkButton, stepAt, steps, type Html } from '@sluis/design'
import { normaliseCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { confirmEnrolment, ensureEnrolment } from '#identity/enrolments/enrol.service.ts'
import { form, withNext } from '../forms.ts'
import { signedIn, type SignedInWay } from '../signed-in.ts'
import { type Env, keepSession, type Needs, onwardAfter } from '../way.ts'
import { firstCodeSentence, type Told } from './enter-first-code.ts'
import { ISSUER, keyParts } from './show-key.ts'

const STEPS = { add: 3, 'new-phone': 4 } as const
type Route = keyof typeof STEPS

/** `add`: ends at the new app, to be named. `new-phone`: goes on to the old one. */
export function furtherApp(needs: Needs, route: Route) {
  const { identity, clock } = needs
  const here = `/account/authenticators/${route}`
  const routes = new Hono<Env>()

  routes.get(
    '/',
    signedIn(needs, null, (c, way) => c.html(intro(c, way))),
  )
  routes.get(
    '/key',
    signedIn(needs, null, async (c, way) => {
      const enrolment = await ensureEnrolment(needs, way.session, way.person, way.now)
      return c.html(keyPage(c, way, enrolment.secret, enrolment.label))
    }),
  )
  routes.get(
    '/code',
    signedIn(needs, null, async (c, way) => {
      const pending = await identity.enrolments.pending(way.session.id, way.now)
      return pending ? c.html(codePage(c, way, pending.label, null)) : c.redirect(`${here}/key`, 303)
    }),
  )
  routes.post(
    '/code',
    signedIn(needs, null, async (c, way) => {
      const pending = await identity.enrolments.pending(way.session.id, way.now)
      if (!pending) return c.redirect(`${here}/key`, 303)
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      if (!typed.ok) return c.html(codePage(c, way, pending.label, typed), 422)
      const confirmed = await confirmEnrolment(needs, way.session, way.person, pending, typed.digits, {
        now: clock.now(),
        phoneTime: clock.phoneTime(),
      })
      const then = route === 'add' ? `/account/authenticators/${pending.id}` : `${here}/old`
      if (confirmed.ok) {
        keepSession(c, confirmed.value)
        // Somebody who had no recovery codes has some to keep now.
        const isDone = (await onwardAfter(needs, way, confirmed.value)) === way.next
        return c.redirect(isDone ? `${then}?said=added` : withNext('/enrol/recovery-codes', then), 303)
      }
      if (confirmed.refusal === 'enrolment-over') return c.redirect(here, 303)
      return c.html(codePage(c, way, pending.label, confirmed), confirmed.refusal === 'locked' ? 429 : 422)
    }),
  )
  return routes

  function intro(c: Context<Env>, { say }: SignedInWay): Html {
    const [title, lead] =
      route === 'add' ? [say('further.title'), say('further.lead')] : [say('new-phone.title'), say('new-phone.lead')]
    const list =
      route === 'add'
        ? [say('further.step-open'), say('further.step-scan'), say('further.step-code')]
        : [say('new-phone.step-install'), say('new-phone.step-connect'), say('new-phone.step-old')]
    const content = html`${at(say, 1)}<h1>${title}</h1><p class="lead">${lead}</p>
${steps(list)}
<p class="small muted">${say(route === 'add' ? 'further.codes-stay' : 'new-phone.leave')}</p>
${actions([linkButton({ text: say('page.next'), href: `${here}/key`, wide: true }), linkButton({ text: say('page.back'), href: '/account', kind: 'quiet', wide: true })])}
${route === 'new-phone' ? html`<p class="small muted">${say('new-phone.gone')} <a href="/help?at=another-way#no-phone">${say('recovery.none-link')}</a></p>` : ''}`
    return page(c, say, title, content)
  }

  function keyPage(c: Context<Env>, { say }: SignedInWay, secret: Uint8Array, label: string): Html {
    const content = html`${at(say, 2)}<h1>${say('key.title')}</h1>
${keyParts(c, say, secret, label)}
${actions([linkButton({ text: say('page.next'), href: `${here}/code`, wide: true }), linkButton({ text: say('page.back'), href: here, kind: 'quiet', wide: true })])}
${leave(say)}`
    return needs.draw.journey(c, say, {
      title: say('key.title'),
      content,
      modules: ['copy'],
      bodyId: 'further-key',
      help: 'key',
    })
  }

  function codePage(c: Context<Env>, { say }: SignedInWay, label: string, told: Told | null): Html {
    const error = told ? firstCodeSentence(say, told, label) : undefined
    const content = html`${at(say, 3)}<h1>${say('first-code.title')}</h1>
<p class="lead">${say('further.code-lead', { issuer: ISSUER, account: label })}</p>
${form(
  `${here}/code`,
  c.get('csrfToken'),
  html`
${codeField({ id: 'code', label: say('code.label'), hint: say('code.hint'), error, length: 6, autoSubmit: true, autofocus: true })}
${actions([button({ text: say('page.next'), wide: true }), linkButton({ text: say('first-code.back'), href: `${here}/key`, kind: 'quiet', wide: true })])}`,
)}
${leave(say)}`
    return needs.draw.journey(c, say, {
      title: say('first-code.title'),
      content,
      error: error ? { text: error, field: 'code' } : undefined,
      modules: ['code-entry'],
      bodyId: 'further-code',
      help: 'first-code',
    })
  }

  function page(c: Context<Env>, say: SignedInWay['say'], title: string, content: Html | Promise<Html>): Html {
    return needs.draw.journey(c, say, {
      title,
      content: content as Html,
      bodyId: `further-${route}`,
      help: route === 'new-phone' ? 'new-phone' : 'choose-app',
    })
  }
  function at(say: SignedInWay['say'], current: number): Html {
    return stepAt({ text: say('enrol.step', { current, total: STEPS[route] }), current, total: STEPS[route] })
  }
  function leave(say: SignedInWay['say']) {
    return html`<p class="leave"><a href="/account">${say('enrol.stop')}</a></p>`
  }
}
