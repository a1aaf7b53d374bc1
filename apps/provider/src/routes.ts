// Every address of the provider's pages and APIs in one table.
import type { Hono } from 'hono'
import { directoryApi } from './protocols/directory/api.ts'
import type { ContinueNeeds } from './protocols/openid/continue.ts'
import { continueRequest } from './protocols/openid/continue.ts'
import { smsReports } from './protocols/sms-reports/reports.ts'
import { chooseLanguage, isLanguage } from '#platform/language.ts'
import { serveAsset } from '#platform/static.ts'
import { addPasskey, passkeyOptions } from './journeys/account/add-passkey.ts'
import { activity } from './journeys/account/activity.ts'
import { authenticator } from './journeys/account/authenticator.ts'
import { changeEmail } from './journeys/account/change-email.ts'
import { changePassword } from './journeys/account/change-password.ts'
import { checkUp } from './journeys/account/check-up.ts'
import { chooseOwnLanguage } from './journeys/account/choose-language.ts'
import { confirmAddress } from './journeys/account/confirm-address.ts'
import { home } from './journeys/account/home.ts'
import { letGo } from './journeys/account/let-go.ts'
import { myDetails } from './journeys/account/my-details.ts'
import { myPasskeys } from './journeys/account/my-passkeys.ts'
import { mySessions } from './journeys/account/my-sessions.ts'
import { oldPhone } from './journeys/account/old-phone.ts'
import { renewCodes } from './journeys/account/renew-codes.ts'
import { accountPhone } from './journeys/account/phone.ts'
import { removePhone } from './journeys/account/remove-phone.ts'
import { signOut } from './journeys/account/sign-out.ts'
import { twoStepOff } from './journeys/account/two-step-off.ts'
import { adminCompanies } from './journeys/admin/companies.ts'
import { adminRollouts } from './journeys/admin/rollouts.ts'
import { chooseApp } from './journeys/enrol/choose-app.ts'
import { confirmEmail } from './journeys/enrol/confirm-email.ts'
import { enterFirstCode } from './journeys/enrol/enter-first-code.ts'
import { furtherApp } from './journeys/enrol/further-app.ts'
import { enrolDone, keepRecoveryCodes } from './journeys/enrol/keep-recovery-codes.ts'
import { simplePhone } from './journeys/enrol/simple-phone.ts'
import { showKey } from './journeys/enrol/show-key.ts'
import { help } from './journeys/help/help.ts'
import type { HelpNeeds } from './journeys/help/help-needs.ts'
import { offerBackup } from './journeys/offer/backup.ts'
import { offerPasskey } from './journeys/offer/passkey.ts'
import { notMe } from './journeys/recover/not-me.ts'
import { undoAddress } from './journeys/recover/undo-address.ts'
import { chooseNewPassword } from './journeys/sign-in/choose-new-password.ts'
import { enterCode } from './journeys/sign-in/enter-code.ts'
import { enterEmail } from './journeys/sign-in/enter-email.ts'
import { enterTextCode } from './journeys/sign-in/enter-text-code.ts'
import { enterPassword } from './journeys/sign-in/enter-password.ts'
import { findPhone } from './journeys/sign-in/find-phone.ts'
import { forgotPassword } from './journeys/sign-in/forgot-password.ts'
import { openOwnAccount } from './journeys/sign-in/open-account.ts'
import { passkeyAlone } from './journeys/sign-in/passkey-alone.ts'
import { anotherWay, secondFactor } from './journeys/sign-in/second-factor.ts'
import { enterRecoveryCode } from './journeys/sign-in/use-recovery-code.ts'
import { usePasskey } from './journeys/sign-in/use-passkey.ts'
import type { Env } from './journeys/way.ts'
import { localPath, type Sealer } from '@sluis/ground'

export type RouteNeeds = { pages: HelpNeeds & { sealer: Sealer }; openid: ContinueNeeds; api: Parameters<typeof directoryApi>[0]; texting: Parameters<typeof smsReports>[0]['texting']; ready: () => Promise<boolean> }

