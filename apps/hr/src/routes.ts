// Every address of Kade, and the stages that a request passes before its page.
import { Hono, type MiddlewareHandler } from 'hono'
import { answerTheRest, createCsrf, pageGround, type PageGround } from '@sluis/ground'
import { changeBankAccount, confirmFirst, showBankAccount } from '#journeys/profile/change-bank-account.ts'
import { listCompanies, switchCompany } from '#journeys/companies/switch-company.ts'
import { listEmployees } from '#journeys/employees/list-employees.ts'
import { logIn, showLogIn } from '#journeys/log-in/log-in.ts'
import { oldTwoFactor } from '#journeys/moved/old-two-factor.ts'
import { officer } from '#journeys/officer.ts'
import { listPayslips } from '#journeys/payslips/list-payslips.ts'
import { downloadPayslip, showPayslip } from '#journeys/payslips/show-payslip.ts'
import { recognise } from '#journeys/recognise.ts'
import { sameCompany } from '#journeys/same-company.ts'
import { showLeave } from '#journeys/leave/show-leave.ts'
import { showProfile } from '#journeys/profile/show-profile.ts'
import { later } from '#journeys/start/later.ts'
import { hearLogout } from '#journeys/sluis/hear-logout.ts'
import { logInWithSluis } from '#journeys/sluis/log-in-with-sluis.ts'
import { logOut, showLogOut } from '#journeys/sluis/log-out.ts'
import { setUp, showSetUp } from '#journeys/sluis/set-up.ts'
import { signedIn } from '#journeys/sluis/signed-in.ts'
import { stand } from '#journeys/stand.ts'
import { start } from '#journeys/start/start.ts'
import type { Env, Handler, Stage } from '#journeys/visit.ts'
import { withoutSluis } from '#journeys/without-sluis.ts'
import { workplace } from '#journeys/workplace.ts'
import { errorPage } from '#page/error-page.ts'
import { languageOf, languageSwitch } from '#page/language.ts'
import { assetsBase, lookFile } from '#page/look.ts'
import { speak } from '#page/texts.ts'
import type { Parts } from '#parts'

type Row = [method: 'GET' | 'POST', address: string, stages: readonly Stage[], handler: Handler]

// Who may come this far: anybody; anybody, but we want to know who; whoever still stands at this instant; the HR
// officer; a form of this company.
const anybody: Stage[] = []
const known: Stage[] = [recognise]
const inside: Stage[] = [recognise, stand, workplace]
const officers: Stage[] = [...inside, officer]
const forms: Stage[] = [...inside, sameCompany]

// prettier-ignore
const ROWS: Row[] = [
  ['GET',  '/',                             [recognise, showLogIn, stand, workplace], start],
  ['POST', '/',                             known,    logIn],
  ['POST', '/sluis',                        known,    logInWithSluis],
  ['GET',  '/set-up',                       known,    showSetUp],
  ['POST', '/set-up',                       known,    setUp],
  ['GET',  '/signed-in',                    known,    signedIn],
  ['GET',  '/log-out',                      known,    showLogOut],
  ['POST', '/log-out',                      known,    logOut],
  ['POST', '/sluis/backchannel-logout',     anybody,  hearLogout],
  ['POST', '/later',                        forms,    later],
  ['GET',  '/payslips',                     inside,   listPayslips],
  ['GET',  '/payslips/:id',                 inside,   showPayslip],
  ['GET',  '/payslips/:id/pdf',             inside,   downloadPayslip],
  ['GET',  '/leave',                        inside,   showLeave],
  ['GET',  '/profile',                      inside,   showProfile],
  ['GET',  '/profile/bank-account',         inside,   showBankAccount],
  ['POST', '/profile/bank-account',         forms,    changeBankAccount],
  ['POST', '/profile/bank-account/confirm', forms,    confirmFirst],
  ['GET',  '/companies',                    inside,   listCompanies],
  ['POST', '/companies',                    inside,   switchCompany],
  ['GET',  '/employees',                    officers, listEmployees],
  ['GET',  '/two-factor',                   anybody,  oldTwoFactor],
  ['POST', '/two-factor',                   anybody,  oldTwoFactor],
]

// No page, cookie or form of ours: monitors, files, Sluis itself, and the address of before the change, whose callers
// know no form of ours.
const isPlain = (path: string) =>
  path === '/livez' ||
  path === '/readyz' ||
  path === '/two-factor' ||
  path === '/sluis/backchannel-logout' ||
  path.startsWith('/assets/')

/** `isReady`: the database answers. */
export function createApp(parts: Parts, isReady: () => Promise<boolean>): Hono<Env> {
  const app = new Hono<Env>()
  const ground: PageGround = {
    program: 'kade',
    origin: parts.publicUrl,
    log: parts.log,
    csrf: createCsrf(parts.sealer.keyFor('csrf')),
    formTargets: () => [new URL(parts.issuer).origin],
    isApi: isPlain,
    errorPage: (c, error, reference) => errorPage(parts.frames, c, error, reference),
  }
  app.use(pageGround(ground))
  app.use(async (c, next) => {
    c.set('say', speak(languageOf(c)))
    return (isPlain(c.req.path) ? null : languageSwitch(c)) ?? next()
  })
  app.get('/livez', (c) => c.text('alive'))
  app.get('/readyz', async (c) => ((await isReady()) ? c.text('ready') : c.text('the database does not answer', 503)))
  app.get(`${assetsBase}/:name`, (c) => {
    const file = lookFile(c.req.param('name'))
    return file
      ? c.body(file.body, 200, {
          'content-type': file.contentType,
          'cache-control': 'public, max-age=31536000, immutable',
        })
      : c.notFound()
  })
  for (const [method, address, stages, handler] of ROWS) {
    const page = handler(parts)
    const chain: MiddlewareHandler<Env>[] = [...stages.map((stage) => stage(parts)), async (c) => page(c)]
    app.on(method, [address], ...chain.map((each) => withoutSluis(parts, each)))
  }
  answerTheRest(app, ground)
  return app
}
