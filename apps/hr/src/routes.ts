// Every address of Kade, and the stages that a request passes before its page.
import { Hono, type MiddlewareHandler } from 'hono'
import { createCsrf } from '@sluis/server-kit/csrf'
import { isHealthCheck } from '@sluis/server-kit/health'
import { handleErrors, pageMiddleware, type PageOptions } from '@sluis/server-kit/page-middleware'
import { changeBankAccount, confirmFirst, showBankAccount } from '#journeys/profile/change-bank-account.ts'
import { listCompanies, switchCompany } from '#journeys/companies/switch-company.ts'
import { listEmployees } from '#journeys/employees/list-employees.ts'
import { remind } from '#journeys/employees/remind.ts'
import { logIn, showLogIn } from '#journeys/log-in/log-in.ts'
import { oldTwoFactor } from '#journeys/moved/old-two-factor.ts'
import { requireHrRole } from '#stages/require-hr-role.ts'
import { listPayslips } from '#journeys/payslips/list-payslips.ts'
import { downloadPayslip, showPayslip } from '#journeys/payslips/show-payslip.ts'
import { loadSession } from '#stages/load-session.ts'
import { checkCompany, showOtherCompany } from '#stages/check-company.ts'
import { showLeave } from '#journeys/leave/show-leave.ts'
import { showProfile } from '#journeys/profile/show-profile.ts'
import { later } from '#journeys/start/later.ts'
import { backchannelLogout } from '#journeys/sluis/backchannel-logout.ts'
import { logInWithSluis } from '#journeys/sluis/log-in-with-sluis.ts'
import { logOut, showLogOut } from '#journeys/sluis/log-out.ts'
import { setUp, showSetUp } from '#journeys/sluis/set-up.ts'
import { handleCallback } from '#journeys/sluis/callback.ts'
import { showWall } from '#journeys/refuse-access.ts'
import { requireAccess } from '#stages/require-access.ts'
import { start } from '#journeys/start/start.ts'
import type { Env, Handler, Stage } from '#journeys/request-context.ts'
import { handleSluisUnavailable } from '#journeys/sluis-unavailable.ts'
import { openCompany } from '#stages/open-company.ts'
import { resolveCompany } from '#stages/resolve-company.ts'
import { errorPage } from '#page/error-page.ts'
import { languageOf, languageSwitch } from '#page/language.ts'
import { interstitialPage } from '#page/interstitial-page.ts'
import { assetsBase, serveAsset } from '#page/assets.ts'
import { translate } from '#page/messages.ts'
import type { Deps } from '#deps'

type Row = [method: 'GET' | 'POST', address: string, stages: readonly Stage[], handler: Handler]

// Who may see a page: anybody; anybody, with their session; who has access at this instant; the HR officer;
// a form of this company.
const anybody: Stage[] = []
const session: Stage[] = [loadSession]
const inside: Stage[] = [loadSession, requireAccess, resolveCompany]
const officers: Stage[] = [...inside, requireHrRole]
const forms: Stage[] = [...inside, checkCompany]

// prettier-ignore
const ROWS: Row[] = [
  ['GET',  '/',                             [loadSession, showLogIn, requireAccess, openCompany, resolveCompany], start],
  ['POST', '/',                             session,  logIn],
  ['POST', '/sluis',                        session,  logInWithSluis],
  ['GET',  '/set-up',                       session,  showSetUp],
  ['POST', '/set-up',                       session,  setUp],
  ['GET',  '/signed-in',                    session,  handleCallback],
  ['GET',  '/log-out',                      session,  showLogOut],
  ['POST', '/log-out',                      session,  logOut],
  ['POST', '/sluis/backchannel-logout',     anybody,  backchannelLogout],
  ['GET',  '/wall',                         session,  showWall],
  ['GET',  '/other-company',                inside,   showOtherCompany],
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
  ['POST', '/employees/remind',             [...officers, checkCompany], remind],
  ['GET',  '/two-factor',                   anybody,  oldTwoFactor],
  ['POST', '/two-factor',                   anybody,  oldTwoFactor],
]

// No page, cookie or form of ours: monitors, files, Sluis itself, and the address of before the change, whose callers
// know no form of ours.
const isPlain = (path: string) =>
  isHealthCheck(path) || path === '/two-factor' || path === '/sluis/backchannel-logout' || path.startsWith('/assets/')

/** `isReady`: the database answers. */
export function createApp(deps: Deps, isReady: () => Promise<boolean>): Hono<Env> {
  const app = new Hono<Env>()
  const pageOptions: PageOptions = {
    program: 'kade',
    origin: deps.publicUrl,
    log: deps.log,
    csrf: createCsrf(deps.sealer.keysFor('csrf')),
    isApi: isPlain,
    errorPage: (c, error, reference) => errorPage(deps.frames, c, error, reference),
    interstitialPage: (c, url) => interstitialPage(deps.frames, c, url),
  }
  app.use(pageMiddleware(pageOptions))
  app.use(async (c, next) => {
    c.set('t', translate(languageOf(c)))
    return (isPlain(c.req.path) ? null : languageSwitch(c)) ?? next()
  })
  app.get('/livez', (c) => c.text('alive'))
  app.get('/readyz', async (c) => ((await isReady()) ? c.text('ready') : c.text('the database does not answer', 503)))
  app.get(`${assetsBase}/:name`, serveAsset)
  for (const [method, address, stages, handler] of ROWS) {
    const page = handler(deps)
    const chain: MiddlewareHandler<Env>[] = [...stages.map((stage) => stage(deps)), async (c) => page(c)]
    app.on(method, [address], ...chain.map((each) => handleSluisUnavailable(deps, each)))
  }
  handleErrors(app, pageOptions)
  return app
}
