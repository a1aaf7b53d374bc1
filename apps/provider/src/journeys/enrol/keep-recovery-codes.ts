// Step 4: ten recovery codes, shown until their owner says that they are kept; then the page that says it is done.
import { actions, button, checkbox, linkButton, notice, recoveryCodes, stepAt, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { lacksBackup, noteBackupOffer } from '#identity/offers/backup.service.ts'
import { grouped } from '#identity/recovery/recovery-codes.ts'
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
      const codes = (await identity.recovery.toKeep(way.person.id)) ?? []
      const lines = [
        way.say('codes.file-title'),
        way.person.email,
        '',
        ...codes.map((code, index) => `${String(index + 1).padStart(2)}. ${grouped(code)}`),
        '',
        way.say('codes.file-foot'),
      ]
      c.header('content-disposition', `attachment; filename="${way.say('codes.file-name')}"`)
      return c.text(`${lines.join('\r\n')}\r\n`)
    }),
  )
  routes.post(
    '/',
    atStep(needs, 'keep-codes', async (c, way) => {
      if (c.get('form').text('kept') !== 'yes') return c.html(await page(c, way, true), 422)
      await identity.together(async (stores) => {
        // The page that comes after this one offers a backup.
        if (await lacksBackup(stores, way.person.id)) await noteBackupOffer(stores, way.person.id, clock.now())
        if (await stores.recovery.keep(way.person.id, clock.now()))
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
    const [factors, codes] = [await identity.factors.ofPerson(person.id), await identity.recovery.ofPerson(person.id)]
    return factors.length === 1 && factors[0]?.enrolledAt.getTime() === codes?.madeAt.getTime()
  }

  async function page(c: Context<Env>, way: KnownWay, unticked: boolean): Promise<Html> {
    const { say, next, person } = way
    const codes = (await identity.recovery.toKeep(person.id)) ?? []
    const error = unticked ? say('codes.unticked') : undefined
    const content = html`${(await ofFirstEnrolment(way)) ? stepAt({ text: say('enrol.step', { current: 4, total: WIZARD_STEPS }), current: 4, total: WIZARD_STEPS }) : ''}
<h1>${say('codes.title')}</h1>
<p class="lead">${say('codes.lead')}</p>
${recoveryCodes({ label: say('codes.label'), codes: codes.map((code) => ({ code: grouped(code) })), copy: say('codes.copy'), copied: say('key.copied'), print: say('codes.print'), download: { text: say('codes.download'), href: withNext('/enrol/recovery-codes/download', next) } })}
${notice({ kind: 'info', kindText: say('notice.info'), content: say('codes.where') })}
${form(
  withNext('/enrol/recovery-codes', next),
  c.get('csrfToken'),
  html`
${checkbox({ id: 'kept', value: 'yes', label: say('codes.kept'), error })}
${actions([button({ text: say('page.next'), wide: true })])}`,
)}`
    return needs.draw.journey(c, say, {
      title: say('codes.title'),
      content,
      error: error ? { text: error, field: 'kept' } : undefined,
      passage: { gates: 2, passed: 2 },
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
    const { say, destination, next } = way
    const { session } = way.stand
    const asks = session !== null && (await lacksBackup(needs.identity, session.personId))
    const to = destination.application
      ? say('done.to', { application: destination.application.name })
      : say('done.to-home')
    const content = html`<h1>${say('done.title')}</h1><p class="lead">${say(session?.factorKind === 'sms' ? 'simple.done' : 'done.body')}</p>
${notice({ kind: 'success', kindText: say('notice.success'), content: say('done.mail') })}
${actions([linkButton({ text: to, href: next, wide: true })])}
${asks ? html`<p>${say('backup.tip')} <a href="${withNext('/offer/backup', next)}">${say('backup.add')}</a></p>` : ''}`
    return c.html(
      needs.draw.journey(c, say, {
        title: say('done.title'),
        content,
        passage: { gates: 2, passed: 2 },
        bodyId: 'enrol-done',
        help: 'enrolled',
      }),
    )
  })
  return routes
}
