// Where an application opens, and where it opens in one of its companies (decision 0039). Pure.

/** What the company is called there: by its directory's own id. */
const COMPANY = 'company'

/** `company`: of its directory; without one the application opens as it does. Null where it has no page of its own. */
export function homeAddressOf({ homeUri }: { homeUri: string | null }, company?: string): string | null {
  const address = homeUri === null ? null : URL.parse(homeUri)
  if (address?.protocol !== 'https:' && address?.protocol !== 'http:') return null
  if (company !== undefined) address.searchParams.set(COMPANY, company)
  return address.href
}
