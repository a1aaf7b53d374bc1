// What an SMTP server's refusal, or its silence, means for a mail: another try, or none.

export type SmtpFailure = { reason: string; isForGood: boolean }

// Not about the mail but about us or this connection: out of order (503), and sign-in or encryption wanted (RFC 4954
// §6). A setting that is wrong for an hour must not cost the mails of that hour.
const ABOUT_US = new Set([503, 523, 530, 534, 535, 538])

/** `why` names no address and repeats no word of the server: its sentences contain addresses. */
export function classifySmtpError(error: unknown): SmtpFailure {
  const { responseCode, response, command, code } = (error ?? {}) as {
    responseCode?: number
    response?: string
    command?: string
    code?: string
  }
  const at =
    command === undefined
      ? ''
      : ` at ${/^(AUTH|RCPT TO|MAIL FROM|DATA|CONN|EHLO|HELO|STARTTLS|RSET|API)/.exec(command)?.[0] ?? 'another step'}`
  if (responseCode === undefined) return { reason: `${describe(code)}${at}`, isForGood: code === 'EENVELOPE' }
  // RFC 3463, where the server says it: 5.1.1 is "no such mailbox".
  const detail = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1]
  const isOfTheMail = command === 'RCPT TO' || command === 'DATA'
  return {
    reason: `the server said ${responseCode}${detail ? ` ${detail}` : ''}${at}`,
    isForGood: responseCode >= 500 && responseCode < 600 && isOfTheMail && !ABOUT_US.has(responseCode),
  }
}

const DESCRIPTIONS: Record<string, string> = {
  ECONNECTION: 'no connection, or it broke',
  ESOCKET: 'no connection, or it broke',
  EDNS: 'the server was not found',
  ETIMEDOUT: 'the server kept silent',
  EABORT: 'it took too long, or the program stopped',
  ETLS: 'encryption failed',
  EAUTH: 'signing in failed',
  EENVELOPE: 'not an address that mail can be sent to',
}
const describe = (code: string | undefined): string => DESCRIPTIONS[code ?? ''] ?? 'an unknown failure'
