// What an operator settles about text messages: through whom, to where, and for how much.
import type { GatewaySettings } from './gateway.ts'

export type TextingSettings = {
  /** The first is asked first; the next one when it does not answer. */
  gateways: readonly GatewaySettings[]
  /** Who the text is from, as phones show it: at most 11 letters and digits, or a number. */
  sender: string
  /** How texts call us, at most 16 letters. */
  appName: string
  /** ISO 3166 codes of the countries that texts go to. */
  countries: readonly string[]
  /** Of one text, and of all texts of a day, in the same money. */
  price: number
  dailySpend: number
  /** Who hears of it when the day's money is spent; null where nobody but the log is told. */
  operatorMail: string | null
}
