// The demo desk as a web app: every address of it in one place.
import {
  handleErrors,
  createCsrf,
  pageMiddleware,
  securityHeaders,
  type PageError,
  type PageOptions,
} from '@sluis/server-kit'
import { notice } from '@sluis/design'
import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import { mailDocument, mailHeaders } from '../mail/safe-html.ts'
import { wallTime } from '../world/amsterdam.ts'
import { chooseLanguage, drawPage, type DeskContext, type DeskPage, type DeskVariables } from './context.ts'
import { readDeskFiles } from './files.ts'
import { EARLIEST, LATEST, momentAsked } from './move-clock.ts'
import type { DeskNeeds } from './needs.ts'
import { clockPage } from './clock-page.ts'
import { companiesPage } from './companies-page.ts'
import { inboxPage, mailPage, oneMailPage } from './mail-pages.ts'
import { peoplePage } from './people-page.ts'
import { smsPage } from './sms-page.ts'
import { startOverPage, waitPage } from './start-over-pages.ts'
import { tryPage } from './try-page.ts'
import { datesIn, sayIn, type TextKey } from './words.ts'

/** Answers one host name alone, so that no page of another site can reach it by a name of its own (DNS rebinding). */
export function createDesk(needs: DeskNeeds): Hono<{ Variables: DeskVariables }> {
  const files = readDeskFiles()
  const draw = (c: DeskContext, page: DeskPage) => drawPage(needs, files, c, page)
  const pageOptions: PageOptions = {
    program: 'desk',
    origin: needs.origins.desk,
    log: needs.log,
    csrf: createCsrf(needs.key),
    errorPage: (c, error, reference) => draw(c as DeskContext, errorPage(c as DeskContext, error, reference, needs)),
  }
  const app = new Hono<{ Variables: DeskVariables }>()
  app.use(pageMiddleware(pageOptions) as never)
  app.use(chooseLanguage)
  files.serve(app as unknown as Hono)
  app.use(async (c, next) => {
    const stage = needs.stage()
    if (stage === 'running') return next()
    c.status(503)
    c.header('retry-after', '2')
    return draw(c, waitPage(c.get('say'), stage))
  })

  app.get('/', (c) => draw(c, tryPage(c.get('say'), needs)))
  app.get('/people', (c) => draw(c, peoplePage(c.get('say'), needs)))
  app.get('/companies', async (c) => draw(c, companiesPage(c.get('say'), needs, await needs.companies())))

  app.get('/mail', (c) => draw(c, mailPage(c.get('say'), needs.world(), needs.mails().all())))
  app.get('/mail/of/:address', (c) => {
    const address = c.req.param('address').toLowerCase()
    return draw(c, inboxPage(c.get('say'), needs.world(), address, needs.mails().ofAddress(address)))
  })
  app.get('/mail/:id{[0-9]{1,9}}', (c) => {
    const mail = needs.mails().find(Number(c.req.param('id')))
    if (!mail) return c.notFound()
    c.header('content-security-policy', `${securityHeaders([])['content-security-policy']}; frame-src 'self'`)
    return draw(c, oneMailPage(c.get('say'), mail))
  })
  app.get('/mail/:id{[0-9]{1,9}}/html', (c) => {
    const mail = needs.mails().find(Number(c.req.param('id')))
    return mail?.html ? c.body(mailDocument(mail.html), 200, mailHeaders) : c.notFound()
  })

  app.get('/sms', (c) => draw(c, smsPage(c.get('say'), needs.texts().all())))

  app.get('/clock', async (c) => draw(c, clockPage(c.get('say'), c, needs, await needs.companies())))
  app.post('/clock', async (c) => {
    const form = c.get('form')
    const asked = momentAsked(form, needs.clock.now())
    if (!asked.ok) {
      const say = c.get('say')
      const { day } = datesIn(c.get('language'))
      const sentence =
        asked.refusal === 'no-moment'
          ? say('clock-wrong', { example: wallTime(needs.clock.now()).slice(0, 16) })
          : say('clock-range', { from: day(EARLIEST), until: day(LATEST) })
      c.status(422)
      return draw(c, clockPage(say, c, needs, await needs.companies(), { sentence, typed: form.text('at') }))
    }
    await (asked.value === 'real' ? needs.clock.backToReal() : needs.clock.moveTo(asked.value))
    return c.redirect('/clock?done', 303)
  })

  app.get('/start-over', (c) => draw(c, startOverPage(c.get('say'), c)))
  app.post('/start-over', (c) => {
    needs.startOver()
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
  { origins }: DeskNeeds,
): DeskPage {
  const say = c.get('say') ?? sayIn('en')
  const name = (OWN_PAGE.has(error) ? error : 'other') as
    'not-found' | 'unknown-host' | 'foreign-form' | 'fault' | 'other'
  const title = say(`error-${name}-title` satisfies TextKey)
  const content = html`<div class="stack prose"><h1>${title}</h1>${notice({ kind: 'warning', kindText: say('warning'), content: say(`error-${name}`, { origin: origins.desk }) })}
<p class="muted small">${say('error-reference', { reference })}</p></div>`
  return { title, content }
}
