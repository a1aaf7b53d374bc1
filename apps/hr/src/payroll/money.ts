// Amounts as people of a language write them.
import type { Language } from '@sluis/server-kit/messages'

const formats = {
  nl: new Intl.NumberFormat('nl-NL', { style: 'currency', currency: 'EUR' }),
  en: new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' }),
}

export const formatMoney = (language: Language, cents: number): string => formats[language].format(cents / 100)
