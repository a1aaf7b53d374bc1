// Bank account numbers (ISO 13616): read as they are typed, checked by their checksum, shown by their end.
import { accept, refuse, type Decision } from '@sluis/server-kit/decision'

export type IbanRefusal = 'iban-empty' | 'iban-shape' | 'iban-checksum'

// Lengths of the countries that pay in euros by SEPA most here; another country's must have the general shape.
const LENGTHS: Record<string, number> = {
  NL: 18,
  BE: 16,
  DE: 22,
  FR: 27,
  LU: 20,
  PL: 28,
  ES: 24,
  IT: 27,
  PT: 25,
  IE: 22,
  AT: 20,
  RO: 24,
  BG: 22,
  HU: 28,
}

/** Spaces, dashes and small letters are how people type it. */
export function readIban(typed: string): Decision<string, IbanRefusal> {
  const iban = typed
    .normalize('NFKC')
    .replace(/[\s.\-\u200b-\u200d\ufeff]/g, '')
    .toUpperCase()
  if (iban === '') return refuse('iban-empty')
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return refuse('iban-shape')
  const length = LENGTHS[iban.slice(0, 2)]
  if (length !== undefined && iban.length !== length) return refuse('iban-shape')
  return remainder97(iban) === 1 ? accept(iban) : refuse('iban-checksum')
}

// ISO 7064 MOD 97-10: the first four go to the end, letters count from ten.
function remainder97(iban: string): number {
  let rest = 0
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = parseInt(sign, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}

export const maskedIban = (iban: string): string => `${iban.slice(0, 2)}•• •••• ${iban.slice(-4)}`