/** Addresses without cookies and forms. */
export const isApi = (path: string): boolean => path.startsWith('/api/') || path === '/livez' || path === '/readyz' || path.startsWith('/assets/')

export function putRoutes(app: Hono<Env>, { pages, openid, api, texting, ready }: RouteNeeds): void {
  app.route('/sign-in',                enterEmail(pages))
  app.route('/sign-in/password',       enterPassword(pages))
  app.route('/sign-in/second-factor',  secondFactor(pages))
  app.route('/sign-in/other',          anotherWay(pages))
  app.route('/sign-in/code',           enterCode(pages))
  app.route('/sign-in/text',           enterTextCode(pages))
  app.route('/sign-in/passkey',        usePasskey(pages))
  app.route('/sign-in/with-passkey',   passkeyAlone(pages))
  app.route('/sign-in/recovery',       enterRecoveryCode(pages))
  app.route('/sign-in/phone',          findPhone(pages))
  app.route('/sign-in/open',           openOwnAccount(pages))
  app.route('/forgotten',              forgotPassword(pages))
  app.route('/forgotten',              chooseNewPassword(pages))
  app.route('/enrol',                  chooseApp(pages))
  app.route('/enrol/email',            confirmEmail(pages))
  app.route('/enrol/key',              showKey(pages))
  app.route('/enrol/code',             enterFirstCode(pages))
  app.route('/enrol/simple-phone',     simplePhone(pages))
  app.route('/enrol/recovery-codes',   keepRecoveryCodes(pages))
  app.route('/enrol/done',             enrolDone(pages))
  app.route('/offer/backup',           offerBackup(pages))
  app.route('/offer/passkey',          offerPasskey(pages))
  app.route('/continue',               continueRequest(openid))
  app.route('/not-me',                 notMe(pages))
  app.route('/undo-address',           undoAddress(pages))
  app.route('/new-address',            confirmAddress(pages))
  app.route('/check-up',               checkUp(pages))
  app.route('/account/password',       changePassword(pages))
  app.route('/account/email',          changeEmail(pages))
  app.route('/account/language',       chooseOwnLanguage(pages))
  app.route('/account/passkeys/add',     addPasskey(pages))
  app.route('/account/passkeys/options', passkeyOptions(pages))
  app.route('/account/passkeys',       myPasskeys(pages))
  app.route('/account/sessions',       mySessions(pages))
  app.route('/account/activity',       activity(pages))
  app.route('/account/authenticators/add',           furtherApp(pages, 'add'))
  app.route('/account/authenticators/new-phone/old', oldPhone(pages))
  app.route('/account/authenticators/new-phone',     furtherApp(pages, 'new-phone'))
  app.route('/account/authenticators', authenticator(pages))
  app.route('/account/two-step/off',   twoStepOff(pages))
  app.route('/account/recovery-codes', renewCodes(pages))
  app.route('/account',                letGo(pages))
  app.route('/account/phone/remove',   removePhone(pages))
  app.route('/account/phone',          accountPhone(pages))
  app.route('/account',                myDetails(pages))
  app.route('/sign-out',               signOut(pages))
  app.route('/admin/companies',        adminCompanies(pages))
  app.route('/admin',                  adminRollouts(pages))
  app.route('/help',                   help(pages))
  app.route('/api/sms/reports',        smsReports({ texting }) as unknown as Hono<Env>)
  app.route('/api',                    directoryApi(api) as unknown as Hono<Env>)
  app.route('/',                       home(pages))

  app.get('/language/:language', (c) => {
    const language = c.req.param('language')
    if (!isLanguage(language)) return c.notFound()
    chooseLanguage(c, language, pages.clock.now())
    return c.redirect(localPath(c.req.query('back')), 303)
  })
  app.get('/assets/:hash/:name', serveAsset)
  app.get('/livez', (c) => c.text('live\n'))
  app.get('/readyz', async (c) => ((await ready()) ? c.text('ready\n') : c.text('not ready: the database does not answer\n', 503, { 'retry-after': '5' })))
}
