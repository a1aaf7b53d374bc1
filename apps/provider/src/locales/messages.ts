// The sentences of the provider, by key: a folder a language, a file an area of the product.
import {
  createTranslator,
  dateFormatter,
  type DateFormatter,
  type Language,
  type Translate as TranslateOf,
} from '@sluis/server-kit/messages'
import enAccess from './en/access.json' with { type: 'json' }
import enAccount from './en/account.json' with { type: 'json' }
import enAccountChange from './en/account-change.json' with { type: 'json' }
import enActivity from './en/activity.json' with { type: 'json' }
import enAdmin from './en/admin.json' with { type: 'json' }
import enAuthenticators from './en/authenticators.json' with { type: 'json' }
import enDevice from './en/device.json' with { type: 'json' }
import enEnrol from './en/enrol.json' with { type: 'json' }
import enHelp from './en/help.json' with { type: 'json' }
import enHelpAnswers from './en/help-answers.json' with { type: 'json' }
import enHelpPages from './en/help-pages.json' with { type: 'json' }
import enMail from './en/mail.json' with { type: 'json' }
import enPasskeys from './en/passkeys.json' with { type: 'json' }
import enPage from './en/page.json' with { type: 'json' }
import enRecover from './en/recover.json' with { type: 'json' }
import enSessions from './en/sessions.json' with { type: 'json' }
import enSignIn from './en/sign-in.json' with { type: 'json' }
import enSms from './en/sms.json' with { type: 'json' }
import enTextMessage from './en/text-message.json' with { type: 'json' }
import nlAccess from './nl/access.json' with { type: 'json' }
import nlAccount from './nl/account.json' with { type: 'json' }
import nlAccountChange from './nl/account-change.json' with { type: 'json' }
import nlActivity from './nl/activity.json' with { type: 'json' }
import nlAdmin from './nl/admin.json' with { type: 'json' }
import nlAuthenticators from './nl/authenticators.json' with { type: 'json' }
import nlDevice from './nl/device.json' with { type: 'json' }
import nlEnrol from './nl/enrol.json' with { type: 'json' }
import nlHelp from './nl/help.json' with { type: 'json' }
import nlHelpAnswers from './nl/help-answers.json' with { type: 'json' }
import nlHelpPages from './nl/help-pages.json' with { type: 'json' }
import nlMail from './nl/mail.json' with { type: 'json' }
import nlPasskeys from './nl/passkeys.json' with { type: 'json' }
import nlPage from './nl/page.json' with { type: 'json' }
import nlRecover from './nl/recover.json' with { type: 'json' }
import nlSessions from './nl/sessions.json' with { type: 'json' }
import nlSignIn from './nl/sign-in.json' with { type: 'json' }
import nlSms from './nl/sms.json' with { type: 'json' }
import nlTextMessage from './nl/text-message.json' with { type: 'json' }

export const en = {
  ...enPage,
  ...enSignIn,
  ...enPasskeys,
  ...enSessions,
  ...enAccess,
  ...enDevice,
  ...enEnrol,
  ...enAccount,
  ...enAuthenticators,
  ...enAccountChange,
  ...enActivity,
  ...enRecover,
  ...enAdmin,
  ...enHelp,
  ...enHelpAnswers,
  ...enHelpPages,
  ...enMail,
  ...enSms,
  ...enTextMessage,
}
export const nl = {
  ...nlPage,
  ...nlSignIn,
  ...nlPasskeys,
  ...nlSessions,
  ...nlAccess,
  ...nlDevice,
  ...nlEnrol,
  ...nlAccount,
  ...nlAuthenticators,
  ...nlAccountChange,
  ...nlActivity,
  ...nlRecover,
  ...nlAdmin,
  ...nlHelp,
  ...nlHelpAnswers,
  ...nlHelpPages,
  ...nlMail,
  ...nlSms,
  ...nlTextMessage,
}

export type MessageKey = keyof typeof en
/** `t(key, values)` is a sentence in one language; `t.dates` writes instants in it, in the installation's time zone. */
export type Translate = TranslateOf<MessageKey> & { dates: DateFormatter }
export type TranslatorFor = (language: Language) => Translate

// Throws at the start where a sentence is missing in one of the languages.
const sentencesIn = createTranslator<MessageKey>({ nl, en })

/** `timezone`: an IANA name. */
export function createTranslators(timezone: string): TranslatorFor {
  const translate = (language: Language): Translate => {
    const sentence = sentencesIn(language)
    return Object.assign((...asked: Parameters<typeof sentence>) => sentence(...asked), {
      language,
      dates: dateFormatter(language, timezone),
    })
  }
  const translators = { nl: translate('nl'), en: translate('en') }
  return (language) => translators[language]
}
