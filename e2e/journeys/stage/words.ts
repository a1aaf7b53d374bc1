// The words on the pages that the steps press and look for, in both languages, written down anew: what people read is part of the contract.

export const WORDS = {
  en: {
    locale: 'en-GB', choose: 'English', email: 'E-mail address', password: 'Password', logIn: 'Log in', logInPage: 'Log in', passwordPage: 'Enter your password', withSluis: 'Log in with Sluis', next: 'Next',
    setUp: 'Set up 2FA', grantPage: 'Grant access to Kade', grant: 'Grant access', cancel: 'Cancel', mailPage: 'First, check that it is you', sendCode: 'Send the code', mailedCode: 'Code from the mail', mailedSubject: /^(\d{6}) is your code$/u,
    choosePage: 'Set up two-step verification', haveApp: 'Yes, I have one', keyPage: 'Connect your app', firstCodePage: 'Enter the 6 digits', digits: '6-digit code', codePage: 'Enter the code',
    codesPage: 'Keep your recovery codes', kept: 'I have kept them', donePage: 'Two-step verification is on', onToKade: 'On to Kade', wallPage: 'Time to secure your account',
    otherWay: 'Try another way', recoveryPage: 'Use a recovery code', recoveryCode: 'Recovery code', welcome: (name: string) => `Welcome, ${name}`, switchCompany: 'Switch company', logOut: 'Log out',
  },
  nl: {
    locale: 'nl-NL', choose: 'Nederlands', email: 'E-mailadres', password: 'Wachtwoord', logIn: 'Inloggen', logInPage: 'Inloggen', passwordPage: 'Vul je wachtwoord in', withSluis: 'Inloggen met Sluis', next: 'Volgende',
    setUp: 'Nu instellen', grantPage: 'Toegang geven aan Kade', grant: 'Toegang geven', cancel: 'Annuleren', mailPage: 'Eerst controleren of jij het bent', sendCode: 'Stuur de code', mailedCode: 'Code uit de mail', mailedSubject: /^(\d{6}) is je code$/u,
    choosePage: 'Stel tweestapsverificatie in', haveApp: 'Ja, die heb ik', keyPage: 'Koppel je app', firstCodePage: 'Vul de 6 cijfers in', digits: 'Code van 6 cijfers', codePage: 'Vul de code in',
    codesPage: 'Bewaar je herstelcodes', kept: 'Ik heb ze bewaard', donePage: 'Tweestapsverificatie staat aan', onToKade: 'Door naar Kade', wallPage: 'Tijd om je account te beveiligen',
    otherWay: 'Probeer een andere manier', recoveryPage: 'Gebruik een herstelcode', recoveryCode: 'Herstelcode', welcome: (name: string) => `Welkom, ${name}`, switchCompany: 'Wissel van bedrijf', logOut: 'Uitloggen',
  },
} as const

export type Words = (typeof WORDS)['en' | 'nl']
