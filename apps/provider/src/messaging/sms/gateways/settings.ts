// What an operator settles about SMS: through whom, as whom, to where, and for how much.
import { z } from 'zod'
import type { GatewaySettings } from './gateway.ts'
import { isGsm7 } from './gsm7.ts'

export type SmsSettings = {
  /** The first is asked first; the next one where it cannot. */
  gateways: readonly GatewaySettings[]
  /** Who the text is from, as phones show it: at most 11 letters and digits, or a number. */
  sender: string
  /** How texts call us. */
  appName: string
  /** ISO 3166 codes of the countries that messages go to. */
  countries: readonly string[]
  /** Of one text, and of all messages of a day, in the same money. */
  price: number
  dailySpend: number
  /** Where a mail goes when the day's money is used up; null: it is only logged. */
  operatorMail: string | null
}

/** The European Union, GB, CH and NO: where people who work here live and come from. */
const COUNTRIES = 'NL BE DE FR LU GB IE ES PT IT AT CH PL RO BG HU CZ SK SI HR GR CY MT LT LV EE DK SE NO FI'
const splitList = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean)

export const smsEnvironment = {
  SLUIS_SMS_GATEWAYS: z
    .string()
    .default('')
    .transform((text, context) =>
      text
        .split(/\s+/)
        .filter(Boolean)
        .flatMap((part, at) => {
          const gateway = gatewayOf(part, at + 1)
          if (gateway) return [gateway]
          context.addIssue({
            code: 'custom',
            message:
              'must be kannel+https://user:password@host/cgi-bin/sendsms or twilio+https://account:token@api.twilio.com, several by space',
          })
          return []
        }),
    ),
  SLUIS_SMS_SENDER: z
    .string()
    .regex(/^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$|^\+?[0-9]{3,15}$/, 'must be at most 11 letters and digits, or a number')
    .default('Sluis'),
  SLUIS_SMS_APP_NAME: z
    .string()
    .min(1)
    .max(16, 'must be at most 16 signs')
    .refine(isGsm7, 'has a sign that would make each text cost twice (GSM 03.38)')
    .default('Sluis'),
  SLUIS_SMS_COUNTRIES: z
    .string()
    .default(COUNTRIES)
    .transform(splitList)
    .refine(
      (list) => list.length > 0 && list.every((each) => /^[A-Z]{2}$/.test(each)),
      'must be country codes such as NL, by comma',
    ),
  SLUIS_SMS_PRICE: z.coerce
    .number({ error: 'must be the price of one text' })
    .positive('must be the price of one text')
    .default(0.1),
  SLUIS_SMS_DAILY_SPEND: z.coerce.number({ error: 'must be an amount' }).positive('must be an amount').default(50),
  SLUIS_SMS_OPERATOR_MAIL: z
    .string()
    .regex(/^[^\s@<>,]+@[^\s@<>,]+$/, 'must be one address')
    .optional(),
}
type Read = z.output<z.ZodObject<typeof smsEnvironment>>

/** Null where no gateway is set: then texts are offered nowhere. */
export const smsSettingsOf = (env: Read): SmsSettings | null =>
  env.SLUIS_SMS_GATEWAYS.length === 0
    ? null
    : {
        gateways: env.SLUIS_SMS_GATEWAYS,
        sender: env.SLUIS_SMS_SENDER,
        appName: env.SLUIS_SMS_APP_NAME,
        countries: env.SLUIS_SMS_COUNTRIES,
        price: env.SLUIS_SMS_PRICE,
        dailySpend: env.SLUIS_SMS_DAILY_SPEND,
        operatorMail: env.SLUIS_SMS_OPERATOR_MAIL ?? null,
      }

/** `text`: the gateway's address with its kind in front and the login in it, percent-encoded where it must be. */
function gatewayOf(text: string, place: number): GatewaySettings | null {
  const [, kind, address = ''] = /^(kannel|twilio)\+(https?:\/\/.+)$/.exec(text) ?? []
  const url = URL.parse(address)
  if (!url) return null
  const [username, password] = [decoded(url.username), decoded(url.password)]
  if (!username || !password) return null
  const name = `${kind}-${place}`
  if (kind === 'kannel') return { kind, name, url: `${url.origin}${url.pathname}${url.search}`, username, password }
  return {
    kind: 'twilio',
    name,
    url: url.origin,
    account: username,
    token: password,
    service: url.searchParams.get('service'),
  }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
