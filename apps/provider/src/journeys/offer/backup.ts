// "Add a backup": a text message, a second device or a passkey, with a reason and a real "Not now" (P11, P14, U-16).
import { button, choiceLinks, type Html } from '@sluis/design'
import { localPath } from '@sluis/ground'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { lacksBackup, noteBackupOffer } from '#identity/offers/backup.service.ts'
import { form, withNext } from '../forms.ts'
import { signedIn, type SignedInWay } from '../signed-in.ts'
import type { Env, Needs } from '../way.ts'

const HERE = '/offer/backup'

export function offerBackup(needs: Needs) {
  const { identity, clock, texting } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    signedIn(needs, HERE, async (c, way) => {
      const next = localPath(c.req.query('next'))
      return (await lacksBackup(identity, way.person.id)) ? c.html(await page(c, way, next)) : c.redirect(next, 303)
    }),
  )
  routes.post(
    '/',
    signedIn(needs, HERE, async (c, way) => {
      await identity.together((stores) => noteBackupOffer(stores, way.person.id, clock.now()))
      return c.redirect(localPath(c.req.query('next')), 303)
    }),
  )
  return routes

  async function page(c: Context<Env>, { say, person }: SignedInWay, next: string): Promise<Html> {
    const kinds = (await identity.factors.ofPerson(person.id)).map(({ kind }) => kind)
    const ways = [
      ...(texting.offered && !kinds.includes('sms')
        ? [{ text: say('backup.text'), hint: say('backup.text-hint'), href: '/account/phone' }]
        : []),
      { text: say('backup.app'), hint: say('backup.app-hint'), href: '/account/authenticators/add' },
      { text: say('backup.passkey'), hint: say('backup.passkey-hint'), href: '/account/passkeys' },
    ]
    const content = html`<h1>${say('backup.title')}</h1><p class="lead">${say('backup.lead')}</p>
${choiceLinks(ways)}
${form(withNext(HERE, next), c.get('csrfToken'), button({ text: say('backup.not-now'), kind: 'quiet', wide: true }))}`
    return needs.draw.journey(c, say, {
      title: say('backup.title'),
      content,
      passage: { gates: 2, passed: 2 },
      bodyId: 'offer-backup',
      help: 'backup',
    })
  }
}
