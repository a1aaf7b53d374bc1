// Every address of the provider's pages and APIs in one table.
import { isHealthCheck } from '@sluis/server-kit/health'
import { localPath } from '@sluis/server-kit/local-path'
import type { Hono } from 'hono'
import { chooseLanguage, isLanguage } from '#platform/language.ts'
import { serveAsset } from '#platform/static.ts'
import { changeEmail } from '../journeys/account/details/change-email.ts'
import { changePassword } from '../journeys/account/details/change-password.ts'
import { chooseOwnLanguage } from '../journeys/account/details/choose-language.ts'
import { confirmAddress } from '../journeys/account/details/confirm-address.ts'
import { myDetails } from '../journeys/account/details/my-details.ts'
import { revoke } from '../journeys/account/details/revoke.ts'
import { addPasskey, passkeyOptions } from '../journeys/account/factors/add-passkey.ts'
import { authenticator } from '../journeys/account/factors/authenticator.ts'
import { checkUp } from '../journeys/account/factors/check-up.ts'
import { myPasskeys } from '../journeys/account/factors/my-passkeys.ts'
import { oldPhone } from '../journeys/account/factors/old-phone.ts'
import { accountPhone } from '../journeys/account/factors/phone.ts'
import { provedByRecovery } from '../journeys/account/factors/proved-by-factor.ts'
import { removePhone } from '../journeys/account/factors/remove-phone.ts'
import { renewCodes } from '../journeys/account/factors/renew-codes.ts'
import { twoStepOff } from '../journeys/account/factors/two-step-off.ts'
import { home } from '../journeys/account/home/home.ts'
import { activity } from '../journeys/account/sessions/activity.ts'
import { mySessions } from '../journeys/account/sessions/my-sessions.ts'
import { signOut } from '../journeys/account/sessions/sign-out.ts'
import { adminCompanies } from '../journeys/console/companies.ts'
import { adminRollouts } from '../journeys/console/rollouts.ts'
import { answerDevice } from '../journeys/device/answer-device.ts'
import type { DevicePageDeps } from '../journeys/device/device-deps.ts'
import { enterUserCode } from '../journeys/device/enter-user-code.ts'
import { addAuthenticator } from '../journeys/enrol/add-authenticator.ts'
import { connectApp } from '../journeys/enrol/connect-app.ts'
import { confirmEmail } from '../journeys/enrol/confirm-email.ts'
import { enrolSms } from '../journeys/enrol/enrol-sms.ts'
import { enterFirstCode } from '../journeys/enrol/enter-first-code.ts'
import { enrolDone } from '../journeys/enrol/enrol-done.ts'
import { keepRecoveryCodes } from '../journeys/enrol/keep-recovery-codes.ts'
import { withoutApp } from '../journeys/enrol/without-app.ts'
import type { Env } from '../journeys/flow/sign-in-flow.ts'
import type { WaitingRoom } from '../journeys/flow/waiting-room.ts'
import type { HelpDeps } from '../journeys/help/help-deps.ts'
import { help } from '../journeys/help/help.ts'
import { offerBackup } from '../journeys/offer/backup.ts'
import { offerPasskey } from '../journeys/offer/passkey.ts'
import { locked } from '../journeys/recover/locked.ts'
import { notMe } from '../journeys/recover/not-me.ts'
import { undoAddress } from '../journeys/recover/undo-address.ts'
import { browserPass } from '../journeys/sign-in/browser-pass.ts'
import { chooseNewPassword } from '../journeys/sign-in/choose-new-password.ts'
import { enterCode } from '../journeys/sign-in/enter-code.ts'
import { enterEmail } from '../journeys/sign-in/enter-email.ts'
import { enterPassword } from '../journeys/sign-in/enter-password.ts'
import { enterSmsCode } from '../journeys/sign-in/enter-sms-code.ts'
import { findPhone } from '../journeys/sign-in/find-phone.ts'
import { forgotPassword } from '../journeys/sign-in/forgot-password.ts'
import { passwordless } from '../journeys/sign-in/passwordless.ts'
import { chooseProof, secondFactor } from '../journeys/sign-in/second-factor.ts'
import { proveFirst } from '../journeys/sign-in/prove-first.ts'
import { startAgainPage } from '../journeys/sign-in/start-again.ts'
import { unlockOwnAccount } from '../journeys/sign-in/self-unlock.ts'
import { usePasskey } from '../journeys/sign-in/use-passkey.ts'
import { enterRecoveryCode } from '../journeys/sign-in/use-recovery-code.ts'
import { adminApi, type AdminApiDeps } from '../protocols/admin/api.ts'
import { applicationLogos } from '../protocols/admin/logo.ts'
import { directoryApi } from '../protocols/directory/api.ts'
import { type ContinueDeps, continueRequest } from '../protocols/openid/continue.ts'
import { smsReports } from '../protocols/sms-reports/reports.ts'
import type { Readiness } from './readiness.ts'

export type RouteDeps = {
  pages: HelpDeps & DevicePageDeps
  openid: ContinueDeps
  api: Parameters<typeof directoryApi>[0] & AdminApiDeps
  sms: Parameters<typeof smsReports>[0]['sms']
  waitingRoom: WaitingRoom
  ready: () => Promise<Readiness>
}

