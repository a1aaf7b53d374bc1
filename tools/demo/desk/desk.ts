// The demo desk as a web app: all its routes.
import { createCsrf } from '@sluis/server-kit/csrf'
import { handleErrors, pageMiddleware, type PageError, type PageOptions } from '@sluis/server-kit/page-middleware'
import { pageHeaders } from '@sluis/server-kit/security-headers'
import { notice } from '@sluis/design'
import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import { mailDocument, mailHeaders } from '../mail/safe-html.ts'
import { readKey } from '../phone/read-key.ts'
import { wallTime } from '../world/amsterdam.ts'
import { chooseLanguage, renderPage, type DeskContext, type DeskPage, type DeskVariables } from './context.ts'
import { readDeskFiles } from './files.ts'
import { EARLIEST, LATEST, parseMoment } from './move-clock.ts'
import type { DeskDeps } from './deps.ts'
import { clockPage } from './clock-page.ts'
import { companiesPage } from './companies-page.ts'
import { inboxPage, mailPage, oneMailPage } from './mail-pages.ts'
import { peoplePage } from './people-page.ts'
import { phonePage, type PhoneRefusal } from './phone-page.ts'
import { smsPage } from './sms-page.ts'
import { startOverPage, waitPage } from './start-over-pages.ts'
import { tryPage } from './try-page.ts'
import { dateFormatterFor, translatorFor, type MessageKey } from './i18n.ts'

/** Serves one host name only, so that no other site can reach it by a name of its own (DNS rebinding). */
export function createDesk(deps: DeskDeps): Hono<{ Variables: DeskVariables }> {
  const files = readDeskFiles()
  const render = (c: DeskContext, page: DeskPage) => renderPage(deps, files, c, page)
  const pageOptions: PageOptions = {
    program: 'desk',
    origin: deps.origins.desk,
    log: deps.log,
    csrf: createCsrf([deps.key]),
    errorPage: (c, error, reference) => render(c as DeskContext, errorPage(c as DeskContext, error, reference, deps)),
  }
  const app = new Hono<{ Variables: DeskVariables }>()
  app.use(pageMiddleware(pageOptions) as never)
  app.use(chooseLanguage)
  app.get(`${files.base}/:name`, files.serve)
  app.use(async (c, next) => {
    const status = deps.status()
    if (status === 'running') return next()
    c.status(503)
    c.header('retry-after', '2')
    return render(c, waitPage(c.get('t'), status))
  })

  app.get('/', (c) => render(c, tryPage(c.get('t'), deps)))
  app.get('/people', (c) => render(c, peoplePage(c.get('t'), deps)))
  app.get('/companies', async (c) => render(c, companiesPage(c.get('t'), deps, await deps.companies())))

  app.get('/mail', (c) => render(c, mailPage(c.get('t'), deps.world(), deps.mails().all())))
  app.get('/mail/of/:address', (c) => {
    const address = c.req.param('address').toLowerCase()
    return render(c, inboxPage(c.get('t'), deps.world(), address, deps.mails().findByAddress(address)))
  })
  app.get('/mail/:id{[0-9]{1,9}}', (c) => {
    const mail = deps.mails().find(Number(c.req.param('id')))
    if (!mail) return c.notFound()
    c.header('content-security-policy', pageHeaders({ csp: { 'frame-src': "'self'" } })['content-security-policy'])
    return render(c, oneMailPage(c.get('t'), mail))
  })
  app.get('/mail/:id{[0-9]{1,9}}/html', (c) => {
    const mail = deps.mails().find(Number(c.req.param('id')))
    return mail?.html ? c.body(mailDocument(mail.html), 200, mailHeaders) : c.notFound()
  })

  app.get('/sms', (c) => render(c, smsPage(c.get('t'), deps.sms().all())))

  app.get('/phone', (c) => render(c, phonePage(c.get('t'), c, deps)))
  app.post('/phone', (c) => {
    const form = c.get('form')
    const key = readKey(form.text('key'), form.text('name'))
    const refused = (refusal: PhoneRefusal) => {
      c.status(422)
      return render(c, phonePage(c.get('t'), c, deps, { refusal, name: form.text('name').slice(0, 60) }))
    }
    if (!key.ok) return refused(key.refusal)
    return deps.phone().add(key.value) ? c.redirect('/phone?done', 303) : refused('full')
  })
  app.post('/phone/remove', (c) => {
    const id = c.get('form').text('id')
    if (/^\d{1,9}$/.test(id)) deps.phone().remove(Number(id))
    return c.redirect('/phone', 303)
  })

  app.get('/clock', async (c) => render(c, clockPage(c.get('t'), c, deps, await deps.companies())))
  app.post('/clock', async (c) => {
    const form = c.get('form')
    const moment = parseMoment(form, deps.clock.now())
    if (!moment.ok) {
      const t = c.get('t')
      const { day } = dateFormatterFor(c.get('language'))
      const sentence =
        moment.refusal === 'no-moment'
          ? t('clock-wrong', { example: wallTime(deps.clock.now()).slice(0, 16) })
          : t('clock-range', { from: day(EARLIEST), until: day(LATEST) })
      c.status(422)
      return render(c, clockPage(t, c, deps, await deps.companies(), { sentence, typed: form.text('at') }))
    }
    await (moment.value === 'real' ? deps.clock.backToReal() : deps.clock.moveTo(moment.value))
    return c.redirect('/clock?done', 303)
  })

  app.get('/start-over', (c) => render(c, startOverPage(c.get('t'), c)))
  app.post('/start-over', (c) => {
    deps.startOver()
    return c.redirect('/', 303)
  })

  handleErrors(app, pageOptions)
  return app
}

const OWN_PAGE = new Set<PageError>(['not-found', 'unknown-host', 'foreign-form', 'fault'])

function errorPage(
  c: Context<{ Variables: DeskVariables }>,
  error: PageError,
  reference: string,
  { origins }: DeskDeps,
): DeskPage {
  const t = c.get('t') ?? translatorFor('en')
  const name = (OWN_PAGE.has(error) ? error : 'other') as
    'not-found' | 'unknown-host' | 'foreign-form' | 'fault' | 'other'
  const title = t(`error-${name}-title` satisfies MessageKey)
  const content = html`<div class="stack prose"><h1>${title}</h1>${notice({ kind: 'warning', kindText: t('warning'), content: t(`error-${name}`, { origin: origins.desk }) })}
<p class="muted small">${t('error-reference', { reference })}</p></div>`
  return { title, content }
}
