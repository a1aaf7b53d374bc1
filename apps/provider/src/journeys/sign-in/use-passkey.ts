// The passkey after the password, as the second factor; and where an application asks for what a false page cannot
// steal.
import { actions, button, type Html, linkButton, notice, passkeyForm, withoutPasskey } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { Passkey } from '#identity/second-factors/passkeys.ts'
import { proofOptions, provePasskey } from '#identity/second-factors/prove-passkey.service.ts'
import { form, withNext } from '../forms.ts'
import { isPasskeyRefusal, passkeySentence, toldOf } from '../passkey-told.ts'
import { type Env, expired, keepSession, type KnownWay, type Needs, onward, onwardAfter, wayTo } from '../way.ts'
import { startAgain } from './enter-code.ts'
import { sentenceOf, statusOf } from './refusals.ts'
import { rememberBox, rememberIfAsked } from './remembering.ts'
import { otherWay, waysHere } from './second-factor.ts'

const HERE = '/sign-in/passkey'
type Serve = (c: Context<Env>, way: KnownWay, passkeys: Passkey[]) => Promise<Response> | Response

export function usePasskey(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    here(async (c, way, passkeys) =>
      c.html(
        passkeys.length > 0
          ? await page(
              c,
              way,
              null,
              passkeys.some((passkey) => isNew(way, passkey)),
            )
          : needsOne(c, way),
      ),
    ),
  )
  routes.post(
    '/options',
    here(async (c, way) => c.json(await proofOptions(needs, way.session, c.get('browserId'), clock.now()))),
  )
  routes.post(
    '/',
    here(async (c, way) => {
      const proved = await provePasskey(
        needs,
        way.session,
        c.get('form').text('answer'),
        c.get('browserId'),
        clock.now(),
      )
      if (proved.ok) {
        keepSession(c, proved.value)
        await rememberIfAsked(c, needs, way, 'passkey')
        return c.redirect(await onwardAfter(needs, way, proved.value), 303)
      }
      if (proved.refusal === 'sign-in-used-up') return startAgain(c, needs, way)
      if (isPasskeyRefusal(proved.refusal))
        return c.html(await page(c, way, passkeySentence(way.t, proved.refusal)), 422)
      const told = proved as Exclude<
        typeof proved,
        { refusal: 'malformed' | 'challenge-gone' | 'not-verified' | 'unknown-passkey' | 'counter-regression' }
      >
      return c.html(
        await page(c, way, sentenceOf(way.t, told, { issuer: 'Sluis', account: way.person.email })),
        statusOf(told),
      )
    }),
  )
  return routes

  /** For whom a second factor is still needed and has a passkey, and for whom a passkey is asked for. */
  function here(serve: Serve) {
    return async (c: Context<Env>): Promise<Response> => {
      const way = await wayTo(c, needs, c.req.query('next') ?? '/')
      if (!way) return expired(c, needs)
      const { session, person, step } = way.stand
      if (!session || !person || (step !== 'enter-code' && step !== 'use-passkey')) return c.redirect(onward(way), 303)
      const passkeys = (await identity.passkeys.listByPerson(person.id)).filter(isUsable)
      if (step === 'enter-code' && passkeys.length === 0)
        return c.redirect(withNext('/sign-in/second-factor', way.next), 303)
      return serve(c, { ...way, session, person }, passkeys)
    }
  }

  async function page(c: Context<Env>, way: KnownWay, error: string | null, justAdded = false): Promise<Html> {
    const { t, next, destination, stand } = way
    const ways = stand.step === 'enter-code' ? otherWay(way, await waysHere(needs, way), 'passkey') : leave(c, way)
    const content = html`${justAdded ? notice({ kind: 'success', kindText: t('notice.success'), content: t('passkey.try-once'), live: 'status' }) : ''}
<h1>${t('passkey.title')}</h1>
<p class="lead">${t('passkey.lead')}</p>
${withoutPasskey(notice({ kind: 'info', kindText: t('notice.info'), content: t('passkey.without') }))}
${passkeyForm({
  does: 'get',
  action: withNext(HERE, next),
  options: withNext(`${HERE}/options`, next),
  csrf: c.get('csrfToken'),
  errors: toldOf(t),
  content: html`${stand.step === 'enter-code' ? await rememberBox(needs, way) : ''}
${actions([button({ text: t('passkey.go'), wide: true })])}`,
})}
<p class="small muted">${t('passkey.key')} ${t('passkey.word')}</p>
${ways}`
    return needs.draw.step(c, t, {
      title: t('passkey.title'),
      content,
      error: error === null ? undefined : { text: error },
      progress: { total: 2, done: 1 },
      modules: ['passkey'],
      bodyId: 'use-passkey',
      help: 'passkey',
      forApplication: destination.application
        ? t('page.for', { application: destination.application.name })
        : undefined,
    })
  }

  /** Demanded, and not there: how to get one, and the way back. */
  function needsOne(c: Context<Env>, way: KnownWay): Html {
    const { t, next, destination } = way
    const application = destination.application?.name ?? 'Sluis'
    const title = t('passkey.needed-title', { application })
    const content = html`<h1>${title}</h1>
<p class="lead">${t('passkey.needed-lead')}</p>
<p>${t('passkey.needed-none', { application })}</p>
${actions([linkButton({ text: t('passkey.needed-add'), href: withNext('/account/passkeys/add', next), wide: true })])}
${leave(c, way)}`
    return needs.draw.step(c, t, {
      title,
      content,
      progress: { total: 2, done: 1 },
      bodyId: 'passkey-needed',
      help: 'passkeys',
    })
  }
}

/** Back to the application, which is told that what it asked for was not met. */
const leave = (c: Context<Env>, { t, next, destination }: KnownWay): Html | '' =>
  destination.application
    ? html`<div class="leave">${form(`${next}/leave`, c.get('csrfToken'), button({ text: t('passkey.needed-back', { application: destination.application.name }), kind: 'link' }))}</div>`
    : ''

/** Added in this visit, and not used yet. */
const isNew = ({ session }: KnownWay, { enrolledAt, lastUsedAt }: Passkey): boolean =>
  enrolledAt >= session.beganAt && lastUsedAt <= enrolledAt
