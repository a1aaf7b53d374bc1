// How an e-mail address is shown. How it is judged and compared is one rule for all apps:
// packages/server-kit/src/email.ts.

/** The address as a page may show it to somebody who has not proved to own it: a•••@example.org. */
export function maskedEmail(email: string): string {
  const [local = '', domain = ''] = email.split('@')
  return `${local.slice(0, 1)}•••@${domain}`
}
