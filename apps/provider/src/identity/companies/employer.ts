// The employer that a page or a mail speaks of: one company, or none where it could be several.

/** A company where the person works; `id` is ours. */
export type Employer = { id: string; name: string }

/**
 * The company that was asked for, where the person works there; else the only one; null where there are several. Two
 * directories may each know the same employer: companies of one name are one.
 */
export function employerOf(employers: readonly Employer[], askedId: string | null = null): string | null {
  const asked = employers.find(({ id }) => id === askedId)
  if (asked) return asked.name
  const names = new Set(employers.map(({ name }) => name))
  return names.size === 1 ? employers[0]!.name : null
}
