// A link that names a company: `/?company=c-1` (docs/api.md, Home). What it may do is decided here. Pure.

export type CompanyLink =
  | { does: 'nothing' }
  /** None of this person's, or not one company. */
  | { does: 'refuse' }
  | { does: 'open' | 'ask'; companyId: string }

type Facts = {
  /** As they stand in the address. */
  named: readonly string[]
  own: readonly { companyId: string }[]
  /** Of the session; null for one that has only begun. */
  current: string | null
  isFromHome: boolean
}

/**
 * Home's own link switches at once, and so does any that a session begins with. Every other link only asks: it may be a
 * stranger's, who would have somebody work on in a company that they did not choose.
 */
export function judgeCompanyLink({ named, own, current, isFromHome }: Facts): CompanyLink {
  const [companyId] = named
  if (companyId === undefined) return { does: 'nothing' }
  const isOwn = (id: string | null) => own.some((each) => each.companyId === id)
  if (named.length > 1 || !isOwn(companyId)) return { does: 'refuse' }
  return { does: isFromHome || !isOwn(current) || companyId === current ? 'open' : 'ask', companyId }
}

/** The one company that an address of ours names; null where it names none, or several. */
export function companyNamedIn(path: string): string | null {
  const url = new URL(path, 'http://here.invalid')
  const named = url.pathname === '/' ? url.searchParams.getAll('company') : []
  return named.length === 1 ? named[0]! : null
}
