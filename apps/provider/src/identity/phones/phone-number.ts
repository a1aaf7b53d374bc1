// Telephone numbers: parsed from what people type, checked for whether a message may go there, and shown in part.
import { accept, type Decision, refuse } from '@sluis/server-kit/decision'
import {
  type CountryCode,
  findPhoneNumbersInText,
  isSupportedCountry,
  ParseError,
  parsePhoneNumberFromString,
  parsePhoneNumberWithError,
  type PhoneNumber as Parsed,
} from 'libphonenumber-js/max'
import { normalizeTyped } from './typed-number.ts'

export type NumberRefusal =
  'empty' | 'not-a-number' | 'two-numbers' | 'too-short' | 'too-long' | 'landline' | 'premium' | 'country-not-served'
/** `prefix`: calling code and first digits, so many numbers that it names nobody. */
export type PhoneNumber = { e164: string; country: string; prefix: string }

// A mobile, or a country that does not tell the two apart.
const SMS_CAPABLE = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE'])
// The owner earns by each call or message: the reason for most pumping.
const PREMIUM = new Set(['PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER'])
const PREFIX_DIGITS = 4
const MAX_TYPED = 60

/** `country`: of numbers that are typed without one, as chosen beside the field. `served`: where messages go. */
export function readPhoneNumber(
  typed: string,
  country: string,
  served: readonly string[],
): Decision<PhoneNumber, NumberRefusal> {
  const text = normalizeTyped(typed)
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

/** Two that are apart, or run into each other. */
function isTwo(text: string, home: CountryCode): boolean {
  if (findPhoneNumbersInText(text, { defaultCountry: home }).length > 1) return true
  const digits = text.replaceAll(/[^+\d]/g, '')
  const halves = [digits.slice(0, digits.length / 2), digits.slice(digits.length / 2)]
  return halves.every((half) => parsePhoneNumberFromString(half, { defaultCountry: home, extract: false })?.isValid())
}

/** What a page shows of somebody's number. */
export const lastDigits = (e164: string): string => e164.slice(-2)

/** As its owner reads it: +31 6 12345678. */
export const formatNumber = (e164: string): string =>
  parsePhoneNumberFromString(e164, 'NL')?.formatInternational() ?? e164
