// Telephone numbers: read in every shape that people type, judged for whether a text can and may go there, and shown
// without giving them away.
import { accept, type Decision, refuse } from '@sluis/server-kit/decision'
import {
  type CountryCode,
  findPhoneNumbersInText,
  getCountryCallingCode,
  isSupportedCountry,
  ParseError,
  parsePhoneNumberWithError,
  type PhoneNumber as Parsed,
} from 'libphonenumber-js/max'

export type NumberRefusal =
  'empty' | 'not-a-number' | 'two-numbers' | 'too-short' | 'too-long' | 'landline' | 'premium' | 'country-not-served'
/** `prefix`: calling code and first digits, so many numbers that it names nobody. */
export type PhoneNumber = { e164: string; country: string; prefix: string }

// A mobile, or a country that does not tell the two apart.
const SMS_CAPABLE = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE'])
// They pay whoever is called or texted: the reason for most pumping.
const PREMIUM = new Set(['PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER'])
const PREFIX_DIGITS = 4
const MAX_TYPED = 60
// Marks of direction that a copied number brings along, and signs without width.
const UNSEEN = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g
// The zero of each script whose digits phones here type: Arabic, Persian, Devanagari, Bengali.
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6]

/** `country`: of numbers that are typed without one, as chosen beside the field. `served`: where texts go. */
export function readPhoneNumber(
  typed: string,
  country: string,
  served: readonly string[],
): Decision<PhoneNumber, NumberRefusal> {
  const text = normalize(typed)
  if (text === '') return refuse('empty')
  if (text.length > MAX_TYPED) return refuse('too-long')
  const home = isSupportedCountry(country) ? country : 'NL'
  if (isTwo(text, home)) return refuse('two-numbers')
  if (!/^[+\d\s().\-/]+$/.test(text)) return refuse('not-a-number')
  const number = parsed(text, home)
  return typeof number === 'string' ? refuse(number) : checked(number, served)
}

function checked(number: Parsed, served: readonly string[]): Decision<PhoneNumber, NumberRefusal> {
  const type = number.getType()
  if (!number.isValid() || number.ext) return refuse('not-a-number')
  if (PREMIUM.has(type ?? '')) return refuse('premium')
  if (!number.country || !served.includes(number.country)) return refuse('country-not-served')
  if (!SMS_CAPABLE.has(type ?? '')) return refuse('landline')
  return accept({
    e164: number.number,
    country: number.country,
    prefix: `+${number.countryCallingCode}${number.nationalNumber.slice(0, PREFIX_DIGITS)}`,
  })
}

const REFUSALS: Record<string, NumberRefusal> = { TOO_SHORT: 'too-short', TOO_LONG: 'too-long' }

function parsed(text: string, home: CountryCode): Parsed | NumberRefusal {
  try {
    return parsePhoneNumberWithError(text, { defaultCountry: home, extract: false })
  } catch (error) {
    if (error instanceof ParseError) return REFUSALS[error.message] ?? 'not-a-number'
    throw error
  }
}

/** Two that are set apart, or run into each other. */
function isTwo(text: string, home: CountryCode): boolean {
  if (findPhoneNumbersInText(text, { defaultCountry: home }).length > 1) return true
  const digits = text.replaceAll(/[^+\d]/g, '')
  const halves = [digits.slice(0, digits.length / 2), digits.slice(digits.length / 2)].map((half) => parsed(half, home))
  return halves.every((half) => typeof half !== 'string' && half.isValid())
}

/** What was typed, with all digits as 0 to 9, dashes as one sign, and nothing unseen. */
function normalize(typed: string): string {
  const digits = typed
    .normalize('NFKC')
    .replaceAll(UNSEEN, '')
    .replaceAll(/\p{Nd}/gu, (sign) => {
      const code = sign.codePointAt(0)!
      const zero = ZEROS.find((each) => code >= each && code < each + 10)
      return zero === undefined ? sign : String(code - zero)
    })
  return digits
    .replaceAll(/\p{Pd}|\u2212/gu, '-')
    .trim()
    .replace(/^tel:/i, '')
    .trim()
}

/** What a page shows of somebody's number. */
export const lastDigits = (e164: string): string => e164.slice(-2)

/** As its owner reads it: +31 6 12345678. */
export const formatNumber = (e164: string): string => {
  const number = parsed(e164, 'NL')
  return typeof number === 'string' ? e164 : number.formatInternational()
}

/** The countries that texts go to, by their names in the language, each with its calling code. */
export function countryChoices(
  served: readonly string[],
  language: string,
): { code: string; name: string; callingCode: string }[] {
  const names = new Intl.DisplayNames(language, { type: 'region' })
  const byName = new Intl.Collator(language)
  return served
    .filter((code) => isSupportedCountry(code))
    .map((code) => ({ code, name: names.of(code) ?? code, callingCode: `+${getCountryCallingCode(code)}` }))
    .toSorted((one, other) => byName.compare(one.name, other.name))
}
