// Gives an application another secret, and ends one.
import { dateFormatter } from '@sluis/server-kit/messages'
import { secretWarnings } from '#identity/applications/registration-warnings.ts'
import {
  endSecret,
  makeSecret,
  type MadeSecret,
  MAX_OVERLAP_DAYS,
  MAX_SECRET_DAYS,
  OVERLAP_DAYS,
} from '#use-cases/administer/application-secrets.ts'
import { OPERATOR } from '#use-cases/administer/registrar.ts'
import { type Command, type Option, type Print, refuse, stringOf, type Values } from './command-shape.ts'
import { readSecretInput, SECRET_INPUT } from './secret-input.ts'

export const EXPIRES: Record<'expires', Option> = { expires: { value: 'DAYS' } }

export const rotateApplicationSecret: Command = {
  purpose: `gives an application another secret, and prints it, this once; the one before goes on for a while\n--secret-from-stdin: takes one from there in its place\n--overlap: days that the one before goes on, ${OVERLAP_DAYS} without it; with 0 all others end at once\n--expires: days until the new one ends; never without it`,
  options: { id: { value: 'ID', isRequired: true }, overlap: { value: 'DAYS' }, ...EXPIRES, ...SECRET_INPUT },
  wrongValues: wrongDays,
  run: async ({ identity, clock }, values, print, settings, caller) => {
    const { sentence, ...given } = await readSecretInput(values, caller)
    if (sentence !== undefined) return refuse(print, sentence)
    const wish = {
      ...given,
      ...(values['expires'] !== undefined && { expiresInDays: Number(values['expires']) }),
      ...(values['overlap'] !== undefined && { overlapDays: Number(values['overlap']) }),
    }
    const made = await identity.transaction(async (stores) => {
      const application = await stores.applications.lock(stringOf(values['id']))
      if (!application) return null
      const done = await makeSecret(stores, application, wish, OPERATOR, clock.now())
      const secrets = await stores.applicationSecrets.list(application.id)
      return { ...done, warnings: secretWarnings(secrets, clock.now()) }
    })
    if (!made) return refuse(print, '--id: no application is registered under it.')
    if (!made.ok)
      return refuse(
        print,
        made.refusal === 'two-alive'
          ? 'Two secrets are alive, the most there can be. "application show" lists them, "application end-secret" ends one, and --overlap 0 ends both.'
          : 'This application has no secrets: it is public, or proves itself by a key.',
      )
    const at = made.value.othersUntil
    print(
      at === null
        ? 'There was no other secret that was alive.'
        : wish.overlapDays === 0
          ? 'Every other secret has ended.'
          : `The one before goes on until ${dateFormatter('en', settings.timezone).dayAndTime(at)} (${settings.timezone}) at the latest.`,
    )
    if (!values['secret-from-stdin']) printSecret(made.value, print)
    for (const { text } of made.warnings) print(`  ! ${text}`)
    return 0
  },
}

export const endApplicationSecret: Command = {
  purpose: 'ends one secret of an application, at once\n--secret-id: as "application show" lists it',
  options: { id: { value: 'ID', isRequired: true }, 'secret-id': { value: 'ID', isRequired: true } },
  run: async ({ identity, clock }, values, print) => {
    const ended = await identity.transaction(async (stores) => {
      const application = await stores.applications.lock(stringOf(values['id']))
      return application && endSecret(stores, application, stringOf(values['secret-id']), OPERATOR, clock.now())
    })
    if (!ended) return refuse(print, '--id: no application is registered under it.')
    if (!ended.ok) return refuse(print, '--secret-id: the application has no such secret.')
    print('The secret has ended.')
    return 0
  },
}

export const printSecret = ({ secret }: MadeSecret, print: Print): void =>
  print(`Its secret, which is shown this once:\n${secret}`)

/** `expires` from a day to ten years; `overlap` from none. */
export function wrongDays(values: Values): string[] {
  const isDays = (text: string, least: number, most: number) =>
    /^\d{1,4}$/u.test(text) && Number(text) >= least && Number(text) <= most
  const { expires, overlap } = values
  return [
    ...(expires !== undefined && !isDays(stringOf(expires), 1, MAX_SECRET_DAYS)
      ? [`--expires must be a number of days from 1 to ${MAX_SECRET_DAYS}.`]
      : []),
    ...(overlap !== undefined && !isDays(stringOf(overlap), 0, MAX_OVERLAP_DAYS)
      ? [`--overlap must be a number of days from 0 to ${MAX_OVERLAP_DAYS}.`]
      : []),
  ]
}
