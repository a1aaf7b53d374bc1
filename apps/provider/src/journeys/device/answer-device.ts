// The page that names what asks to be let in, and takes the answer of whoever is signed in; afterwards, what became of
// it (RFC 8628 §3.3, decision 0036).
import { actions, button, checkList, type Html, linkButton, matchNumber, notice, summaryList } from '@sluis/design'
import { isId } from '@sluis/server-kit/random'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { nameIn } from '#identity/applications/application.ts'
import { isCovered } from '#identity/applications/applications.store.ts'
import { DEVICE_CODE_MINUTES, type DeviceRequest } from '#identity/sessions/device-codes.store.ts'
import { isShutOut } from '#identity/sessions/right-to-go-on.ts'
import { formatUserCode } from '#identity/sessions/user-code.ts'
import type { Translate } from '#locales/messages.ts'
import { formatLocation } from '#platform/format-location.ts'
import { languageOf } from '#platform/language.ts'
import { locateAddress } from '#platform/network-location.ts'
import { formatBrowser, UNKNOWN_BROWSER } from '#platform/user-agent.ts'
import { allowDevice, type AskingDevice, refuseDevice } from '#use-cases/sign-in/answer-device.ts'
import { isSatisfied } from '#use-cases/sign-in/sign-in-state.ts'
import { form, toSameAddress } from '../flow/forms.ts'
import { requireSession, type SignedInFlow } from '../flow/require-session.ts'
import { type Env, readSession, resolveFlow } from '../flow/sign-in-flow.ts'
import { DEVICE_PATH, type DevicePageDeps } from './device-deps.ts'

type Asked = { asked: DeviceRequest; href: string }

