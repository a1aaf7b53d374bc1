// Step 4: ten recovery codes, shown until their owner says that they are kept; then the page that says it is done.
import { actions, button, checkbox, linkButton, notice, recoveryCodes, stepIndicator, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { lacksBackup, recordBackupOffer } from '#identity/offers/backup.service.ts'
import { formatRecoveryCode } from '#identity/recovery/recovery-codes.ts'
import { form, withNext } from '../forms.ts'
import { atStep, type Env, expired, type KnownWay, type Needs, onward, onwardAfter, wayTo } from '../way.ts'
import { WIZARD_STEPS } from './frame.ts'

export function keepRecoveryCodes(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    atStep(needs, 'keep-codes', async (c, way) => c.html(await page(c, way, false))),
  )
  routes.get(
    '/download',
    atStep(needs, 'keep-codes', async (c, way) => {
      const codes = (await identity.recovery.findUnsavedCodes(way.person.id)) ?? []
      const lines = [
        way.t('codes.file-title'),
        way.person.email,
        '',
        ...codes.map((code, index) => `${String(index + 1).padStart(2)}. ${formatRecoveryCode(code)}`),
        '',
        way.t('codes.file-foot'),
      ]
      c.header('content-disposition', `attachment; filename="${way.t('codes.file-name')}"`)
      return c.text(`${lines.join('\r\n')}\r\n`)
    }),
  )
  routes.post(
    '/',
    atStep(needs, 'keep-codes', async (c, way) => {
      if (c.get('form').text('kept') !== 'yes') return c.html(await page(c, way, true), 422)
      await identity.transaction(async (stores) => {
        // The page that comes after this one offers a backup.
        if (await lacksBackup(stores, way.person.id)) await recordBackupOffer(stores, way.person.id, clock.now())
        if (await stores.recovery.markSaved(way.person.id, clock.now()))
          await stores.audit.append(
            {
              action: 'recovery-codes-kept',
              result: 'done',
              actor: way.person.id,
              personId: way.person.id,
              sessionId: way.session.id,
            },
            clock.now(),
          )
      })
      const then = await onwardAfter(needs, way, null)
      if (then !== way.next) return c.redirect(then, 303)
      if (await ofFirstEnrolment(way)) return c.redirect(withNext('/enrol/done', way.next), 303)
      return c.redirect(way.next.startsWith('/account') ? `${way.next}?said=codes` : way.next, 303)
    }),
  )
  return routes

  /** The last page of the wizard, and not a set that was made anew, or with one more app. */
  async function ofFirstEnrolment({ person }: KnownWay): Promise<boolean> {
    const [factors, codes] = [
      await identity.factors.listByPerson(person.id),
      await identity.recovery.findByPerson(person.id),
    ]
    return factors.length === 1 && factors[0]?.enrolledAt.getTime() === codes?.madeAt.getTime()
  }

  async function page(c: Context<Env>, way: KnownWay, unticked: boolean): Promise<Html> {
    const { t, next, person } = way
    const codes = (await identity.recovery.findUnsavedCodes(person.id)) ?? []
    const error = unticked ? t('codes.unticked') : undefined
    const content = html`${(await ofFirstEnrolment(way)) ? stepIndicator({ text: t('enrol.step', { current: 4, total: WIZARD_STEPS }), current: 4, total: WIZARD_STEPS }) : ''}
<h1>${t('codes.title')}</h1>
<p class="lead">${t('codes.lead')}</p>
${recoveryCodes({ label: t('codes.label'), codes: codes.map((code) => ({ code: formatRecoveryCode(code) })), copy: t('codes.copy'), copied: t('key.copied'), print: t('codes.print'), download: { text: t('codes.download'), href: withNext('/enrol/recovery-codes/download', next) } })}
${notice({ kind: 'info', kindText: t('notice.info'), content: t('codes.where') })}
${form(
  withNext('/enrol/recovery-codes', next),
  c.get('csrfToken'),
  html`
${checkbox({ id: 'kept', value: 'yes', label: t('codes.kept'), error })}
${actions([button({ text: t('page.next'), wide: true })])}`,
)}`
    return needs.draw.step(c, t, {
      title: t('codes.title'),
      content,
      error: error ? { text: error, field: 'kept' } : undefined,
      progress: { total: 2, done: 2 },
      modules: ['copy', 'print'],
      bodyId: 'recovery-codes',
      help: 'recovery-codes',
    })
  }
}

export function enrolDone(needs: Needs) {
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const way = await wayTo(c, needs, c.req.query('next') ?? '/')
    if (!way) return expired(c, needs)
    if (way.stand.step !== null) return c.redirect(onward(way), 303)
    const { t, destination, next } = way
    const { session } = way.stand
    const asks = session !== null && (await lacksBackup(needs.identity, session.personId))
    const to = destination.application ? t('done.to', { application: destination.application.name }) : t('done.to-home')
    const content = html`<h1>${t('done.title')}</h1><p class="lead">${t(session?.factorKind === 'sms' ? 'simple.done' : 'done.body')}</p>
${notice({ kind: 'success', kindText: t('notice.success'), content: t('done.mail') })}
${actions([linkButton({ text: to, href: next, wide: true })])}
${asks ? html`<p>${t('backup.tip')} <a href="${withNext('/offer/backup', next)}">${t('backup.add')}</a></p>` : ''}`
    return c.html(
      needs.draw.step(c, t, {
        title: t('done.title'),
        content,
        progress: { total: 2, done: 2 },
        bodyId: 'enrol-done',
        help: 'enrolled',
      }),
    )
  })
  return routes
}
