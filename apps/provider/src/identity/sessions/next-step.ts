// The way in as a table. The first step still needed is where the person stands; it is worked out anew from the facts
// at every request, and never stored, so that no address, back button, second tab or restart leads around it.

export type Facts = {
  /** By the password, or by a passkey that verified its owner. */
  passwordProved: boolean
  hasSecondFactor: boolean
  /** One that can still prove something: not lost, not set aside. */
  hasUsableFactor: boolean
  factorProved: boolean
  /**
   * Their owner locked the account, and is on the way back (decision 0012): nothing else is open to them before it is.
   */
  frozen: boolean
  usedRecoveryCode: boolean
  phoneAnswer: 'elsewhere' | 'gone' | null
  /** What this application may know was granted before, or now. */
  accessGranted: boolean
  /**
   * A second factor is demanded: by the obligation, by the application's acr_values, or by the person who came to set
   * one up.
   */
  factorDemanded: boolean
  /** The second proof of a first enrolment: the application's voucher or the mailed code. */
  vouched: boolean
  codesToKeep: boolean
  /** The application demands what cannot be passed on to a false page (acr phishing-resistant). */
  passkeyDemanded: boolean
  passkeyProved: boolean
}

const enrols = (f: Facts): boolean => (f.hasSecondFactor ? !f.hasUsableFactor : f.factorDemanded)

// prettier-ignore
export const STEPS = [
  { name: 'enter-password', needed: (f: Facts) => !f.passwordProved },
  { name: 'enter-code', needed: (f: Facts) => (f.hasSecondFactor || f.frozen) && !f.factorProved },
  { name: 'open-account', needed: (f: Facts) => f.frozen },
  { name: 'find-phone', needed: (f: Facts) => f.usedRecoveryCode && f.hasUsableFactor && f.phoneAnswer === null },
  { name: 'grant-access', needed: (f: Facts) => !f.accessGranted },
  { name: 'confirm-email', needed: (f: Facts) => enrols(f) && !f.hasSecondFactor && !f.vouched },
  { name: 'enrol', needed: enrols },
  { name: 'keep-codes', needed: (f: Facts) => f.codesToKeep },
  { name: 'use-passkey', needed: (f: Facts) => f.passkeyDemanded && !f.passkeyProved },
] as const

export type StepName = (typeof STEPS)[number]['name']

/** Null when nothing is left to ask: the person is signed in. */
export const nextStep = (facts: Facts): StepName | null => STEPS.find((step) => step.needed(facts))?.name ?? null
