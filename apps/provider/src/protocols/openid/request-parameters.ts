// What the parameters of a request must be before anybody reads them, at whichever endpoint it comes in. Pure.

/** Bytes that are no UTF-8 come out of the engine's decoder as U+FFFD, and would go back to the application as that. */
const isText = (value: string): boolean => !value.includes('\uFFFD')

/** The fields of a query or a form. */
export const isDecodable = (fields: string): boolean =>
  [...new URLSearchParams(fields)].every((pair) => pair.every(isText))

/** What is wrong with fields that the engine has decoded; null for nothing. */
export function parameterFault(fields: Readonly<Record<string, unknown>>): string | null {
  const garbled = Object.entries(fields).find(([, value]) => typeof value === 'string' && !isText(value))
  if (garbled) return `${garbled[0]} is not text in UTF-8`
  const maxAge = fields['max_age']
  // As it was sent: of 1e3, 0x10 and a space the engine makes numbers too.
  return typeof maxAge === 'string' && !/^\d*$/u.test(maxAge) ? 'max_age is not a number of seconds' : null
}
