// Every answer of the help, in the order of the page: the three questions of the change first, then what goes wrong.
// Ids are addresses that others link to.
import type { Part } from './answer.ts'

type Entry = { id: string; group: Group; parts: readonly Part[] }
export type Group = (typeof GROUPS)[number]
export const GROUPS = ['start', 'set-up', 'log-in', 'phone', 'safe', 'other'] as const

export const ANSWERS = [
  {
    id: 'cannot-log-in',
    group: 'start',
    parts: [
      { steps: ['help.cannot-log-in.1', 'help.cannot-log-in.2', 'help.cannot-log-in.3', 'help.cannot-log-in.4'] },
      { text: 'help.cannot-log-in.5' },
      { text: 'help.cannot-log-in.open' },
    ],
  },
  {
    id: 'logged-in',
    group: 'start',
    parts: [
      {
        variants: {
          phone: {
            name: 'help.logged-in.phone',
            steps: [
              'help.logged-in.phone-1',
              'help.logged-in.phone-2',
              'help.logged-in.phone-3',
              'help.logged-in.phone-4',
              'help.logged-in.phone-5',
              'help.logged-in.phone-6',
            ],
          },
          computer: {
            name: 'help.logged-in.computer',
            steps: [
              'help.logged-in.computer-1',
              'help.logged-in.computer-2',
              'help.logged-in.computer-3',
              'help.logged-in.computer-4',
            ],
          },
        },
      },
      { text: 'help.logged-in.waits' },
    ],
  },
  {
    id: 'log-in',
    group: 'start',
    parts: [
      { steps: ['help.log-in.1', 'help.log-in.2', 'help.log-in.3'] },
      { text: 'help.log-in.same' },
      { text: 'help.log-in.switch' },
    ],
  },

  {
    id: 'which-app',
    group: 'set-up',
    parts: [{ text: 'help.which-app.any' }, { text: 'help.which-app.get' }, { text: 'help.which-app.private' }],
  },
  {
    id: 'no-smartphone',
    group: 'set-up',
    parts: [
      { list: ['help.no-smartphone.computer', 'help.no-smartphone.passkey', 'help.no-smartphone.text'] },
      { text: 'help.no-smartphone.ask' },
    ],
  },
  {
    id: 'grant-access',
    group: 'set-up',
    parts: [
      { text: 'help.grant-access.why' },
      { text: 'help.grant-access.gets' },
      { text: 'help.grant-access.cancel' },
    ],
  },

  {
    id: 'remembered-device',
    group: 'set-up',
    parts: [
      { text: 'help.remembered-device.while' },
      { text: 'help.remembered-device.policy' },
      { text: 'help.remembered-device.shared' },
      { text: 'help.remembered-device.passkey' },
    ],
  },
  {
    id: 'code-refused',
    group: 'log-in',
    parts: [
      { list: ['help.code-refused.entry', 'help.code-refused.newest', 'help.code-refused.clock'] },
      { text: 'help.code-refused.wait' },
      { text: 'help.code-refused.other' },
    ],
  },
  {
    id: 'text-missing',
    group: 'log-in',
    parts: [
      {
        list: [
          'help.text-missing.wait',
          'help.text-missing.signal',
          'help.text-missing.number',
          'help.text-missing.limits',
        ],
      },
      { text: 'help.text-missing.other' },
    ],
  },
  {
    id: 'mail-missing',
    group: 'log-in',
    parts: [{ list: ['help.mail-missing.spam', 'help.mail-missing.newest', 'help.mail-missing.address'] }],
  },
  {
    id: 'password-forgotten',
    group: 'log-in',
    parts: [
      { steps: ['help.password-forgotten.ask', 'help.password-forgotten.set'] },
      { text: 'help.password-forgotten.stays' },
    ],
  },

  {
    id: 'no-phone',
    group: 'phone',
    parts: [
      { text: 'help.no-phone.codes' },
      { text: 'help.no-phone.other' },
      { text: 'help.no-phone.stolen' },
      { text: 'help.no-phone.none' },
    ],
  },
  {
    id: 'new-phone',
    group: 'phone',
    parts: [
      { text: 'help.new-phone.keep' },
      { steps: ['help.new-phone.1', 'help.new-phone.2', 'help.new-phone.3', 'help.new-phone.4'] },
      { text: 'help.new-phone.gone' },
    ],
  },
  {
    id: 'number-changed',
    group: 'phone',
    parts: [
      { text: 'help.number-changed.change' },
      { text: 'help.number-changed.until' },
      { text: 'help.number-changed.stuck' },
    ],
  },
  {
    id: 'address-changed',
    group: 'phone',
    parts: [
      { text: 'help.address-changed.change' },
      { text: 'help.address-changed.undo' },
      { text: 'help.address-changed.log-in' },
    ],
  },
  {
    id: 'recovery-codes',
    group: 'phone',
    parts: [
      { text: 'help.recovery-codes.what' },
      { text: 'help.recovery-codes.where' },
      { text: 'help.recovery-codes.new' },
      { text: 'help.recovery-codes.never' },
    ],
  },
  {
    id: 'passkeys',
    group: 'phone',
    parts: [
      { text: 'help.passkeys.what' },
      { text: 'help.passkeys.safe' },
      { text: 'help.passkeys.add' },
      { text: 'help.passkeys.lost' },
    ],
  },
  {
    id: 'backup',
    group: 'phone',
    parts: [{ text: 'help.backup.why' }, { text: 'help.backup.which' }, { text: 'help.backup.add' }],
  },

  {
    id: 'not-me',
    group: 'safe',
    parts: [
      { steps: ['help.not-me.lock', 'help.not-me.then'] },
      { text: 'help.not-me.device' },
      { link: 'help.not-me.link', href: '/help/messages' },
    ],
  },
  {
    id: 'device-code',
    group: 'safe',
    parts: [
      { text: 'help.device-code.fraud' },
      { text: 'help.device-code.own' },
      { text: 'help.device-code.done' },
      { link: 'help.device-code.link', href: '/account/sessions' },
    ],
  },
  {
    id: 'locked',
    group: 'safe',
    parts: [
      { text: 'help.locked.account' },
      { steps: ['help.locked.1', 'help.locked.2'] },
      { text: 'help.locked.hr' },
      { text: 'help.locked.pause' },
    ],
  },

  {
    id: 'several-employers',
    group: 'other',
    parts: [
      { text: 'help.several-employers.one' },
      { text: 'help.several-employers.switch' },
      { text: 'help.several-employers.date' },
      { text: 'help.several-employers.addresses' },
    ],
  },
  {
    id: 'accessible',
    group: 'other',
    parts: [
      { text: 'help.accessible.all' },
      { text: 'help.accessible.scan' },
      { text: 'help.accessible.time' },
      { text: 'help.accessible.passkey' },
    ],
  },
] as const satisfies readonly Entry[]

export type Answer = (typeof ANSWERS)[number]
export type AnswerId = Answer['id']

export const findAnswer = (id: string | undefined): Answer | undefined => ANSWERS.find((answer) => answer.id === id)
/** The address that shows it open, with and without script. */
export const answerHref = (id: AnswerId): string => `/help?open=${id}#${id}`