/** Addresses without cookies and forms. */
export const isApi = (path: string): boolean =>
  /^\/(?:(?:api|assets|applications)\/|waiting$)/u.test(path) || isHealthCheck(path)

export function mountRoutes(app: Hono<Env>, { pages, openid, api, sms, waitingRoom, ready }: RouteDeps): void {
  app.use('/sign-in', waitingRoom.guard).use('/sign-in/password', waitingRoom.ensureChecked, waitingRoom.guard)

  // In this order: the first that fits answers.
  // prettier-ignore
  const rows: [address: string, served: Hono<Env>][] = [
    ['/sign-in',                              enterEmail(pages)],
    ['/sign-in/password',                     enterPassword(pages)],
    ['/sign-in/second-factor',                secondFactor(pages)],
    ['/sign-in/other',                        chooseProof(pages)],
    ['/sign-in/code',                         enterCode(pages)],
    ['/sign-in/text',                         enterSmsCode(pages)],
    ['/sign-in/passkey',                      usePasskey(pages)],
    ['/sign-in/with-passkey',                 passwordless(pages)],
    ['/sign-in/recovery',                     enterRecoveryCode(pages)],
    ['/sign-in/phone',                        findPhone(pages)],
    ['/sign-in/open',                         unlockOwnAccount(pages)],
    ['/sign-in/browser',                      browserPass(pages)],
    ['/sign-in/again',                        startAgainPage(pages)],
    ['/sign-in/first',                        proveFirst(pages)],
    ['/locked',                               locked(pages)],
    ['/forgotten',                            forgotPassword(pages)],
    ['/forgotten',                            chooseNewPassword(pages)],
    ['/enrol',                                connectApp(pages)],
    ['/enrol',                                withoutApp(pages)],
    ['/enrol/email',                          confirmEmail(pages)],
    ['/enrol/code',                           enterFirstCode(pages)],
    ['/enrol/simple-phone',                   enrolSms(pages)],
    ['/enrol/recovery-codes',                 keepRecoveryCodes(pages)],
    ['/enrol/done',                           enrolDone(pages)],
    ['/offer/backup',                         offerBackup(pages)],
    ['/offer/passkey',                        offerPasskey(pages)],
    ['/continue',                             continueRequest(openid)],
    ['/device',                               enterUserCode(pages)],
    ['/device',                               answerDevice(pages)],
    ['/not-me',                               notMe(pages)],
    ['/undo-address',                         undoAddress(pages)],
    ['/new-address',                          confirmAddress(pages)],
    ['/check-up',                             checkUp(pages)],
    ['/account/password',                     changePassword(pages)],
    ['/account/email',                        changeEmail(pages)],
    ['/account/language',                     chooseOwnLanguage(pages)],
    ['/account/passkeys/add',                 addPasskey(pages)],
    ['/account/passkeys/options',             passkeyOptions(pages)],
    ['/account/passkeys',                     myPasskeys(pages)],
    ['/account/sessions',                     mySessions(pages)],
    ['/account/activity',                     activity(pages)],
    ['/account/authenticators/add',           addAuthenticator(pages, 'add')],
    ['/account/authenticators/new-phone/old', oldPhone(pages)],
    ['/account/authenticators/new-phone',     addAuthenticator(pages, 'new-phone')],
    ['/account/authenticators',               authenticator(pages)],
    ['/account/two-step/off',                 twoStepOff(pages)],
    ['/account/recovery-codes',               renewCodes(pages)],
    ['/account/by-recovery',                  provedByRecovery(pages)],
    ['/account',                              revoke(pages)],
    ['/account/phone/remove',                 removePhone(pages)],
    ['/account/phone',                        accountPhone(pages)],
    ['/account',                              myDetails(pages)],
    ['/sign-out',                             signOut(pages)],
    ['/admin/companies',                      adminCompanies(pages)],
    ['/admin',                                adminRollouts(pages)],
    ['/help',                                 help(pages)],
    ['/api/sms/reports',                      smsReports({ sms }) as unknown as Hono<Env>],
    ['/api/admin',                            adminApi(api) as unknown as Hono<Env>],
    ['/api',                                  directoryApi(api) as unknown as Hono<Env>],
    ['/applications',                         applicationLogos(api) as unknown as Hono<Env>],
    ['/',                                     waitingRoom.routes],
    ['/',                                     home(pages)],
  ]
  for (const [address, served] of rows) app.route(address, served)

  app.get('/language/:language', (c) => {
    const language = c.req.param('language')
    if (!isLanguage(language)) return c.notFound()
    chooseLanguage(c, language, pages.clock.now())
    return c.redirect(localPath(c.req.query('back')), 303)
  })
  app.get('/assets/:hash/:name', serveAsset)
  app.get('/livez', (c) => c.text('live\n'))
  app.get('/readyz', async (c) => {
    const { isReady, text } = await ready()
    return isReady ? c.text(`${text}\n`) : c.text(`${text}\n`, 503, { 'retry-after': '5' })
  })
}
