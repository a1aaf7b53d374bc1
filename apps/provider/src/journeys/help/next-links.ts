// Where each answer of the help leads on to: none is a dead end (rule 5), and whoever asks in the middle of something
// stays in it.
import { ENROL_BY_SMS, ENROL_WITHOUT_PHONE } from '../flow/access-requirements.ts'
import { withNext } from '../flow/forms.ts'
import type { NextLink } from './answer.ts'
import type { AnswerId } from './answers.ts'

/**
 * `next`: where the sign-in leads in whose middle they ask; null where they are in none. `from`: the page of an
 * application that they came from. `setUp`: `on` where they have a second factor; otherwise whether their companies let
 * them set up by SMS, where it may be known who they are; `isSettingUp`: in the middle of it.
 */
export type Asker = {
  next: string | null
  from: { application: string; href: string } | null
  setUp: 'unknown' | 'on' | 'no-sms' | 'sms'
  isSettingUp: boolean
}

const IS_ON: NextLink = { text: 'help.on.two-step', href: '/account#two-step' }

const NEXT_LINKS: Record<AnswerId, NextLink | ((asker: Asker) => NextLink)> = {
  'cannot-log-in': logIn,
  'logged-in': setUp,
  'log-in': logIn,
  'which-app': setUp,
  'no-smartphone': withoutPhone,
  'grant-access': { text: 'help.on.access', href: '/account#access' },
  'remembered-device': { text: 'help.on.devices', href: '/account#devices' },
  'code-refused': another,
  'text-missing': another,
  'mail-missing': { text: 'help.mail-missing.link', href: '/help/messages' },
  'password-forgotten': newPassword,
  'no-phone': ({ next }) => ({ text: 'help.on.recovery', href: withNext('/sign-in/recovery', next ?? '/') }),
  'new-phone': { text: 'help.on.new-phone', href: '/account/authenticators/new-phone' },
  'number-changed': { text: 'help.on.number', href: '/account/phone' },
  'address-changed': { text: 'help.on.email', href: '/account/email' },
  'recovery-codes': { text: 'help.on.codes', href: '/account/recovery-codes' },
  passkeys: { text: 'help.on.passkeys', href: '/account/passkeys' },
  backup: { text: 'help.on.backup', href: '/offer/backup' },
  'not-me': { text: 'help.on.activity', href: '/account/activity' },
  locked: newPassword,
  'several-employers': { text: 'help.on.home', href: '/' },
  'device-code': { text: 'help.on.device', href: '/device' },
  accessible: setUp,
}

export function nextLinkOf(id: AnswerId, asker: Asker): NextLink {
  const link = NEXT_LINKS[id]
  return typeof link === 'function' ? link(asker) : link
}

/** The step that is due there. */
const onIn = (next: string): string => withNext('/sign-in', next)

function logIn({ next }: Asker): NextLink {
  return next === null ? { text: 'help.on.home', href: '/' } : { text: 'help.on.log-in', href: onIn(next) }
}

function newPassword({ next }: Asker): NextLink {
  return { text: 'help.on.password', href: next === null ? '/forgotten' : withNext('/forgotten', next) }
}

function another({ next }: Asker): NextLink {
  return { text: 'help.on.another-way', href: withNext('/sign-in/other', next ?? '/') }
}

function setUp({ next, setUp: state }: Asker): NextLink {
  if (state === 'on') return IS_ON
  return { text: 'help.enable', href: next === null ? '/account/two-step' : onIn(next) }
}

/**
 * Text messages are named to those alone whose companies let them (decision 0016). Of whom that is not known, the next
 * pages say it; an application has a way there that leads back to it.
 */
function withoutPhone({ next, from, setUp: state, isSettingUp }: Asker): NextLink {
  if (state === 'on') return IS_ON
  if (state === 'sms')
    return {
      text: 'help.on.by-text',
      href: isSettingUp && next !== null ? withNext('/enrol/simple-phone', next) : ENROL_BY_SMS,
    }
  if (isSettingUp && next !== null)
    return { text: 'help.on.without-phone', href: withNext('/enrol/no-smartphone', next) }
  if (next !== null) return { text: 'help.on.log-in', href: onIn(next) }
  if (state === 'unknown' && from !== null)
    return { text: 'help.on.set-up-in', values: { application: from.application }, href: from.href }
  return { text: 'help.on.without-phone', href: ENROL_WITHOUT_PHONE }
}
