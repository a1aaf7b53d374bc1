// The second factor: which of their ways a person is shown first, and all of them at "Try another way". Only what the
// person has, last used first (I2, I3, U-10).
import { choiceLinks, type Html, notice } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { waysOf } from '#identity/second-factors/factors.ts'
import { ACR, type ProofKind } from '#identity/sessions/standing.ts'
import type { TextKey } from '#texts/texts.ts'
import { withNext } from '../forms.ts'
import { atStep, type Env, type KnownWay, type Needs } from '../way.ts'

const PAGE: Record<ProofKind, string> = {
  passkey: '/sign-in/passkey',
  totp: '/sign-in/code',
  sms: '/sign-in/text',
  recovery: '/sign-in/recovery',
}
const TEXT: Record<ProofKind, TextKey> = {
  passkey: 'way.passkey',
  totp: 'way.totp',
  sms: 'way.sms',
  recovery: 'way.recovery',
}
const HINT: Record<ProofKind, TextKey> = {
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
  const ways = waysOf({
    factors: await identity.factors.ofPerson(person.id),
    recoveryCodesLeft: (await identity.recovery.ofPerson(person.id))?.left ?? 0,
    canText: canText(),
  })
  // Whoever is asked for a passkey at the end is not asked for another factor before it.
  return destination.acr === ACR.phishingResistant && ways.includes('passkey')
    ? ['passkey', ...ways.filter((way) => way !== 'passkey')]
    : ways
}

/** "Try another way", at the same place of every second-factor page; where there is no other, what can be done then. */
export const otherWay = ({ say, next }: KnownWay, ways: readonly ProofKind[], here: ProofKind): Html | '' =>
  ways.some((way) => way !== here)
    ? choiceLinks([{ text: say('way.other'), href: withNext('/sign-in/other', next) }])
    : here === 'recovery'
      ? ''
      : html`<p class="small muted">${say('recovery.none')} <a href="/help?at=another-way#no-phone">${say('recovery.none-link')}</a></p>`

/** These ways, each a row that leads to its page. */
export const wayLinks = ({ say, next }: Pick<KnownWay, 'say' | 'next'>, ways: readonly ProofKind[]): Html =>
  choiceLinks(ways.map((way) => ({ text: say(TEXT[way]), href: withNext(PAGE[way], next), hint: say(HINT[way]) })))

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
              ((await needs.identity.phones.ofPerson(way.person.id)) ? 'sms' : 'recovery')
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

  function page(c: Context<Env>, { say, next }: KnownWay, ways: readonly ProofKind[]): Html {
    const content = html`<h1>${say('way.title')}</h1>
${ways.length > 0 ? wayLinks({ say, next }, ways) : notice({ kind: 'warning', kindText: say('notice.warning'), content: say('way.none') })}
<p class="small muted">${say('way.lost')} <a href="/help?at=another-way#no-phone">${say('recovery.none-link')}</a></p>`
    return needs.draw.journey(c, say, {
      title: say('way.title'),
      content,
      passage: { gates: 2, passed: 1 },
      bodyId: 'another-way',
      help: 'another-way',
    })
  }
}
