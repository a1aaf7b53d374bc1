// The one door to text messages: what a gateway is asked, and how its answer is read.

export type Sms = {
  /** E.164, with its plus sign. */
  to: string
  from: string
  text: string
  /** Ours, of this message at this gateway. */
  reference: string
  /** Where the gateway tells what became of it. */
  reportUrl: string
  /** Minutes, whole and at least 1, that the gateway may try for. */
  validMinutes: number
}

/**
 * `taken`: it is theirs now. `refused`: surely not taken, and no use to try again here. `not-taken`: surely not taken, for now. `in-doubt`: it
 * was asked and did not answer in time, so it may be on its way.
 */
export type Answer = { kind: 'taken'; gatewayId: string | null } | { kind: 'refused' | 'not-taken' | 'in-doubt'; reason: string }

export type SmsGateway = {
  /** Of this installation's gateways each has its own. */
  name: string
  send(sms: Sms): Promise<Answer>
}

export type GatewaySettings =
  /** `url`: the whole address of sendsms, without the password. */
  | { kind: 'kannel'; name: string; url: string; username: string; password: string }
  /** `url`: the API's origin. `service`: a Messaging Service instead of the sender. */
  | { kind: 'twilio'; name: string; url: string; account: string; token: string; service: string | null }
