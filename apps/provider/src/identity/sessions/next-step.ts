// The sign-in as a table. The current step is the first one that is still needed; it is derived from the facts at every
// request, and never stored, so that no address, back button, second tab or restart leads around it.

export type SignInFacts = {
  /** By the password, or by a passkey that verified its owner. */
  passwordProved: boolean
  hasSecondFactor: boolean
  /** One that can still prove something: not lost, not quarantined. */
  hasUsableFactor: boolean
  /**
   * A second factor is demanded, and nothing but text messages is left, which this person's companies do not take
   * alone.
   */
  lacksMoreThanText: boolean
  factorProved: boolean
  /**
   * Their owner locked the account, and is on the way back (decision 0012): nothing else is open to them before it is.
   */
  locked: boolean
  usedRecoveryCode: boolean
  phoneAnswer: 'elsewhere' | 'gone' | null
  /** What this application may know was granted before, or now. */
  accessGranted: boolean
  /**
   * A second factor is demanded: by the obligation, by the application's acr_values, or by the person who came to set
   * one up.
   */
  factorRequired: boolean
  /** The second proof of a first enrolment: the application's voucher or the mailed code. */
  enrolmentAuthorised: boolean
  codesUnsaved: boolean
  /** The application demands what cannot be passed on to a false page (acr phishing-resistant). */
  passkeyRequired: boolean
  passkeyProved: boolean
}

const mustEnrol = (f: SignInFacts): boolean =>
  f.hasSecondFactor ? !f.hasUsableFactor || f.lacksMoreThanText : f.factorRequired

// prettier-ignore
export const STEPS = [
  { name: 'enter-password', needed: (f: SignInFacts) => !f.passwordProved },
  { name: 'enter-code', needed: (f: SignInFacts) => (f.hasSecondFactor || f.locked) && !f.factorProved },
  { name: 'unlock-account', needed: (f: SignInFacts) => f.locked },
  { name: 'find-phone', needed: (f: SignInFacts) => f.usedRecoveryCode && f.hasUsableFactor && f.phoneAnswer === null },
  { name: 'grant-access', needed: (f: SignInFacts) => !f.accessGranted },
  { name: 'confirm-email', needed: (f: SignInFacts) => mustEnrol(f) && !f.hasSecondFactor && !f.enrolmentAuthorised },
  { name: 'enrol', needed: mustEnrol },
  { name: 'keep-codes', needed: (f: SignInFacts) => f.codesUnsaved },
  { name: 'use-passkey', needed: (f: SignInFacts) => f.passkeyRequired && !f.passkeyProved },
] as const

export type StepName = (typeof STEPS)[number]['name']

/** Whether all is proved that may be asked: with less than that, nothing is shown of the person (rule 4). */
export const isProved = (f: SignInFacts): boolean =>
  f.passwordProved && !f.locked && (f.hasSecondFactor ? f.factorProved : !f.factorRequired || f.enrolmentAuthorised)

/** Null when nothing is left to ask: the person is signed in. */
export const nextStep = (facts: SignInFacts): StepName | null => STEPS.find((step) => step.needed(facts))?.name ?? null