export function answerDevice(deps: DevicePageDeps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get('/:id', (c) =>
    whilePending(c, ({ asked, href }) =>
      requireSession(deps, href, async (_, flow) =>
        isClosed(flow, asked) ? closedPage(c, flow, asked) : c.html(await questionPage(c, flow, asked, href)),
      )(c),
    ),
  )
  routes.post('/:id', (c) =>
    whilePending(c, ({ asked, href }) =>
      requireSession(deps, href, async (_, flow) => {
        if (isClosed(flow, asked)) return toSameAddress(c)
        const { session, person } = flow
        const device = askingDevice(c, flow, asked)
        const answer = c.get('form').text('answer')
        // Where another request was first, its answer stands, and is shown.
        if (answer === 'allow') await allowDevice(deps, session, person, device, clock.now())
        if (answer === 'refuse') await refuseDevice(deps, session, device, clock.now())
        return c.redirect(href, 303)
      })(c),
    ),
  )
  // Whoever stops on the way here says no, whichever page they are at: the device asks nobody any more.
  routes.get('/:id/leave', toDevice)
  routes.post('/:id/leave', (c) =>
    whilePending(c, async ({ asked, href }) => {
      const now = clock.now()
      const session = await readSession(c, deps, now)
      if (session) {
        const { device, application } = asked
        const told = { id: device.id, browserId: c.get('browserId'), application, origin: device.origin }
        await refuseDevice(deps, session, told, now)
      }
      return c.redirect(href, 303)
    }),
  )
  return routes

  /** What cannot be answered any more says what became of it, signed in or not. */
  async function whilePending(c: Context<Env>, serve: (asked: Asked) => Promise<Response>): Promise<Response> {
    const id = c.req.param('id') ?? ''
    const asked = isId(id) ? await deps.findDevice(id, c.get('browserId')) : null
    const href = `${DEVICE_PATH}/${id}`
    if (asked?.device.answer === null && asked.device.expiresAt > clock.now()) return serve({ asked, href })
    // The answer of a form is an address, so that going back asks nothing anew.
    if (c.req.method === 'POST') return toDevice(c)
    if (!asked) return plainPage(c, deps.renderer.t(languageOf(c)), 'gone', 410)
    const t = (await resolveFlow(c, deps, href))?.t ?? deps.renderer.t(languageOf(c))
    if (asked.device.answer === null) return plainPage(c, t, 'expired', 410)
    return asked.device.answer === 'allowed' ? donePage(c, t, asked) : refusedPage(c, t)
  }

  function askingDevice(c: Context<Env>, { request, person }: SignedInFlow, asked: DeviceRequest): AskingDevice {
    const { device, scope } = asked
    return {
      id: device.id,
      browserId: c.get('browserId'),
      application: { id: asked.application.id, name: nameIn(asked.application, person.language) },
      companyId: request.companyId,
      scope,
      browser: device.browser,
      origin: device.origin,
    }
  }

  async function questionPage(c: Context<Env>, flow: SignedInFlow, asked: DeviceRequest, href: string): Promise<Html> {
    const { t, person } = flow
    const { application, device, scope } = asked
    const name = nameIn(application, t.language)
    const isGranted = isCovered(scope, await identity.applications.consentedScope(person.id, application.id))
    const rows = [
      { term: t('device.account'), value: person.email },
      ...(device.browser === UNKNOWN_BROWSER
        ? []
        : [{ term: t('device.browser'), value: formatBrowser(t, device.browser) }]),
      {
        term: t('device.from'),
        value: device.origin === null ? t('place.unknown') : formatLocation(t, locateAddress(device.origin)),
      },
      { term: t('device.when'), value: t.dates.dayAndTime(device.createdAt) },
    ]
    const content = html`<h1>${t('device.ask', { application: name })}</h1>
<p class="lead">${t('device.ask-lead', { application: name })}</p>
${matchNumber({ label: t('device.code'), number: formatUserCode(asked.userCode), isCode: true })}
${summaryList(rows)}
${isGranted ? '' : html`<h2>${t('access.gets', { application: name })}</h2>${checkList(accessList(t, asked, person.email))}`}
${notice({ kind: 'warning', kindText: t('notice.warning'), title: t('device.yours'), content: t('device.fraud') })}
${form(
  href,
  c.get('csrfToken'),
  actions([
    button({ text: t('device.allow'), name: 'answer', value: 'allow', wide: true }),
    button({ text: t('device.refuse'), kind: 'quiet', name: 'answer', value: 'refuse', wide: true }),
  ]),
)}`
    return deps.renderer.step(c, t, {
      title: t('device.ask', { application: name }),
      content,
      bodyId: 'device-question',
      help: 'device-code',
    })
  }

  function donePage(c: Context<Env>, t: Translate, { application }: DeviceRequest) {
    const content = html`<h1>${t('device.done')}</h1><p class="lead">${t('device.done-body', { application: nameIn(application, t.language) })}</p>
<p>${t('device.done-end')}</p>${actions([linkButton({ text: t('account.sessions-link'), href: '/account/sessions', kind: 'quiet', wide: true })])}`
    return c.html(
      deps.renderer.step(c, t, {
        title: t('device.done'),
        content,
        isAnswered: true,
        bodyId: 'device-done',
        help: 'device-code',
      }),
    )
  }

  function refusedPage(c: Context<Env>, t: Translate) {
    const content = html`<h1>${t('device.refused')}</h1><p class="lead">${t('device.refused-body')}</p><p>${t('device.refused-again')}</p>
${notice({ kind: 'warning', kindText: t('notice.warning'), title: t('device.asked'), content: t('device.asked-body') })}
${actions([linkButton({ text: t('device.help'), href: '/help?open=device-code#device-code', kind: 'quiet', wide: true })])}`
    return c.html(
      deps.renderer.step(c, t, {
        title: t('device.refused'),
        content,
        isAnswered: true,
        bodyId: 'device-refused',
        help: 'device-code',
      }),
    )
  }

  function plainPage(c: Context<Env>, t: Translate, what: 'gone' | 'expired', status: 410) {
    const title = t(what === 'gone' ? 'device.gone' : 'device.over')
    const body = what === 'gone' ? t('device.gone-body') : t('device.over-body', { minutes: DEVICE_CODE_MINUTES })
    const content = html`<h1>${title}</h1><p class="lead">${body}</p>${actions([linkButton({ text: t('device.again'), href: DEVICE_PATH, wide: true })])}`
    return c.html(
      deps.renderer.step(c, t, { title, content, isAnswered: true, bodyId: 'device-over', help: 'device-code' }),
      status,
    )
  }

  function closedPage(c: Context<Env>, { t, next }: SignedInFlow, asked: DeviceRequest) {
    const application = nameIn(asked.application, t.language)
    const content = html`<h1>${t('device.closed', { application })}</h1><p class="lead">${t('device.closed-body', { application })}</p>
${form(`${next}/leave`, c.get('csrfToken'), actions([button({ text: t('page.stop-device'), kind: 'quiet', wide: true })]))}`
    return c.html(
      deps.renderer.step(c, t, { title: t('device.closed', { application }), content, bodyId: 'device-closed' }),
      403,
    )
  }
}

/** From any address of it; as the browser has written that. */
const toDevice = (c: Context): Response => c.redirect(new URL(c.req.url).pathname.replace(/\/leave$/u, ''), 303)

/** What the application gets to know by this answer. */
function accessList(t: Translate, { application, scope, staysSignedIn }: DeviceRequest, email: string): string[] {
  const scopes = new Set(scope.split(' '))
  return [
    ...(scopes.has('profile') ? [t('access.gets-name')] : []),
    ...(scopes.has('email') ? [t('access.gets-email', { email })] : []),
    ...(scopes.has('memberships') ? [t('access.gets-work', { application: nameIn(application, t.language) })] : []),
    t('access.gets-two-step'),
    ...(staysSignedIn ? [t('device.gets-stay')] : []),
  ]
}

/**
 * The application's directory keeps this person out, it asks for somebody else, or they cannot prove what it demands:
 * no answer lets them in.
 */
const isClosed = ({ signIn, request, person }: SignedInFlow, { subjects }: DeviceRequest): boolean =>
  isShutOut(signIn.end) || subjects?.includes(person.id) === false || !isSatisfied(signIn, request)
