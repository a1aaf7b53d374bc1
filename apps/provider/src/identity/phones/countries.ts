// The countries that messages go to, as a page offers them.
import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max'

/** Sorted by their names in the language, each with its calling code. */
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
