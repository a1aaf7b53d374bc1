// How much of an SMS a text takes: in the alphabet that every phone has (GSM 03.38) one message holds 160 septets, in
// any other 70 signs.

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** An escape and a sign: two septets. */
const EXTENDED = '\f^{}\\[~]|€'

export const MAX_SEPTETS = 160

/** Null where a sign of the text is not in the alphabet. */
export function septetsOf(text: string): number | null {
  let septets = 0
  for (const sign of text) {
    if (BASIC.includes(sign)) septets += 1
    else if (EXTENDED.includes(sign)) septets += 2
    else return null
  }
  return septets
}

export const isGsm7 = (text: string): boolean => septetsOf(text) !== null
