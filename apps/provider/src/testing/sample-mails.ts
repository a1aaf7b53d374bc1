// One mail of every kind, as it goes out: for the rules that all of them keep, and for pictures.
import { type Language, LANGUAGES } from '@sluis/server-kit/messages'
import type { ApplicationLogo } from '#identity/applications/application-logos.store.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Rollout } from '#identity/rollouts/obligation.ts'
import { en } from '#locales/messages.ts'
import {
  sendAddressTaken,
  sendBrowserLink,
  sendCheckUp,
  sendConfirmAddress,
  sendResetLink,
  sendUndo,
} from '#messaging/mail/link-mails.ts'
import { type MailHead, NO_HEAD } from '#messaging/mail/mail-head.ts'
import { mailParts } from '#messaging/mail/mail-parts.ts'
import type { Mail } from '#messaging/mail/mail-content.ts'
import { hasNotMeLink, NOTICE_KINDS, type NoticeDetails, noticeMail } from '#messaging/mail/mail-templates.ts'
import { createNotify } from '#messaging/mail/notify.ts'
import { sendSecretEnds } from '#messaging/mail/secret-mail.ts'
import { sendReminder } from '#messaging/mail/reminder-mail.ts'
import { singleLineTranslator } from '#messaging/mail/single-line.ts'
import { budgetAlarm } from '#messaging/mail/spend-alarm.ts'
import { translatorFor } from './translators.ts'

export const ISSUER = 'https://login.example.org'
const { host } = new URL(ISSUER)
const TOKEN = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'
const NOW = new Date('2026-06-15T10:05:00.000Z')
const AT = { browser: 'Chrome, Windows', origin: '145.97.39.155' }

const ROLLOUT: Rollout = {
  companyId: 'a company',
  companyName: 'Bakkerij De Korenmolen',
  company: '1',
  timezone: 'Europe/Amsterdam',
  announceAt: NOW,
  promptAt: NOW,
  requiredAt: new Date('2026-09-30T22:00:00.000Z'),
  snoozes: 3,
  snoozeHours: 24,
}

/** What is in a mail besides our own words. */
export type SampleNames = {
  person: string
  application: string
  employer: string
  factor: string
  logo?: ApplicationLogo
}
export const ORDINARY: SampleNames = {
  person: 'Sanne de Vries',
  application: 'Kade',
  employer: 'Bakkerij De Korenmolen',
  factor: 'Telefoon van mijn werk',
}
/** As long as each may be, without a place to break, and not all of them in our script. */
export const UNWIELDY: SampleNames = {
  person: `دانا بنت عبد الرحمن ${'W'.repeat(60)}`,
  application: 'Loonadministratieportaal-van-het-samenwerkingsverband-Noordoost-Nederland',
  employer: `<b>${'Bouwbedrijf'.repeat(9)}</b>`,
  factor: 'M'.repeat(60),
}

export type SampleMail = { name: string; language: Language; subject: string; text: string; html: string }

/** Every kind in both languages, in the frame of somebody with one application and one employer. */
export async function sampleMails(names: SampleNames = ORDINARY): Promise<SampleMail[]> {
  const application = { name: names.application, logo: names.logo ?? null }
  const head: MailHead = { application, employer: names.employer }
  const samples: SampleMail[] = []
  for (const language of LANGUAGES)
    for (const [name, mail] of await queuedMails(language, names)) {
      if (mail.content === undefined) throw new Error(`${name} has no content`)
      const frame = { t: singleLineTranslator(translatorFor(mail.language)), host, subject: mail.subject }
      const isPersonal = mail.content.greeting !== null
      const parts = await mailParts(mail.content, { ...frame, head: isPersonal ? head : NO_HEAD })
      samples.push({ name, language, subject: mail.subject, ...parts })
    }
  return samples
}

async function queuedMails(language: Language, names: SampleNames): Promise<[string, Mail][]> {
  const person: Person = {
    id: 'a person',
    name: names.person,
    givenName: null,
    familyName: null,
    email: 'sanne@example.org',
    hasEmail: true,
    emailProved: true,
    language,
    lockedAt: null,
  }
  const mails: [string, Mail][] = []
  let name = ''
  const queue = { send: (_db: unknown, mail: Mail) => Promise.resolve(void mails.push([name, mail])) }
  const notify = createNotify(queue, ISSUER, translatorFor)
  const stores = { db: null as never }
  const details: NoticeDetails = {
    browser: AT.browser,
    place: { country: 'NL' },
    factor: { kind: 'totp', name: names.factor },
    application: { name: names.application, names: {} },
    left: 3,
  }
  for (const kind of NOTICE_KINDS) {
    const link = hasNotMeLink(kind) ? `${ISSUER}/not-me/${TOKEN}` : null
    const { factor, application, ...rest } = details
    const isAboutFactor = kind.startsWith('factor-') || kind === 'enrolled'
    const isAboutApplication = /\{application\}/u.test(en[`mail.${kind}.subject`] + en[`mail.${kind}.body`])
    const told = { ...rest, ...(isAboutFactor && { factor }), ...(isAboutApplication && { application }) }
    mails.push([kind, noticeMail(notify.mailContext(person), kind, NOW, told, link)])
  }
  const asked = { ...AT, claimedBy: null }
  const code = { code: '048213', minutes: 10, ...AT }
  const others: [string, () => Promise<void>][] = [
    ['code', () => notify.code(stores, person, code, NOW)],
    ['code-unproved', () => notify.code(stores, { ...person, hasEmail: false }, code, NOW)],
    ['reset', () => sendResetLink(notify, stores, person, { ...asked, path: `/forgotten/${TOKEN}` }, NOW)],
    [
      'reset-claimed',
      () =>
        sendResetLink(
          notify,
          stores,
          person,
          { ...asked, path: `/forgotten/${TOKEN}`, claimedBy: [names.application] },
          NOW,
        ),
    ],
    ['browser-link', () => sendBrowserLink(notify, stores, person, { token: TOKEN, hours: 24 }, AT, NOW)],
    ['new-address', () => sendConfirmAddress(notify, stores, person, 'new@example.org', TOKEN, NOW)],
    ['address-taken', () => sendAddressTaken(notify, stores, person, NOW)],
    ['undo-address', () => sendUndo(notify, stores, person, TOKEN, AT, NOW)],
    ['check-up', () => sendCheckUp(notify, stores, person, NOW)],
    [
      'secret-ends',
      () => sendSecretEnds(notify, stores, person, { name: names.application, clientId: 'kade', endsAt: NOW }, NOW),
    ],
    [
      'reminder',
      () =>
        sendReminder(
          notify,
          stores,
          person,
          { rollout: { ...ROLLOUT, companyName: names.employer }, application: names.application },
          NOW,
        ),
    ],
    [
      'reminder-after',
      () =>
        sendReminder(
          notify,
          stores,
          person,
          { rollout: { ...ROLLOUT, requiredAt: NOW, companyName: names.employer }, application: names.application },
          NOW,
        ),
    ],
  ]
  for (const [kind, send] of others) {
    name = kind
    await send()
  }
  if (language === 'nl') {
    const alarm = { count: 12_500, price: 0.08, dailySpend: 1000, until: NOW }
    mails.push(['sms-alarm', budgetAlarm(translatorFor, { to: 'operator@example.org', host }, alarm)])
  }
  return mails
}
