// "Add a backup": SMS, a second device or a passkey, with a reason and a real "Not now" (P11, P14, U-16).
import { button, choiceLinks, type Html } from '@sluis/design'
import { localPath } from '@sluis/server-kit/local-path'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { lacksBackup } from '#use-cases/manage-factors/backup-offer.ts'
import { declineBackup } from '#use-cases/manage-factors/decline-backup.ts'
import { form, withNext } from '../flow/forms.ts'
import { requireSession, type SignedInFlow } from '../flow/require-session.ts'
import type { Env, Deps } from '../flow/sign-in-flow.ts'
import { passkeyScriptHint } from '../parts/passkey-errors.ts'
import { forgetRequest, keepRequest } from '../parts/kept-request.ts'

const PATH = '/offer/backup'

export function offerBackup(deps: Deps) {
  const { identity, clock, sms } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, PATH, async (c, flow) => {
      const next = localPath(c.req.query('next'))
      keepRequest(c, next)
      return (await lacksBackup(identity, flow.person.id)) ? c.html(await page(c, flow, next)) : c.redirect(next, 303)
    }),
  )
  routes.post(
    '/',
    requireSession(deps, PATH, async (c, flow) => {
      await declineBackup(identity, flow.session, clock.now())
      forgetRequest(c)
      return c.redirect(localPath(c.req.query('next')), 303)
    }),
  )
  return routes

  async function page(c: Context<Env>, { t, person }: SignedInFlow, next: string): Promise<Html> {
    const kinds = (await identity.factors.listByPerson(person.id)).map(({ kind }) => kind)
    const options = [
      ...(sms.offered && !kinds.includes('sms')
        ? [{ text: t('backup.text'), hint: t('backup.text-hint'), href: '/account/phone' }]
        : []),
      { text: t('backup.app'), hint: t('backup.app-hint'), href: '/account/authenticators/add' },
      {
        text: t('backup.passkey'),
        hint: html`${t('backup.passkey-hint')}${passkeyScriptHint(t)}`,
        href: '/account/passkeys',
      },
    ]
    const content = html`<h1>${t('backup.title')}</h1><p class="lead">${t('backup.lead')}</p>
${choiceLinks(options)}
${form(withNext(PATH, next), c.get('csrfToken'), button({ text: t('backup.not-now'), kind: 'quiet', wide: true }))}`
    return deps.renderer.step(c, t, {
      title: t('backup.title'),
      content,
      progress: { total: 2, done: 2 },
      bodyId: 'offer-backup',
      help: 'backup',
    })
  }
}
