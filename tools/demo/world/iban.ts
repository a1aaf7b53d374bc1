// Bank account numbers that are well formed and belong to nobody: their bank code is made up.

const BANK = 'KADE'

/** ISO 13616: two check digits, so that the number as a whole is 1 modulo 97. `account`: up to ten digits. */
export function ibanOf(account: number): string {
  const rest = BANK + String(account).padStart(10, '0')
  const digits = `${rest}NL00`.replace(/[A-Z]/g, (letter) => String(parseInt(letter, 36)))
  const check = 98n - (BigInt(digits) % 97n)
  return `NL${String(check).padStart(2, '0')}${rest}`
}
