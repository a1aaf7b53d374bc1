// The one door to SMS: what a gateway is asked, and how its answers and reports are read.

export type Sms = {
  /** E.164, with its plus sign. */
  to: string
  from: string
  text: string
  /** Where the gateway tells what became of it; it is of this message and this gateway alone. */
  reportUrl: string
  /** Whole minutes that the gateway may try for, at least 1. */
  validMinutes: number
}

/**
 * `taken`: it is theirs now. `refused`: surely not taken, and of no use to try again here. `not-taken`: surely not
 * taken, for now. `in-doubt`:
 * it was asked and did not answer, so the text may be on its way. A reason names nobody: it is logged.
 */
export type SendResult = { kind: 'taken' } | { kind: 'refused' | 'not-taken' | 'in-doubt'; reason: string }

/** What a report tells: they have it, it is on the phone, it never will be. */
export type Report = 'accepted' | 'delivered' | 'failed'
/** A report as it came: its whole address, and its fields. */
export type RawReport = { url: string; query: URLSearchParams; form: URLSearchParams; signature: string | null }

export type SmsGateway = {
  /** Of this installation's gateways each has its own: letters, digits, hyphens. */
  name: string
  send(sms: Sms): Promise<SendResult>
  /** `forged`: the gateway did not say this. `unreadable`: it is no word that we know. */
  parseReport(report: RawReport): Report | 'forged' | 'unreadable'
}

export type GatewaySettings =
  /** `url`: the whole address of sendsms, without the password. */
  | { kind: 'kannel'; name: string; url: string; username: string; password: string }
  /** `url`: the API's origin. `service`: a Messaging Service that chooses the sender; null where the sender is ours. */
  | { kind: 'twilio'; name: string; url: string; account: string; token: string; service: string | null }
