// The registry: all stores over one handle of the database, and how to use them together in one transaction.
import { isRepeatable } from '@sluis/server-kit/database'
import type { Sealer } from '@sluis/server-kit/sealing'
import type { Kysely } from 'kysely'
import { applicationLogosStore } from '#identity/applications/application-logos.store.ts'
import { applicationSecretsStore } from '#identity/applications/application-secrets.store.ts'
import { applicationsStore } from '#identity/applications/applications.store.ts'
import { idempotencyKeysStore } from '#identity/applications/idempotency-keys.store.ts'
import { attemptsStore } from '#identity/attempts/attempts.store.ts'
import { auditAtTheEnd, auditStore } from '#identity/audit/audit.store.ts'
import { companiesStore } from '#identity/companies/companies.store.ts'
import { enrolmentsStore } from '#identity/enrolments/enrolments.store.ts'
import { entryLabelsStore } from '#identity/enrolments/entry-labels.store.ts'
import { mailedCodesStore } from '#identity/enrolments/mailed-codes.store.ts'
import { offersStore } from '#identity/offers/offers.store.ts'
import { passwordsStore } from '#identity/passwords/passwords.store.ts'
import { resetLinksStore } from '#identity/passwords/reset-links.store.ts'
import { addressesStore } from '#identity/people/addresses.store.ts'
import { emailChangesStore } from '#identity/people/email-changes.store.ts'
import { peopleStore } from '#identity/people/people.store.ts'
import { previousAddressesStore } from '#identity/people/previous-addresses.store.ts'
import { phonesStore } from '#identity/phones/phones.store.ts'
import { checkUpStore } from '#identity/recovery/check-up.store.ts'
import { notMeStore } from '#identity/recovery/not-me-links.store.ts'
import { recoveryStore } from '#identity/recovery/recovery.store.ts'
import { remindersStore } from '#identity/rollouts/reminders.store.ts'
import { rolloutsStore } from '#identity/rollouts/rollouts.store.ts'
import { factorsStore } from '#identity/second-factors/factors.store.ts'
import { passkeyChallengesStore } from '#identity/second-factors/passkey-challenges.store.ts'
import { passkeyOffersStore } from '#identity/second-factors/passkey-offers.store.ts'
import { passkeysStore } from '#identity/second-factors/passkeys.store.ts'
import { smsCodesStore } from '#identity/second-factors/sms-codes.store.ts'
import { totpStore } from '#identity/second-factors/totp.store.ts'
import { activeSessionsStore } from '#identity/sessions/active-sessions.store.ts'
import { deviceCodesStore } from '#identity/sessions/device-codes.store.ts'
import { devicesStore } from '#identity/sessions/devices.store.ts'
import { grantsStore } from '#identity/sessions/grants.store.ts'
import { logoutsStore } from '#identity/sessions/logouts.store.ts'
import { rememberedStore } from '#identity/sessions/remembered.store.ts'
import { sessionsStore } from '#identity/sessions/sessions.store.ts'
import { claimantsStore } from '#identity/sign-ins/claimants.store.ts'
import { detailsStore } from '#identity/sign-ins/details.store.ts'
import { homeStore } from '#identity/sign-ins/home.store.ts'
import { personStatusStore } from '#identity/sign-ins/person-status.store.ts'
import { proofsStore } from '#identity/sign-ins/proofs.store.ts'
import { signInRecordsStore } from '#identity/sign-ins/sign-in-record.store.ts'
import { smsBudgetsStore } from '#messaging/sms/sms-budgets.store.ts'
import { smsMessagesStore } from '#messaging/sms/sms-messages.store.ts'
import type { Db, Tables } from '#schema/tables.ts'

// prettier-ignore
const createStores = (db: Db, sealer: Sealer) => ({
  db,

  people:            peopleStore(db),
  addresses:         addressesStore(db),
  emailChanges:      emailChangesStore(db),
  previousAddresses: previousAddressesStore(db),
  attempts:          attemptsStore(db),
  audit:             auditStore(db),
  companies:         companiesStore(db),
  applications:      applicationsStore(db, sealer),
  applicationSecrets: applicationSecretsStore(db, sealer),
  applicationLogos:  applicationLogosStore(db),
  idempotencyKeys:   idempotencyKeysStore(db, sealer),
  rollouts:          rolloutsStore(db),
  reminders:         remindersStore(db),

  passwords:         passwordsStore(db),
  resetLinks:        resetLinksStore(db, sealer),

  factors:           factorsStore(db),
  totp:              totpStore(db, sealer),
  smsCodes:          smsCodesStore(db, sealer),
  passkeys:          passkeysStore(db),
  passkeyChallenges: passkeyChallengesStore(db),
  passkeyOffers:     passkeyOffersStore(db),
  phones:            phonesStore(db, sealer),
  enrolments:        enrolmentsStore(db, sealer),
  entryLabels:       entryLabelsStore(db),
  mailedCodes:       mailedCodesStore(db, sealer),
  offers:            offersStore(db),

  sessions:          sessionsStore(db),
  activeSessions:    activeSessionsStore(db),
  remembered:        rememberedStore(db),
  devices:           devicesStore(db),
  deviceCodes:       deviceCodesStore(db, sealer),
  grants:            grantsStore(db),
  logouts:           logoutsStore(db),

  recovery:          recoveryStore(db, sealer),
  notMe:             notMeStore(db),
  checkUps:          checkUpStore(db),

  signIns:           signInRecordsStore(db, sealer),
  home:              homeStore(db),
  details:           detailsStore(db),
  personStatus:      personStatusStore(db),
  claimants:         claimantsStore(db),
  proofs:            proofsStore(db, sealer),

  smsMessages:       smsMessagesStore(db, sealer),
  smsBudgets:        smsBudgetsStore(db, sealer),
})

export type Stores = ReturnType<typeof createStores>
/** The stores that a use case names, and no others. */
export type StoresOf<Name extends keyof Stores> = Pick<Stores, Name>
/** The same, and the way to use them together. */
export type Transactional<Name extends keyof Stores> = StoresOf<Name> & {
  /**
   * Runs the work in one transaction: all of it or nothing. Inside, use only the stores that are passed in: PGlite has
   * one connection, and asking for a second one inside a transaction waits for ever. Locks are taken in one order (rule
   * 10); after a deadlock all the same, or where a plan has
   * become wrong, the work runs again, so it changes nothing but the database.
   */
  transaction<Result>(work: (stores: StoresOf<Name>) => Promise<Result>): Promise<Result>
}
export type Identity = Transactional<keyof Stores>

export const createIdentity = (db: Kysely<Tables>, sealer: Sealer): Identity => ({
  ...createStores(db, sealer),
  async transaction(work) {
    for (let tries = 1; ; tries++) {
      try {
        return await db.transaction().execute(async (transaction) => {
          const stores = createStores(transaction, sealer)
          const { audit, write } = auditAtTheEnd(stores.audit)
          const result = await work({ ...stores, audit })
          await write()
          return result
        })
      } catch (error) {
        if (tries === MAX_TRIES || !isRepeatable(error)) throw error
      }
    }
  },
})

const MAX_TRIES = 3
