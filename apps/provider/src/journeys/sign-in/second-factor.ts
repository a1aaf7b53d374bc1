// The second factor: which of their ways a person is shown first, and all of them at "Try another way". Only what the
// person has, last used first (I2, I3, U-10).
import { choiceLinks, type Html, notice } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { availableProofs } from '#identity/second-factors/factors.ts'
import { ACR, type ProofKind } from '#identity/sessions/assurance.ts'
import type { MessageKey } from '#texts/messages.ts'
import { withNext } from '../forms.ts'
import { atStep, type Env, type KnownWay, type Needs } from '../way.ts'

const PAGE: Record<ProofKind, string> = {
  passkey: '/sign-in/passkey',
  totp: '/sign-in/code',
  sms: '/sign-in/text',
  recovery: '/sign-in/recovery',
}
const TEXT: Record<ProofKind, MessageKey> = {
  passkey: 'way.passkey',
  totp: 'way.totp',
  sms: 'way.sms',
  recovery: 'way.recovery',
}
const HINT: Record<ProofKind, MessageKey> = {
  passkey: 'way.passkey-hint',
  totp: 'way.totp-hint',
  sms: 'way.sms-hint',
  recovery: 'way.recovery-hint',
}

/** The ways of the person who stands here, the first one first. */
export async function waysHere(
  { identity, canText }: Pick<Needs, 'identity' | 'canText'>,
  { person, destination }: KnownWay,
): Promise<ProofKind[]> {
  const ways = availableProofs({
    factors: await identity.factors.listByPerson(person.id),
    recoveryCodesLeft: (await identity.recovery.findByPerson(person.id))?.left ?? 0,
    canSendSms: canText(),
  })
  // Whoever is asked for a passkey at the end is not asked for another factor before it.
  return destination.acr === ACR.phishingResistant && ways.includes('passkey')
    ? ['passkey', ...ways.filter((way) => way !== 'passkey')]
    : ways
}

/** "Try another way", at the same place of every second-factor page; where there is no other, what can be done then. */
export const otherWay = ({ t, next }: KnownWay, ways: readonly ProofKind[], here: ProofKind): Html | '' =>
  ways.some((way) => way !== here)
    ? choiceLinks([{ text: t('way.other'), href: withNext('/sign-in/other', next) }])
    : here === 'recovery'
      ? ''
      : html`<p class="small muted">${t('recovery.none')} <a href="/help?at=another-way#no-phone">${t('recovery.none-link')}</a></p>`

/** These ways, each a row that leads to its page. */
export const wayLinks = ({ t, next }: Pick<KnownWay, 't' | 'next'>, ways: readonly ProofKind[]): Html =>
  choiceLinks(ways.map((way) => ({ text: t(TEXT[way]), href: withNext(PAGE[way], next), hint: t(HINT[way]) })))

/** Sends to the page of the first way; where only texts are left and none can be sent, that page says so. */
export function secondFactor(needs: Needs) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    atStep(needs, 'enter-code', async (c, way) =>
      c.redirect(
        withNext(
          PAGE[
            (await waysHere(needs, way))[0] ??
              ((await needs.identity.phones.findByPerson(way.person.id)) ? 'sms' : 'recovery')
          ],
          way.next,
        ),
        303,
      ),
    ),
  )
  return routes
}

export function anotherWay(needs: Needs) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    atStep(needs, 'enter-code', async (c, way) => c.html(page(c, way, await waysHere(needs, way)))),
  )
  return routes

  function page(c: Context<Env>, { t, next }: KnownWay, ways: readonly ProofKind[]): Html {
    const content = html`<h1>${t('way.title')}</h1>
${ways.length > 0 ? wayLinks({ t, next }, ways) : notice({ kind: 'warning', kindText: t('notice.warning'), content: t('way.none') })}
<p class="small muted">${t('way.lost')} <a href="/help?at=another-way#no-phone">${t('recovery.none-link')}</a></p>`
    return needs.draw.step(c, t, {
      title: t('way.title'),
      content,
      progress: { total: 2, done: 1 },
      bodyId: 'another-way',
      help: 'another-way',
    })
  }
}
