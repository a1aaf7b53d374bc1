// Where each answer of the help leads on to: none is a dead end (rule 5).
import { withNext } from '../flow/forms.ts'
import type { NextLink } from './answer.ts'
import type { AnswerId } from './answers.ts'

/**
 * `next`: where the sign-in leads in whose middle they ask. `setUp`: `on` where they have a second factor; otherwise
 * whether their companies let them set up by SMS, where it may be known who they are; `sms-at-hand` while setting up.
 */
export type Asker = { next: string | null; setUp: 'unknown' | 'on' | 'no-sms' | 'sms' | 'sms-at-hand' }

const SET_UP: NextLink = { text: 'help.enable', href: '/account/two-step' }
const IS_ON: NextLink = { text: 'help.on.two-step', href: '/account#two-step' }
const BY_SMS = '/account/two-step/by-text'

const NEXT_LINKS: Record<AnswerId, NextLink | ((asker: Asker) => NextLink)> = {
  'cannot-log-in': { text: 'help.cannot-log-in.link', href: '/' },
  'logged-in': setUp,
  'log-in': { text: 'help.on.home', href: '/' },
  'which-app': setUp,
  'no-smartphone': bySms,
  'grant-access': { text: 'help.on.access', href: '/account#access' },
  'remembered-device': { text: 'help.on.devices', href: '/account#devices' },
  'code-refused': another,
  'text-missing': another,
  'mail-missing': { text: 'help.mail-missing.link', href: '/help/messages' },
  'password-forgotten': forgotten,
  'no-phone': ({ next }) => ({ text: 'help.on.recovery', href: withNext('/sign-in/recovery', next ?? '/') }),
  'new-phone': { text: 'help.on.new-phone', href: '/account/authenticators/new-phone' },
  'number-changed': { text: 'help.on.number', href: '/account/phone' },
  'address-changed': { text: 'help.on.email', href: '/account/email' },
  'recovery-codes': { text: 'help.on.codes', href: '/account/recovery-codes' },
  passkeys: { text: 'help.on.passkeys', href: '/account/passkeys' },
  backup: { text: 'help.on.backup', href: '/offer/backup' },
  'not-me': { text: 'help.on.activity', href: '/account/activity' },
  locked: forgotten,
  'several-employers': { text: 'help.on.home', href: '/' },
  'device-code': { text: 'help.on.device', href: '/device' },
  accessible: setUp,
}

export function nextLinkOf(id: AnswerId, asker: Asker): NextLink {
  const link = NEXT_LINKS[id]
  return typeof link === 'function' ? link(asker) : link
}

function forgotten({ next }: Asker): NextLink {
  return { text: 'help.on.password', href: next === null ? '/forgotten' : withNext('/forgotten', next) }
}

function another({ next }: Asker): NextLink {
  return { text: 'help.on.another-way', href: withNext('/sign-in/other', next ?? '/') }
}

function setUp({ setUp: state }: Asker): NextLink {
  return state === 'on' ? IS_ON : SET_UP
}

function bySms({ next, setUp: state }: Asker): NextLink {
  switch (state) {
    case 'on':
      return IS_ON
    case 'sms-at-hand':
      return { text: 'help.on.by-text', href: withNext('/enrol/simple-phone', next ?? '/') }
    case 'sms':
    case 'unknown':
      return { text: 'help.on.by-text', href: BY_SMS }
    case 'no-sms':
      return SET_UP
  }
}
